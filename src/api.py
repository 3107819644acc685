"""The public names, as type checkers see them. At run time the table in ``__init__`` stands for this module."""

from returns.result import Failure, Result, Success

from .core.contract.probe.review import BrokenPromises, ProbeError
from .core.contract.server_setup import ServeError, UnusableJournal, UnusablePort
from .core.delivery.answer import Answer
from .core.delivery.effect import Effect
from .core.delivery.endpoint import Endpoint, InsecureServerUrl, MissingServerUrl, UnusableServerUrl
from .core.delivery.history import AmbiguousKey, Forgotten, LedgerEntry, ReceiptsError, UnknownKey
from .core.delivery.judge import judge
from .core.delivery.ledger import (
    AnotherPublish,
    BrokenLedger,
    CorruptEntry,
    LedgerFault,
    LedgerIsLost,
    LedgerLost,
    LedgerSetAside,
    Target,
)
from .core.delivery.publish import Preview, Progress, PublishOptions, PublishRequest, UnusableTimeout
from .core.delivery.receipt import PrepareError, PublishError, PublishInterrupted, Receipt, Undelivered
from .core.delivery.token import MissingToken, TokenOfAnotherServer
from .core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    Interrupted,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    Replayed,
    RetryLater,
    Unreachable,
    Verdict,
)
from .core.errors import Category, Problem
from .core.issues.cache_faults import BusyCache, CacheFault, CorruptRow, InterruptedCache, MissingCache, UnreadableCache
from .core.issues.command_fault import CommandFailed, UnusableCommand
from .core.issues.incomplete import IncompleteCache, IncompleteCacheIncluded
from .core.issues.model import CacheCount, Checkpoint, WorkPackageLink
from .core.issues.tracker_fault import (
    BrokenTracker,
    PullTimeout,
    TrackerBusy,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
    TrackerWarning,
)
from .core.issues.tracker_url import InsecureTrackerUrl, UnusableTrackerUrl
from .core.issues.work_packages import (
    AlreadyMapped,
    LinkAdded,
    LinkRemoved,
    LinksListed,
    MapError,
    NotMapped,
    UncachedIssue,
)
from .core.parsing.secret import Secret, UnusableToken
from .core.parsing.text import MalformedPair, UnknownChoice, UnusableText
from .core.parsing.untyped import WrongShape
from .core.project.bind import BindError, Bound, CredentialsPolicy, UnbindError, Unbound, UnknownCredential
from .core.project.binding import Binding, HostedBinding, NotBound, RuntimeFault, UnknownDoctrineMode
from .core.project.consent import EgressRefused
from .core.project.faults import (
    BusyFile,
    HalfWritten,
    MalformedFile,
    MissingExtra,
    NoFileLocks,
    NoHome,
    NoProject,
    NoRoom,
    NotAProject,
    UnreadableFile,
    UnusableEnvironment,
    UnwritableFile,
)
from .core.reporting.errors import TrackpostError
from .core.reporting.raising import TrackpostException, raise_for_error
from .core.reporting.setup_report import Status
from .core.result import sealed
from .core.routing.credentials import EmptyCredential, ExposedCredentials, MalformedCredential, MissingCredential
from .core.routing.pin import RouteDrift, RouteRequired, Routing
from .core.routing.providers import Provider
from .core.routing.route import RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, UnsupportedProvider, resolve_route
from .core.snapshot.fingerprint import Difference
from .core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded, SnapshotShrank
from .core.snapshot.idempotency import Digest, IdempotencyKey
from .core.snapshot.packing import Body, PackedSnapshot
from .core.trackers.batch import RenamedProject
from .core.trackers.linear import TeamGivenByKey
from .core.trackers.model import Skipped, Unmapped
from .core.trackers.order import PullOptions
from .core.trackers.pulled import (
    GuessedName,
    LinkedToRemoved,
    MoreSkipped,
    PullCounts,
    Pulled,
    PullError,
    TrackerShrank,
)
from .core.trackers.statuses import UnknownStatus
from .shell.clock import Clock
from .shell.delivery.attempts import Post
from .shell.service import TrackerService

