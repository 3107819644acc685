"""The exit status of each error: those of BSD's ``sysexits.h``, as docs/reference/command-line.md lists them."""

from enum import IntEnum
from typing import assert_never

from .binding import NotBound, UnknownDoctrineMode
from .credential import EmptyCredential, MalformedCredential, MissingCredential
from .disk_fault import (
    BusyCache,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NoProject,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
)
from .door import WrongShape
from .endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from .explain import TrackpostError
from .receipt import RouteRequired, Undelivered, UnusableTimeout
from .routing import RoutingError, UnsupportedProvider
from .serving import MissingExtra, UnusableJournal, UnusablePort
from .token import MissingToken, UnusableToken
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
    TEMPORARY = 75
    PROTOCOL = 76
    NOT_ALLOWED = 77
    CONFIG = 78


def exit_code(error: TrackpostError | RoutingError) -> ExitCode:
    """Return the status for *error*; never 0."""
    match error:
        case Undelivered(_, verdict):
            return _undelivered(verdict)
        case UnusableTimeout():
            return ExitCode.USAGE
        case MissingCache() | UnreadableCache() | InterruptedCache() | CorruptRow():
            return ExitCode.DATA
        case BusyCache():
            return ExitCode.TEMPORARY
        case UnsupportedProvider() | MissingCredential() | EmptyCredential() | MalformedCredential():
            return ExitCode.CONFIG
        case NoProject() | NotAProject() | NotBound() | WrongShape() | UnknownDoctrineMode():
            return ExitCode.CONFIG
        case UnreadableFile() | MalformedFile() | RouteRequired() | MissingToken() | UnusableToken():
            return ExitCode.CONFIG
        case MissingServerUrl() | UnusableServerUrl() | InsecureServerUrl():
            return ExitCode.CONFIG
        case MissingExtra() | UnusablePort() | UnusableJournal():
            return ExitCode.CONFIG
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
