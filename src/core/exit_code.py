"""The exit status of each error: those of BSD's ``sysexits.h``, as docs/reference/command-line.md lists them."""

from enum import IntEnum
from typing import TypeAlias, assert_never

from .binding import BindingError
from .choice import UnknownChoice
from .disk_fault import (
    BusyCache,
    BusyFile,
    CorruptRow,
    FileFault,
    InterruptedCache,
    MissingCache,
    NoRoom,
    ProjectFault,
    UnreadableCache,
    UnwritableFile,
)
from .endpoint import ServerUrlError
from .explain import TrackpostError
from .ledger_fault import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, UnknownKey
from .mapping_fault import AlreadyMapped, NotMapped
from .ownership import ForeignIssues
from .pair import MalformedPair
from .pin import RouteDrift
from .publish_order import UnusableTimeout
from .receipt import AnotherPublish, RouteRequired, Undelivered
from .routing import RoutingError
from .serving import MissingExtra, UnusableJournal, UnusablePort
from .shrink import SnapshotShrank
from .text import UnusableText
from .token import TokenError, TokenOfAnotherServer
from .tracker_fault import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from .verdict import (
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    RetryLater,
    Unreachable,
)


class ExitCode(IntEnum):
    """What a shell is told."""

    OK = 0
    NOT_PRINTED = 1
    USAGE = 2
    DATA = 65
    UNAVAILABLE = 69
    NOT_WRITTEN = 73
    TEMPORARY = 75
    PROTOCOL = 76
    NOT_ALLOWED = 77
    CONFIG = 78
    INTERRUPTED = 130


def exit_code(error: TrackpostError | RoutingError) -> ExitCode:
    """Return the status for *error*; never 0."""
    match error:
        case Undelivered(_, verdict):
            return _undelivered(verdict)
        case TrackerNotAllowed() | TrackerRefused() | TrackerBusy() | TrackerUnreachable() | BrokenTracker():
            return _tracker(error)
        case UnusableTimeout() | UnknownChoice() | UnusableText() | MalformedPair():
            return ExitCode.USAGE
        case MissingCache() | UnreadableCache() | InterruptedCache() | CorruptRow() | ForeignIssues():
            return ExitCode.DATA
        case AlreadyMapped() | NotMapped() | SnapshotShrank() | BrokenLedger() | LedgerIsLost():
            return ExitCode.DATA
        case UnknownKey() | AmbiguousKey() | Forgotten():
            return ExitCode.DATA
        case BusyCache() | BusyFile() | AnotherPublish():
            return ExitCode.TEMPORARY
        case UnwritableFile() | NoRoom():
            return ExitCode.NOT_WRITTEN
        case configuration:
            return _configuration(configuration)


_Configuration: TypeAlias = (
    RoutingError
    | ProjectFault
    | FileFault
    | BindingError
    | RouteDrift
    | RouteRequired
    | TokenError
    | TokenOfAnotherServer
    | ServerUrlError
    | MissingExtra
    | UnusablePort
    | UnusableJournal
)


def _configuration(_error: _Configuration) -> ExitCode:
    return ExitCode.CONFIG


def _tracker(error: TrackerFault) -> ExitCode:
    match error:
        case TrackerNotAllowed():
            return ExitCode.NOT_ALLOWED
        case TrackerRefused() | BrokenTracker():
            return ExitCode.PROTOCOL
        case TrackerBusy():
            return ExitCode.TEMPORARY
        case TrackerUnreachable():
            return ExitCode.UNAVAILABLE
        case unreachable:
            assert_never(unreachable)


def _undelivered(verdict: Refusal) -> ExitCode:
    match verdict:
        case Rejected() | Redirected() | BrokenProtocol():
            return ExitCode.PROTOCOL
        case NotAllowed():
            return ExitCode.NOT_ALLOWED
        case RetryLater() | EffectUnknown():
            return ExitCode.TEMPORARY
        case Unreachable():
            return ExitCode.UNAVAILABLE
        case unreachable:
            assert_never(unreachable)
