"""The event envelope of the batch API, version 1; snapshot routing does not change it.

Contract: contracts/batch-api-contract.md, "The envelope" and "Event types".
The JSON Schemas are generated from these classes.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, Literal, TypeAlias, TypeVar

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success

from ..issues.model import ZonedInstant
from ..parsing.strict_json import Fault
from .dossier_payloads import (
    MissionDossierArtifactIndexed,
    MissionDossierArtifactMissing,
    MissionDossierParityDriftDetected,
    MissionDossierSnapshotComputed,
)
from .event_members import (
    CommitSha,
    Count,
    Filled,
    JsonObject,
    NodeId,
    ProjectUuid,
    RepoSlug,
    Ulid,
)
from .event_payloads import (
    DependencyResolved,
    ErrorLogged,
    FeatureCompleted,
    FeatureCreated,
    HistoryAdded,
    WPAssigned,
    WPCreated,
    WPStatusChanged,
)
from .json_types import find_faults

Payload: TypeAlias = (
    WPStatusChanged
    | WPCreated
    | WPAssigned
    | FeatureCreated
    | FeatureCompleted
    | HistoryAdded
    | ErrorLogged
    | DependencyResolved
    | MissionDossierArtifactIndexed
    | MissionDossierArtifactMissing
    | MissionDossierSnapshotComputed
    | MissionDossierParityDriftDetected
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
        "MissionDossierArtifactIndexed",
        "MissionDossierArtifactMissing",
        "MissionDossierSnapshotComputed",
        "MissionDossierParityDriftDetected",
    ]
    aggregate_id: Filled
    aggregate_type: Literal["WorkPackage", "Feature", "MissionDossier"]
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
        "MissionDossierArtifactIndexed": EventEnvelope[MissionDossierArtifactIndexed],
        "MissionDossierArtifactMissing": EventEnvelope[MissionDossierArtifactMissing],
        "MissionDossierSnapshotComputed": EventEnvelope[MissionDossierSnapshotComputed],
        "MissionDossierParityDriftDetected": EventEnvelope[MissionDossierParityDriftDetected],
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
    """Parse one event of the batch API, as a sender of version 1 writes it: with all fifteen members.

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
