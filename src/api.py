"""Everything that programs import from ``trackpost``."""

from .core.binding import NotBound, UnknownDoctrineMode
from .core.bound import BindError, Bound, UnbindError, Unbound
from .core.choice import UnknownChoice
from .core.credential import EmptyCredential, MalformedCredential, MissingCredential
from .core.disk_fault import (
    BusyCache,
    BusyFile,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NoRoom,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
    UnwritableFile,
)
from .core.door import WrongShape
from .core.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from .core.explain import explain
from .core.fingerprint import Difference
from .core.ledger_entry import LedgerEntry
from .core.ledger_fault import AmbiguousKey, BrokenLedger, Forgotten, LedgerIsLost, UnknownKey
from .core.map_order import MapError, MappingAdded, MappingRemoved, MappingsListed
from .core.mapping_fault import AlreadyMapped, NotMapped
from .core.outcome import sealed
from .core.ownership import ForeignIssues
from .core.parcel import Parcel
from .core.pin import RouteDrift
from .core.preview import Preview
from .core.progress import Progress
from .core.project_routing import Routing
from .core.publish_order import UnusableTimeout
from .core.pulled import Pulled, PullError
from .core.receipt import AnotherPublish, PrepareError, PublishError, Receipt, RouteRequired, Undelivered
from .core.routing import RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, UnsupportedProvider, resolve_route
from .core.serving import MissingExtra
from .core.shrink import SnapshotShrank
from .core.status import Status
from .core.text import UnusableText
from .core.token import MissingToken, TokenOfAnotherServer, UnusableToken
from .core.tracker_fault import BrokenTracker, TrackerBusy, TrackerNotAllowed, TrackerRefused, TrackerUnreachable
from .core.verdict import (
    Answer,
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Rejected,
    RetryLater,
    Unreachable,
)
from .shell.pace import Pace
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
    "CorruptRow",
    "Difference",
    "EffectUnknown",
    "EmptyCredential",
    "ForeignIssues",
    "Forgotten",
    "InsecureServerUrl",
    "InterruptedCache",
    "LedgerEntry",
    "LedgerIsLost",
    "MalformedCredential",
    "MalformedFile",
    "MapError",
    "MappingAdded",
    "MappingRemoved",
    "MappingsListed",
    "MissingCache",
    "MissingCredential",
    "MissingExtra",
    "MissingServerUrl",
    "MissingToken",
    "NoRoom",
    "NotAProject",
    "NotAllowed",
    "NotBound",
    "NotMapped",
    "Pace",
    "Parcel",
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
    "explain",
    "resolve_route",
    "sealed",
]
