"""The exit status of each error: those of BSD's ``sysexits.h``, as docs/reference/command-line.md lists them."""

from enum import IntEnum
from typing import TypeAlias, assert_never

from ..contract.server_setup import UnusableJournal, UnusablePort
from ..delivery.endpoint import ServerUrlError
from ..delivery.ledger import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, UnknownKey
from ..delivery.publish import UnusableTimeout
from ..delivery.receipt import AnotherPublish, Undelivered
from ..delivery.token import TokenError, TokenOfAnotherServer
from ..delivery.verdict import (
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    RetryLater,
    Unreachable,
)
from ..errors import (
    BusyCache,
    BusyFile,
    CorruptRow,
    FileFault,
    InterruptedCache,
    MissingCache,
    MissingExtra,
    NoRoom,
    ProjectFault,
    UnreadableCache,
    UnwritableFile,
)
from ..issues.pull import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from ..issues.work_packages import AlreadyMapped, NotMapped
from ..parsing.text import MalformedPair, UnknownChoice, UnusableText
from ..project.binding import BindingError
from ..routing.pin import RouteDrift, RouteRequired
from ..routing.route import RoutingError
from ..snapshot.guards import ForeignIssues, SnapshotShrank
from .explain import TrackpostError


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
