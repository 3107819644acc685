"""The event envelope of the batch API; snapshot routing does not change it.

Contract: contracts/batch-api-contract.md, "The envelope" and "Event types".
The JSON Schemas are generated from these classes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Generic, Literal, TypeAlias, TypeVar

import msgspec
from attrs import frozen
from msgspec import UNSET, Meta, UnsetType
from returns.result import Failure, Result, Success

from ..issues.model import DATE_AND_TIME, ZONE, Instant
from ..parsing.strict_json import Fault
from .json_types import find_faults

Filled: TypeAlias = Annotated[str, Meta(min_length=1)]
Count: TypeAlias = Annotated[int, Meta(ge=0)]
Ulid: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$(?!\n)", description="Crockford Base32.")]
NodeId: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{12}$(?!\n)")]
ProjectUuid: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$(?!\n)",
        description="UUID version 4.",
    ),
]
CommitSha: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$(?!\n)")]
RepoSlug: TypeAlias = Annotated[str, Meta(pattern=r"^[^/\s]+/[^/\s]+$(?!\n)", description="owner/repo")]
ZonedInstant: TypeAlias = Annotated[
    str, Meta(pattern=f"^{DATE_AND_TIME}{ZONE}$(?!\\n)", description="ISO 8601 date and time with a zone.")
]
WorkPackageId: TypeAlias = Annotated[str, Meta(pattern=r"^WP[0-9]{2}$(?!\n)")]
FeatureSlug: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{3}-[a-z0-9-]+$(?!\n)")]
FeatureNumber: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{3}$(?!\n)")]
JsonObject: TypeAlias = dict[str, object]
Lane: TypeAlias = Literal["planned", "claimed", "in_progress", "for_review", "done", "blocked", "canceled"]


@frozen(kw_only=True)
class WPStatusChanged:
    """A work package moved from one lane to another."""

    wp_id: WorkPackageId
    from_lane: Lane
    to_lane: Lane
    actor: str | None = None
    feature_slug: str | None = None
    policy_metadata: JsonObject | None = None


@frozen(kw_only=True)
class WPCreated:
    """A work package was created."""

    wp_id: WorkPackageId
    title: Filled
    feature_slug: Filled
    dependencies: tuple[WorkPackageId, ...] = ()


@frozen(kw_only=True)
class WPAssigned:
    """A work package was assigned to an agent."""

    wp_id: WorkPackageId
    agent_id: Filled
    phase: Literal["implementation", "review"]
    retry_count: Count | UnsetType = UNSET


@frozen(kw_only=True)
class FeatureCreated:
    """A feature was created."""

    feature_slug: FeatureSlug
    feature_number: FeatureNumber
    target_branch: Filled
    wp_count: Count
    created_at: Instant | UnsetType = UNSET


@frozen(kw_only=True)
class FeatureCompleted:
    """All work packages of a feature are finished."""

    feature_slug: Filled
    total_wps: Count
    completed_at: Instant | UnsetType = UNSET
    total_duration: str | None = None


@frozen(kw_only=True)
class HistoryAdded:
    """An entry was added to the history of a work package."""

    wp_id: WorkPackageId
    entry_type: Literal["note", "review", "error", "comment"]
    entry_content: Filled
    author: str | None = None


@frozen(kw_only=True)
class ErrorLogged:
    """An error was logged."""

    error_type: Literal["validation", "runtime", "network", "auth", "unknown"]
    error_message: Filled
    wp_id: str | None = None
    stack_trace: str | None = None
    agent_id: str | None = None


@frozen(kw_only=True)
class DependencyResolved:
    """A dependency of a work package was resolved."""

    wp_id: WorkPackageId
    dependency_wp_id: WorkPackageId
    resolution_type: Literal["completed", "skipped", "merged"]


Payload: TypeAlias = (
    WPStatusChanged
    | WPCreated
    | WPAssigned
    | FeatureCreated
    | FeatureCompleted
    | HistoryAdded
    | ErrorLogged
    | DependencyResolved
)
_Payload_co = TypeVar("_Payload_co", covariant=True)


@frozen(kw_only=True)
class EventEnvelope(Generic[_Payload_co]):
    """One event: exactly these fifteen members, none of which routes a snapshot.

    Null means "resolved, but unavailable".
    """

    event_id: Ulid
    event_type: Literal[
        "WPStatusChanged",
        "WPCreated",
        "WPAssigned",
        "FeatureCreated",
        "FeatureCompleted",
        "HistoryAdded",
        "ErrorLogged",
        "DependencyResolved",
    ]
    aggregate_id: Filled
    aggregate_type: Literal["WorkPackage", "Feature"]
    payload: _Payload_co
    timestamp: ZonedInstant
    node_id: NodeId
    lamport_clock: Count
    causation_id: Ulid | None
    team_slug: Filled
    project_uuid: ProjectUuid
    project_slug: str | None
    git_branch: str | None
    head_commit_sha: CommitSha | None
    repo_slug: RepoSlug | None


ENVELOPES: Mapping[str, object] = MappingProxyType(
    {
        "WPStatusChanged": EventEnvelope[WPStatusChanged],
        "WPCreated": EventEnvelope[WPCreated],
        "WPAssigned": EventEnvelope[WPAssigned],
        "FeatureCreated": EventEnvelope[FeatureCreated],
        "FeatureCompleted": EventEnvelope[FeatureCompleted],
        "HistoryAdded": EventEnvelope[HistoryAdded],
        "ErrorLogged": EventEnvelope[ErrorLogged],
        "DependencyResolved": EventEnvelope[DependencyResolved],
    }
)
"""The class of an event, by event type. Read-only."""

ANY_ENVELOPE: object = EventEnvelope[JsonObject]
"""The class of an event of unknown type: its payload is any object."""


@frozen
class EnvelopeError:
    """All faults of one event, in the order of its members."""

    faults: tuple[Fault, ...]


def parse_event(raw: object, path: str = "$") -> Result[EventEnvelope[Payload], EnvelopeError]:
    """Parse one event of the batch API.

    Args:
        raw: a JSON value, as `trackpost.core.parsing.strict_json.parse_json` returns it.
        path: the path of *raw*, for the faults.

    Returns:
        The event with a typed payload, or all its faults.
    """
    kind = _envelope_of(raw)
    faults = tuple(find_faults(raw, kind, path))
    if faults:
        return Failure(EnvelopeError(faults))
    event: EventEnvelope[Payload] = msgspec.convert(raw, kind)
    return Success(event)


def _envelope_of(raw: object) -> object:
    match raw:
        case {"event_type": str(name)}:
            return ENVELOPES.get(name, ANY_ENVELOPE)
        case _:
            return ANY_ENVELOPE
