"""One line for a person, for every error there is: what, where, what to do."""

from typing import TypeAlias, assert_never

from ..contract.server_setup import ServeError, UnusableJournal, UnusablePort
from ..delivery.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from ..delivery.ledger import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, ReceiptsError, UnknownKey
from ..delivery.publish import LONGEST_TIMEOUT, UnusableTimeout
from ..delivery.receipt import AnotherPublish, PublishError, Undelivered
from ..delivery.token import MissingToken, TokenOfAnotherServer
from ..errors import (
    BusyCache,
    BusyFile,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    MissingExtra,
    NoProject,
    NoRoom,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
)
from ..issues.pull import BrokenTracker, PullError, TrackerBusy, TrackerNotAllowed, TrackerRefused, TrackerUnreachable
from ..issues.work_packages import AlreadyMapped, MapError, NotMapped
from ..parsing.secret import UnusableToken
from ..parsing.text import MalformedPair, UnknownChoice, UnusableText, one_line
from ..parsing.untyped import WrongShape
from ..project.bind import BindError, UnbindError
from ..project.binding import NotBound, UnknownDoctrineMode
from ..routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from ..routing.pin import RouteDrift, RouteRequired
from ..routing.route import RoutingError, UnsupportedProvider
from ..snapshot.guards import ForeignIssues, SnapshotShrank
from .explain_files import of_binding, of_cache, of_file, of_ledger, of_order, of_routing
from .explain_wire import of_refusal, of_server_url, of_tracker

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
