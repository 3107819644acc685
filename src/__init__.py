"""Publish a project's issue-tracker snapshot to a Spec Kitty server, under the right routing key."""

from .core.binding import NotBound, UnknownDoctrineMode
from .core.credential import EmptyCredential, MalformedCredential, MissingCredential
from .core.disk_fault import (
    BusyCache,
    CorruptRow,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NotAProject,
    UnreadableCache,
    UnreadableFile,
)
from .core.door import WrongShape
from .core.endpoint import InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from .core.explain import explain
from .core.outcome import sealed
from .core.preview import Preview, Routing
from .core.publish_order import UnusableTimeout
from .core.receipt import PrepareError, PublishError, Receipt, RouteRequired, Undelivered
from .core.routing import RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, UnsupportedProvider, resolve_route
from .core.token import MissingToken, UnusableToken
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
from .shell.service import TrackerService

__all__ = [
    "RESOURCE_ROUTING_MAP",
    "Answer",
    "BrokenProtocol",
    "BusyCache",
    "CorruptRow",
    "EffectUnknown",
    "EmptyCredential",
    "InsecureServerUrl",
    "InterruptedCache",
    "MalformedCredential",
    "MalformedFile",
    "MissingCache",
    "MissingCredential",
    "MissingServerUrl",
    "MissingToken",
    "NotAProject",
    "NotAllowed",
    "NotBound",
    "PrepareError",
    "Preview",
    "PublishError",
    "Receipt",
    "Redirected",
    "Rejected",
    "ResourceRoute",
    "RetryLater",
    "RouteRequired",
    "Routing",
    "RoutingError",
    "TrackerService",
    "Undelivered",
    "UnknownDoctrineMode",
    "Unreachable",
    "UnreadableCache",
    "UnreadableFile",
    "UnsupportedProvider",
    "UnusableServerUrl",
    "UnusableTimeout",
    "UnusableToken",
    "WrongShape",
    "explain",
    "resolve_route",
    "sealed",
]
