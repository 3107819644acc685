"""Everything that programs import from ``trackpost``."""

from .core.delivery.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from .core.delivery.history import AmbiguousKey, Forgotten, LedgerEntry, UnknownKey
from .core.delivery.ledger import AnotherPublish, BrokenLedger, CorruptEntry, LedgerIsLost
from .core.delivery.publish import Preview, Progress, UnusableTimeout
from .core.delivery.receipt import PrepareError, PublishError, Receipt, Undelivered
from .core.delivery.token import MissingToken, TokenOfAnotherServer
from .core.delivery.verdict import (
    Answer,
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Rejected,
    RetryLater,
    Unreachable,
)
from .core.errors import (
    BusyCache,
    BusyFile,
    CorruptRow,
    HalfWritten,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    MissingExtra,
    NoHome,
    NoRoom,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
)
from .core.issues.pull import (
    BrokenTracker,
    Pulled,
    PullError,
    TrackerBusy,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)
from .core.issues.work_packages import AlreadyMapped, LinkAdded, LinkRemoved, LinksListed, MapError, NotMapped
from .core.parsing.secret import UnusableToken
from .core.parsing.text import UnknownChoice, UnusableText
from .core.parsing.untyped import WrongShape
from .core.project.bind import BindError, Bound, UnbindError, Unbound
from .core.project.binding import HostedBinding, NotBound, UnknownDoctrineMode
from .core.reporting.setup_report import Status
from .core.result import sealed
from .core.routing.credentials import EmptyCredential, MalformedCredential, MissingCredential
from .core.routing.pin import RouteDrift, RouteRequired, Routing
from .core.routing.route import RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, UnsupportedProvider, resolve_route
from .core.snapshot.fingerprint import Difference
from .core.snapshot.guards import ForeignIssues, SnapshotShrank
from .core.snapshot.packing import PackedSnapshot
from .shell.clock import Clock
from .shell.service import TrackerService

__all__ = [
    "RESOURCE_ROUTING_MAP",
    "AlreadyMapped",
    "AmbiguousKey",
    "AnotherPublish",
    "Answer",
    "BindError",
    "Bound",
    "BrokenLedger",
    "BrokenProtocol",
    "BrokenTracker",
    "BusyCache",
    "BusyFile",
    "Clock",
    "CorruptEntry",
    "CorruptRow",
    "Difference",
    "EffectUnknown",
    "EmptyCredential",
    "ForeignIssues",
    "Forgotten",
    "HalfWritten",
    "HostedBinding",
    "InsecureServerUrl",
    "InterruptedCache",
    "LedgerEntry",
    "LedgerIsLost",
    "LinkAdded",
    "LinkRemoved",
    "LinksListed",
    "MalformedCredential",
    "MalformedFile",
    "MapError",
    "MissingCache",
    "MissingCredential",
    "MissingExtra",
    "MissingServerUrl",
    "MissingToken",
    "NoHome",
    "NoRoom",
    "NotAProject",
    "NotAllowed",
    "NotBound",
    "NotMapped",
    "PackedSnapshot",
    "PrepareError",
    "Preview",
    "Progress",
    "PublishError",
    "PullError",
    "Pulled",
    "Receipt",
    "Redirected",
    "Rejected",
    "ResourceRoute",
    "RetryLater",
    "RouteDrift",
    "RouteRequired",
    "Routing",
    "RoutingError",
    "SnapshotShrank",
    "Status",
    "TokenOfAnotherServer",
    "TrackerBusy",
    "TrackerNotAllowed",
    "TrackerRefused",
    "TrackerService",
    "TrackerUnreachable",
    "UnbindError",
    "Unbound",
    "Undelivered",
    "UnknownChoice",
    "UnknownDoctrineMode",
    "UnknownKey",
    "Unreachable",
    "UnreadableCache",
    "UnreadableFile",
    "UnsupportedProvider",
    "UnusableServerUrl",
    "UnusableText",
    "UnusableTimeout",
    "UnusableToken",
    "UnwritableFile",
    "WrongShape",
    "resolve_route",
    "sealed",
]
