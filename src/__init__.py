"""Publish a project's issue-tracker snapshot to a Spec Kitty server, under the right routing key.

Everything public is a name of this package. Importing it is cheap: the module of a name is imported when the name is
first used. Type checkers read the same names in `trackpost.api`.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from .core import VERSION

if TYPE_CHECKING:
    from .api import *  # noqa: F403 - the names of the table below

__version__ = VERSION

_NAMES: Mapping[str, str] = {
    "returns.result": "Failure Result Success",
    ".core.contract.probe.review": "BrokenPromises ProbeError",
    ".core.contract.server_setup": "ServeError UnusableJournal UnusablePort",
    ".core.delivery.answer": "Answer",
    ".core.delivery.effect": "Effect",
    ".core.delivery.endpoint": "Endpoint InsecureServerUrl MissingServerUrl UnusableServerUrl",
    ".core.delivery.history": "AmbiguousKey Forgotten LedgerEntry ReceiptsError UnknownKey",
    ".core.delivery.judge": "judge",
    ".core.delivery.ledger": (
        "AnotherPublish BrokenLedger CorruptEntry LedgerFault LedgerIsLost LedgerLost LedgerSetAside Target"
    ),
    ".core.delivery.publish": "Preview Progress PublishOptions PublishRequest UnusableTimeout",
    ".core.delivery.receipt": "PrepareError PublishError PublishInterrupted Receipt Undelivered",
    ".core.delivery.token": "MissingToken TokenOfAnotherServer",
    ".core.delivery.verdict": (
        "BrokenProtocol Delivered EffectUnknown Interrupted NotAllowed Redirected Refusal Rejected Replayed "
        "RetryLater Unreachable Verdict"
    ),
    ".core.errors": "Category Problem",
    ".core.issues.cache_faults": "BusyCache CacheFault CorruptRow InterruptedCache MissingCache UnreadableCache",
    ".core.issues.command_fault": "CommandFailed UnusableCommand",
    ".core.issues.incomplete": "IncompleteCache IncompleteCacheIncluded",
    ".core.issues.model": "CacheCount Checkpoint WorkPackageLink",
    ".core.issues.tracker_fault": (
        "BrokenTracker PullTimeout TrackerBusy TrackerNotAllowed TrackerRefused TrackerUnreachable TrackerWarning"
    ),
    ".core.issues.tracker_url": "InsecureTrackerUrl UnusableTrackerUrl",
    ".core.issues.work_packages": "AlreadyMapped LinkAdded LinkRemoved LinksListed MapError NotMapped UncachedIssue",
    ".core.parsing.secret": "Secret UnusableToken",
    ".core.parsing.text": "MalformedPair UnknownChoice UnusableText",
    ".core.parsing.untyped": "WrongShape",
    ".core.project.bind": "BindError Bound CredentialsPolicy UnbindError Unbound UnknownCredential",
    ".core.project.binding": "Binding HostedBinding NotBound RuntimeFault UnknownDoctrineMode",
    ".core.project.consent": "EgressRefused",
    ".core.project.faults": (
        "BusyFile HalfWritten MalformedFile MissingExtra NoFileLocks NoHome NoProject NoRoom NotAProject "
        "UnreadableFile UnusableEnvironment UnwritableFile"
    ),
    ".core.reporting.errors": "TrackpostError",
    ".core.reporting.raising": "TrackpostException raise_for_error",
    ".core.reporting.setup_report": "Status",
    ".core.result": "sealed",
    ".core.routing.credentials": "EmptyCredential ExposedCredentials MalformedCredential MissingCredential",
    ".core.routing.pin": "RouteDrift RouteRequired Routing",
    ".core.routing.providers": "Provider",
    ".core.routing.route": "RESOURCE_ROUTING_MAP ResourceRoute RoutingError UnsupportedProvider resolve_route",
    ".core.snapshot.fingerprint": "Difference",
    ".core.snapshot.guards": "ForeignIssues ForeignIssuesIncluded SnapshotShrank",
    ".core.snapshot.idempotency": "Digest IdempotencyKey",
    ".core.snapshot.packing": "Body PackedSnapshot",
    ".core.trackers.batch": "RenamedProject",
    ".core.trackers.linear": "TeamGivenByKey",
    ".core.trackers.model": "Skipped Unmapped",
    ".core.trackers.order": "PullOptions",
    ".core.trackers.pulled": ("GuessedName LinkedToRemoved MoreSkipped PullCounts PullError Pulled TrackerShrank"),
    ".core.trackers.statuses": "UnknownStatus",
    ".shell.clock": "Clock",
    ".shell.delivery.attempts": "Post",
    ".shell.service": "TrackerService",
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}

if not TYPE_CHECKING:  # a type checker that sees __getattr__ lets every name pass
    __all__ = list(_MODULE_OF)

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(_MODULE_OF[name], __name__), name)

    def __dir__() -> list[str]:
        return [*_MODULE_OF, "__version__"]
