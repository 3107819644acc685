"""Publish a project's issue-tracker snapshot to a Spec Kitty server, under the right routing key.

Everything public is a name of this package. Importing it is cheap: a program gets a name from the module that the table
gives, when it first uses the name. A type checker gets it from the imports.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from .core import VERSION

# fmt: off
# isort: off
if TYPE_CHECKING:
    from returns.result import Failure, Result, Success
    from .core.contract.fault_options import ConflictingFaults, MissingFault, UnusableFault
    from .core.contract.probe.review import BrokenPromises, ProbeError
    from .core.contract.server_setup import ServeError, UnusableJournal, UnusablePort
    from .core.delivery.answer import Answer
    from .core.delivery.effect import Effect
    from .core.delivery.endpoint import Endpoint, InsecureServerUrl, MissingServerUrl, UnusableServerUrl
    from .core.delivery.entry import BusyServer, NoSpecKitty, TokenNeeded, TokenRefused
    from .core.delivery.history import AmbiguousKey, Forgotten, LedgerEntry, NothingBefore, ReceiptsError, UnknownKey
    from .core.delivery.judge import judge
    from .core.delivery.ledger import Target
    from .core.delivery.ledger_faults import (
        AnotherPublish, BrokenLedger, CorruptEntry, LedgerFault, LedgerIsLost, LedgerLost, LedgerSetAside,
    )
    from .core.delivery.move import DifferentPast, LedgerMoved, MoveLedgerError
    from .core.delivery.publish import Preview, Progress, PublishOptions, PublishRequest, UnusableTimeout
    from .core.delivery.receipt import PrepareError, PublishError, PublishInterrupted, Receipt, Unchanged, Undelivered
    from .core.delivery.shared_ledger import (
        LeaseLost, LedgerChoiceFault, LedgerOfAnotherVersion, LedgerUnavailable, OutcomeNotRecorded, UnusableLedgerUrl,
    )
    from .core.delivery.token import MissingToken, RepeatedToken, TokenOfAnotherServer
    from .core.delivery.verdict import (
        BrokenProtocol, Delivered, EffectUnknown, Interrupted, NotAllowed, Redirected, Refusal, Rejected, Replayed,
        RetryLater, Superseded, Unreachable, Verdict,
    )
    from .core.errors import Category, Problem
    from .core.fleet.faults import (
        ExposedFleetFile, FleetError, FleetFileNearby, FleetUnderWay, NewerState, NoFleetFile, NotOfFleet,
        NotOnThisMachine, StateIsLocal, StateIsShared, StateLost, StateUnavailable, TakenOver,
    )
    from .core.fleet.metrics_address import UnusableMetricsAddress
    from .core.fleet.table import FleetFileFault
    from .core.issues.cache_faults import (
        BusyCache, CacheFault, CorruptRow, InterruptedCache, MissingCache, UnreadableCache,
    )
    from .core.issues.command_fault import CommandFailed, UnusableCommand
    from .core.issues.incomplete import IncompleteCache, IncompleteCacheIncluded
    from .core.issues.model import CacheCount, Checkpoint, WorkPackageLink
    from .core.issues.tracker_fault import (
        BrokenTracker, PullTimeout, TrackerBusy, TrackerMoved, TrackerNotAllowed, TrackerRefused, TrackerUnreachable,
        TrackerWarning,
    )
    from .core.issues.tracker_url import InsecureTrackerUrl, UnusableTrackerUrl
    from .core.issues.work_packages import (
        AlreadyMapped, LinkAdded, LinkRemoved, LinksListed, MapError, NotMapped, UncachedIssue,
    )
    from .core.parsing.secret import Secret, UnusableToken
    from .core.parsing.text import MalformedPair, NotGiven, UnknownChoice, UnusableText
    from .core.parsing.untyped import WrongShape
    from .core.project.bind import BindError, Bound, CredentialsPolicy, UnbindError, Unbound
    from .core.project.bind_order import BindOptions, UnknownCredential
    from .core.project.binding import Binding, HostedBinding, NotBound, RuntimeFault, UnknownDoctrineMode
    from .core.project.consent import EgressRefused
    from .core.project.faults import (
        BusyFile, HalfWritten, MalformedFile, MissingExtra, NoFileLocks, NoHome, NoProject, NoRoom, NotAProject,
        UnreadableFile, UnusableEnvironment, UnwritableFile,
    )
    from .core.project.issue_filter import UnusableFilter
    from .core.project.secret_faults import UnusableKeyring, UnusableSetting
    from .core.reporting.errors import TrackpostError
    from .core.reporting.findings import AccountUnknown, ClockDiffers, ReadOnlyFolder
    from .core.reporting.raising import TrackpostException, raise_for_error
    from .core.reporting.status import Status
    from .core.result import sealed
    from .core.routing.credentials import EmptyCredential, ExposedCredentials, MalformedCredential, MissingCredential
    from .core.routing.given import CredentialsCommandFailed
    from .core.routing.origins import Origin
    from .core.routing.pin import RouteDrift, RouteRequired, Routing
    from .core.routing.providers import Provider
    from .core.routing.route import (
        RESOURCE_ROUTING_MAP, ResourceRoute, RoutingError, UnsupportedProvider, resolve_route,
    )
    from .core.settings.names import SettingNotSet
    from .core.snapshot.fingerprint import Difference
    from .core.snapshot.guards import ForeignIssues, ForeignIssuesIncluded, SnapshotShrank
    from .core.snapshot.idempotency import Digest, IdempotencyKey
    from .core.snapshot.packing import Body, PackedSnapshot
    from .core.trackers.batch import RenamedProject
    from .core.trackers.findings import Untitled
    from .core.trackers.held_back import DeletionsUnknown, ListTooLong, NothingRemoved
    from .core.trackers.linear import TeamGivenByKey
    from .core.trackers.model import Skipped
    from .core.trackers.order import PullOptions
    from .core.trackers.pulled import LinkedToRemoved, MoreSkipped, PullCounts, PullError, Pulled, TrackerShrank
    from .core.trackers.statuses import UnknownStatus
    from .core.trackers.unmapped import GuessedName, Unmapped
    from .shell.clock import Clock
    from .shell.delivery.attempts import Post
    from .shell.service import TrackerService
# isort: on

__all__ = [
    "RESOURCE_ROUTING_MAP", "AccountUnknown", "AlreadyMapped", "AmbiguousKey", "AnotherPublish", "Answer",
    "BindError", "BindOptions", "Binding", "Body", "Bound", "BrokenLedger", "BrokenPromises", "BrokenProtocol",
    "BrokenTracker", "BusyCache", "BusyFile", "BusyServer", "CacheCount", "CacheFault", "Category", "Checkpoint",
    "Clock", "ClockDiffers", "CommandFailed", "ConflictingFaults", "CorruptEntry", "CorruptRow",
    "CredentialsCommandFailed", "CredentialsPolicy", "DeletionsUnknown", "Delivered", "Difference", "DifferentPast",
    "Digest", "Effect", "EffectUnknown", "EgressRefused", "EmptyCredential", "Endpoint", "ExposedCredentials",
    "ExposedFleetFile", "Failure", "FleetError", "FleetFileFault", "FleetFileNearby", "FleetUnderWay", "ForeignIssues",
    "ForeignIssuesIncluded", "Forgotten", "GuessedName", "HalfWritten", "HostedBinding", "IdempotencyKey",
    "IncompleteCache", "IncompleteCacheIncluded", "InsecureServerUrl", "InsecureTrackerUrl", "Interrupted",
    "InterruptedCache", "LeaseLost", "LedgerChoiceFault", "LedgerEntry", "LedgerFault", "LedgerIsLost",
    "LedgerLost", "LedgerMoved", "LedgerOfAnotherVersion", "LedgerSetAside", "LedgerUnavailable", "LinkAdded",
    "LinkRemoved", "LinkedToRemoved", "LinksListed", "ListTooLong", "MalformedCredential", "MalformedFile",
    "MalformedPair", "MapError", "MissingCache", "MissingCredential", "MissingExtra", "MissingFault",
    "MissingServerUrl", "MissingToken", "MoreSkipped", "MoveLedgerError", "NewerState", "NoFileLocks",
    "NoFleetFile", "NoHome", "NoProject", "NoRoom", "NoSpecKitty", "NotAProject", "NotAllowed", "NotBound",
    "NotGiven", "NotMapped", "NotOfFleet", "NotOnThisMachine", "NothingBefore", "NothingRemoved", "Origin",
    "OutcomeNotRecorded",
    "PackedSnapshot", "Post", "PrepareError", "Preview", "ProbeError", "Problem", "Progress", "Provider",
    "PublishError", "PublishInterrupted", "PublishOptions", "PublishRequest", "PullCounts", "PullError",
    "PullOptions", "PullTimeout", "Pulled", "ReadOnlyFolder", "Receipt", "ReceiptsError", "Redirected", "Refusal",
    "Rejected", "RenamedProject", "RepeatedToken", "Replayed", "ResourceRoute", "Result", "RetryLater",
    "RouteDrift", "RouteRequired", "Routing", "RoutingError", "RuntimeFault", "Secret", "ServeError",
    "SettingNotSet", "Skipped", "SnapshotShrank", "StateIsLocal", "StateIsShared", "StateLost", "StateUnavailable",
    "Status", "Success", "Superseded", "TakenOver", "Target", "TeamGivenByKey", "TokenNeeded",
    "TokenOfAnotherServer", "TokenRefused", "TrackerBusy", "TrackerMoved", "TrackerNotAllowed", "TrackerRefused",
    "TrackerService", "TrackerShrank", "TrackerUnreachable", "TrackerWarning", "TrackpostError",
    "TrackpostException", "UnbindError", "Unbound", "UncachedIssue", "Unchanged", "Undelivered", "UnknownChoice",
    "UnknownCredential", "UnknownDoctrineMode", "UnknownKey", "UnknownStatus", "Unmapped", "Unreachable",
    "UnreadableCache", "UnreadableFile", "UnsupportedProvider", "Untitled", "UnusableCommand",
    "UnusableEnvironment", "UnusableFault", "UnusableFilter", "UnusableJournal", "UnusableKeyring",
    "UnusableLedgerUrl", "UnusableMetricsAddress", "UnusablePort", "UnusableServerUrl", "UnusableSetting",
    "UnusableText", "UnusableTimeout", "UnusableToken", "UnusableTrackerUrl", "UnwritableFile", "Verdict",
    "WorkPackageLink", "WrongShape", "judge", "raise_for_error", "resolve_route", "sealed",
]
# fmt: on

__version__ = VERSION

_NAMES: Mapping[str, str] = {
    "returns.result": "Failure Result Success",
    ".core.contract.fault_options": "ConflictingFaults MissingFault UnusableFault",
    ".core.contract.probe.review": "BrokenPromises ProbeError",
    ".core.contract.server_setup": "ServeError UnusableJournal UnusablePort",
    ".core.delivery.answer": "Answer",
    ".core.delivery.effect": "Effect",
    ".core.delivery.endpoint": "Endpoint InsecureServerUrl MissingServerUrl UnusableServerUrl",
    ".core.delivery.entry": "BusyServer NoSpecKitty TokenNeeded TokenRefused",
    ".core.delivery.history": "AmbiguousKey Forgotten LedgerEntry NothingBefore ReceiptsError UnknownKey",
    ".core.delivery.judge": "judge",
    ".core.delivery.ledger": "Target",
    ".core.delivery.ledger_faults": (
        "AnotherPublish BrokenLedger CorruptEntry LedgerFault LedgerIsLost LedgerLost LedgerSetAside"
    ),
    ".core.delivery.move": "DifferentPast LedgerMoved MoveLedgerError",
    ".core.delivery.publish": "Preview Progress PublishOptions PublishRequest UnusableTimeout",
    ".core.delivery.receipt": "PrepareError PublishError PublishInterrupted Receipt Unchanged Undelivered",
    ".core.delivery.shared_ledger": (
        "LeaseLost LedgerChoiceFault LedgerOfAnotherVersion LedgerUnavailable OutcomeNotRecorded UnusableLedgerUrl"
    ),
    ".core.delivery.token": "MissingToken RepeatedToken TokenOfAnotherServer",
    ".core.delivery.verdict": (
        "BrokenProtocol Delivered EffectUnknown Interrupted NotAllowed Redirected Refusal Rejected Replayed "
        "RetryLater Superseded Unreachable Verdict"
    ),
    ".core.errors": "Category Problem",
    ".core.fleet.faults": (
        "ExposedFleetFile FleetError FleetFileNearby FleetUnderWay NewerState NoFleetFile NotOfFleet NotOnThisMachine "
        "StateIsLocal StateIsShared StateLost StateUnavailable TakenOver"
    ),
    ".core.fleet.metrics_address": "UnusableMetricsAddress",
    ".core.fleet.table": "FleetFileFault",
    ".core.issues.cache_faults": "BusyCache CacheFault CorruptRow InterruptedCache MissingCache UnreadableCache",
    ".core.issues.command_fault": "CommandFailed UnusableCommand",
    ".core.issues.incomplete": "IncompleteCache IncompleteCacheIncluded",
    ".core.issues.model": "CacheCount Checkpoint WorkPackageLink",
    ".core.issues.tracker_fault": (
        "BrokenTracker PullTimeout TrackerBusy TrackerMoved TrackerNotAllowed TrackerRefused TrackerUnreachable "
        "TrackerWarning"
    ),
    ".core.issues.tracker_url": "InsecureTrackerUrl UnusableTrackerUrl",
    ".core.issues.work_packages": "AlreadyMapped LinkAdded LinkRemoved LinksListed MapError NotMapped UncachedIssue",
    ".core.parsing.secret": "Secret UnusableToken",
    ".core.parsing.text": "MalformedPair NotGiven UnknownChoice UnusableText",
    ".core.parsing.untyped": "WrongShape",
    ".core.project.bind": "BindError Bound CredentialsPolicy UnbindError Unbound",
    ".core.project.bind_order": "BindOptions UnknownCredential",
    ".core.project.binding": "Binding HostedBinding NotBound RuntimeFault UnknownDoctrineMode",
    ".core.project.consent": "EgressRefused",
    ".core.project.faults": (
        "BusyFile HalfWritten MalformedFile MissingExtra NoFileLocks NoHome NoProject NoRoom NotAProject "
        "UnreadableFile UnusableEnvironment UnwritableFile"
    ),
    ".core.project.issue_filter": "UnusableFilter",
    ".core.project.secret_faults": "UnusableKeyring UnusableSetting",
    ".core.reporting.errors": "TrackpostError",
    ".core.reporting.findings": "AccountUnknown ClockDiffers ReadOnlyFolder",
    ".core.reporting.raising": "TrackpostException raise_for_error",
    ".core.reporting.status": "Status",
    ".core.result": "sealed",
    ".core.routing.credentials": "EmptyCredential ExposedCredentials MalformedCredential MissingCredential",
    ".core.routing.given": "CredentialsCommandFailed",
    ".core.routing.origins": "Origin",
    ".core.routing.pin": "RouteDrift RouteRequired Routing",
    ".core.routing.providers": "Provider",
    ".core.routing.route": "RESOURCE_ROUTING_MAP ResourceRoute RoutingError UnsupportedProvider resolve_route",
    ".core.settings.names": "SettingNotSet",
    ".core.snapshot.fingerprint": "Difference",
    ".core.snapshot.guards": "ForeignIssues ForeignIssuesIncluded SnapshotShrank",
    ".core.snapshot.idempotency": "Digest IdempotencyKey",
    ".core.snapshot.packing": "Body PackedSnapshot",
    ".core.trackers.batch": "RenamedProject",
    ".core.trackers.findings": "Untitled",
    ".core.trackers.held_back": "DeletionsUnknown ListTooLong NothingRemoved",
    ".core.trackers.linear": "TeamGivenByKey",
    ".core.trackers.model": "Skipped",
    ".core.trackers.order": "PullOptions",
    ".core.trackers.pulled": "LinkedToRemoved MoreSkipped PullCounts PullError Pulled TrackerShrank",
    ".core.trackers.statuses": "UnknownStatus",
    ".core.trackers.unmapped": "GuessedName Unmapped",
    ".shell.clock": "Clock",
    ".shell.delivery.attempts": "Post",
    ".shell.service": "TrackerService",
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}

if not TYPE_CHECKING:  # a type checker that sees __getattr__ lets every name pass

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(_MODULE_OF[name], __name__), name)

    def __dir__() -> list[str]:
        return [*_MODULE_OF, "__version__"]
