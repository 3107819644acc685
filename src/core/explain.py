"""One line for a person, for every error there is: what, where, what to do."""

from typing import TypeAlias, assert_never

from .binding import NotBound, UnknownDoctrineMode
from .bound import BindError, UnbindError
from .choice import UnknownChoice
from .credential import EmptyCredential, MalformedCredential, MissingCredential
from .disk_fault import (
    BusyCache,
    BusyFile,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NoProject,
    NoRoom,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
)
from .door import WrongShape
from .endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from .explain_files import of_binding, of_cache, of_file, of_ledger, of_order, of_routing
from .explain_wire import of_refusal, of_server_url, of_tracker
from .ledger_fault import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, ReceiptsError, UnknownKey
from .line import one_line
from .map_order import MapError
from .mapping_fault import AlreadyMapped, NotMapped
from .ownership import ForeignIssues
from .pair import MalformedPair
from .pin import RouteDrift
from .publish_order import LONGEST_TIMEOUT, UnusableTimeout
from .pulled import PullError
from .receipt import AnotherPublish, PublishError, RouteRequired, Undelivered
from .routing import RoutingError, UnsupportedProvider
from .serving import MissingExtra, ServeError, UnusableJournal, UnusablePort
from .shrink import SnapshotShrank
from .text import UnusableText
from .token import MissingToken, TokenOfAnotherServer, UnusableToken
from .tracker_fault import BrokenTracker, TrackerBusy, TrackerNotAllowed, TrackerRefused, TrackerUnreachable

TrackpostError: TypeAlias = PublishError | ServeError | BindError | UnbindError | PullError | MapError | ReceiptsError


def explain(error: TrackpostError | RoutingError) -> str:
    """Return the sentence for *error*: one line, and no secret in it."""
    return one_line(_sentence(error))


def _sentence(error: TrackpostError | RoutingError) -> str:
    match error:
        case UnsupportedProvider() | MissingCredential() | EmptyCredential() | MalformedCredential():
            return of_routing(error)
        case NotBound() | WrongShape() | UnknownDoctrineMode() | RouteDrift():
            return of_binding(error)
        case (
            NoProject() | NotAProject() | UnreadableFile() | MalformedFile() | UnwritableFile() | BusyFile() | NoRoom()
        ):
            return of_file(error)
        case MissingCache() | UnreadableCache() | InterruptedCache() | BusyCache() | CorruptRow() | ForeignIssues():
            return of_cache(error)
        case UnknownChoice() | UnusableText() | MalformedPair() | AlreadyMapped() | NotMapped():
            return of_order(error)
        case MissingServerUrl() | UnusableServerUrl() | InsecureServerUrl():
            return of_server_url(error)
        case TrackerNotAllowed() | TrackerRefused() | TrackerBusy() | TrackerUnreachable() | BrokenTracker():
            return of_tracker(error)
        case Undelivered(_, verdict):
            return of_refusal(verdict)
        case BrokenLedger() | LedgerIsLost() | UnknownKey() | AmbiguousKey() | Forgotten() | SnapshotShrank():
            return of_ledger(error)
        case demand:
            return _demand(demand)


_Demand: TypeAlias = (
    RouteRequired
    | MissingToken
    | UnusableToken
    | TokenOfAnotherServer
    | UnusableTimeout
    | AnotherPublish
    | MissingExtra
    | UnusablePort
    | UnusableJournal
)


def _demand(error: _Demand) -> str:
    match error:
        case RouteRequired(reason):
            return f"a route is required, and there is none: {of_routing(reason)}"
        case MissingToken(source):
            return f"{source} holds no token; put one there, or leave the option out"
        case UnusableToken(source, position):
            return f"{source} has a blank, a line break or a non-ASCII letter at position {position}; copy it anew"
        case UnusableTimeout(seconds):
            return f"a timeout of {seconds} seconds cannot be kept; give more than 0 and at most {LONGEST_TIMEOUT:.0f}"
        case TokenOfAnotherServer(server, endpoint):
            return (
                f"the token of the credentials file is for {server or 'a server that cannot be read'}, "
                f"and would go to {endpoint}; "
                "give another with --auth-token, or send it all the same with --trust-server"
            )
        case AnotherPublish(endpoint):
            return f"this project is being published to {endpoint} already, and that does not end; try again later"
        case MissingExtra(extra):
            return f"this command needs more packages: pip install 'trackpost[{extra}]'"
        case UnusablePort(port, reason):
            return f"cannot listen on port {port} ({reason}); choose another with --port"
        case UnusableJournal(path, reason):
            return f"{path}: what is received cannot be kept there ({reason}); choose another file with --data"
        case unreachable:
            assert_never(unreachable)