__all__ = [
    "RESOURCE_ROUTING_MAP",
    "AlreadyMapped",
    "AmbiguousKey",
    "AnotherPublish",
    "Answer",
    "BindError",
    "Binding",
    "Body",
    "Bound",
    "BrokenLedger",
    "BrokenPromises",
    "BrokenProtocol",
    "BrokenTracker",
    "BusyCache",
    "BusyFile",
    "CacheCount",
    "CacheFault",
    "Category",
    "Checkpoint",
    "Clock",
    "CommandFailed",
    "CorruptEntry",
    "CorruptRow",
    "CredentialsPolicy",
    "Delivered",
    "Difference",
    "Digest",
    "Effect",
    "EffectUnknown",
    "EgressRefused",
    "EmptyCredential",
    "Endpoint",
    "ExposedCredentials",
    "Failure",
    "ForeignIssues",
    "ForeignIssuesIncluded",
    "Forgotten",
    "GuessedName",
    "HalfWritten",
    "HostedBinding",
    "IdempotencyKey",
    "IncompleteCache",
    "IncompleteCacheIncluded",
    "InsecureServerUrl",
    "InsecureTrackerUrl",
    "Interrupted",
    "InterruptedCache",
    "LedgerEntry",
    "LedgerFault",
    "LedgerIsLost",
    "LedgerLost",
    "LedgerSetAside",
    "LinkAdded",
    "LinkRemoved",
    "LinkedToRemoved",
    "LinksListed",
    "MalformedCredential",
    "MalformedFile",
    "MalformedPair",
    "MapError",
    "MissingCache",
    "MissingCredential",
    "MissingExtra",
    "MissingServerUrl",
    "MissingToken",
    "MoreSkipped",
    "NoFileLocks",
    "NoHome",
    "NoProject",
    "NoRoom",
    "NotAProject",
    "NotAllowed",
    "NotBound",
    "NotMapped",
    "PackedSnapshot",
    "Post",
    "PrepareError",
    "Preview",
    "ProbeError",
    "Problem",
    "Progress",
    "Provider",
    "PublishError",
    "PublishInterrupted",
    "PublishOptions",
    "PublishRequest",
    "PullCounts",
    "PullError",
    "PullOptions",
    "PullTimeout",
    "Pulled",
    "Receipt",
    "ReceiptsError",
    "Redirected",
    "Refusal",
    "Rejected",
    "RenamedProject",
    "Replayed",
    "ResourceRoute",
    "Result",
    "RetryLater",
    "RouteDrift",
    "RouteRequired",
    "Routing",
    "RoutingError",
    "RuntimeFault",
    "Secret",
    "ServeError",
    "Skipped",
    "SnapshotShrank",
    "Status",
    "Success",
    "Target",
    "TeamGivenByKey",
    "TokenOfAnotherServer",
    "TrackerBusy",
    "TrackerNotAllowed",
    "TrackerRefused",
    "TrackerService",
    "TrackerShrank",
    "TrackerUnreachable",
    "TrackerWarning",
    "TrackpostError",
    "TrackpostException",
    "UnbindError",
    "Unbound",
    "UncachedIssue",
    "Undelivered",
    "UnknownChoice",
    "UnknownCredential",
    "UnknownDoctrineMode",
    "UnknownKey",
    "UnknownStatus",
    "Unmapped",
    "Unreachable",
    "UnreadableCache",
    "UnreadableFile",
    "UnsupportedProvider",
    "UnusableCommand",
    "UnusableEnvironment",
    "UnusableJournal",
    "UnusablePort",
    "UnusableServerUrl",
    "UnusableText",
    "UnusableTimeout",
    "UnusableToken",
    "UnusableTrackerUrl",
    "UnwritableFile",
    "Verdict",
    "WorkPackageLink",
    "WrongShape",
    "judge",
    "raise_for_error",
    "resolve_route",
    "sealed",
]
