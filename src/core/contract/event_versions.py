"""Check an event of any version of the envelope.

Contract: contracts/batch-api-contract.md, "Versions". Version 1 has no ``schema_version``. An event that has it is of
another version, and is checked by what that version shares with version 1.
"""

from collections.abc import Iterator

import msgspec
from attrs import frozen
from msgspec import UNSET, UnsetType
from returns.result import Failure, Result, Success

from ..issues.model import ZonedInstant
from ..parsing.json_path import member_path
from ..parsing.strict_json import Fault
from .event_members import Count, EventId, Filled, JsonObject, SchemaVersion, Uuid
from .events import EnvelopeError, parse_event
from .json_types import MISSING, UNEXPECTED, find_faults

YOUNGER_MEMBERS = ("causation_id", "project_uuid", "project_slug", "git_branch", "head_commit_sha", "repo_slug")
"""The members of version 1 that an event may lack, because its sender may be older than they are."""


@frozen(kw_only=True)
class SharedEnvelope:
    """What an event of any version has. It may have other members, and the payload is that of its version."""

    schema_version: SchemaVersion
    event_id: EventId
    event_type: Filled
    aggregate_id: Filled
    payload: JsonObject
    timestamp: ZonedInstant
    node_id: Filled
    lamport_clock: Count
    aggregate_type: Filled | UnsetType = UNSET
    causation_id: EventId | None = None
    team_slug: Filled | None = None
    project_uuid: Uuid | None = None
    project_slug: str | None = None
    git_branch: str | None = None
    head_commit_sha: str | None = None
    repo_slug: str | None = None


@frozen
class EnvelopeVersion:
    """The version whose rules hold for an event.

    Attributes:
        schema_version: what the event says; None if it says nothing and so is of version 1.
    """

    schema_version: str | None = None

    @property
    def name(self) -> str:
        """The version as people call it; the text of the event is cut, because it stands in every line."""
        return "version 1" if self.schema_version is None else f"schema_version {self.schema_version:.20}"


@frozen
class CapturedEvent:
    """An event that is sound by the rules of its version.

    Attributes:
        absent: those of the `YOUNGER_MEMBERS` that an event of version 1 lacks.
    """

    event_type: str
    version: EnvelopeVersion = EnvelopeVersion()
    absent: tuple[str, ...] = ()

    @property
    def checked_by(self) -> str:
        """The rules that the event keeps."""
        if self.version.schema_version is not None:
            return f"{self.version.name} (checked by what it shares with version 1)"
        return f"{self.version.name} without {', '.join(self.absent)}" if self.absent else self.version.name


def version_of(raw: object) -> EnvelopeVersion:
    """Return the version of an event, which may be broken otherwise."""
    match raw:
        case {"schema_version": str(text)}:
            return EnvelopeVersion(text)
        case {"schema_version": _}:
            return EnvelopeVersion("unknown")
        case _:
            return EnvelopeVersion()


def check_event(raw: object, path: str = "$") -> Result[CapturedEvent, EnvelopeError]:
    """Check an event by the rules of its version.

    Args:
        raw: a JSON value, as `parse_json` returns it.
        path: the path of *raw*, for the faults.

    Returns:
        The event, or all its faults.
    """
    version, absent = version_of(raw), _absent(raw)
    is_first = version.schema_version is None
    faults = tuple(_faults_of_version_1(raw, absent, path) if is_first else _shared_faults(raw, path))
    if faults:
        return Failure(EnvelopeError(faults))
    named: _Named = msgspec.convert(raw, _Named)
    return Success(CapturedEvent(named.event_type, version, absent if is_first else ()))


@frozen(kw_only=True)
class _Named:
    event_type: str


def _absent(raw: object) -> tuple[str, ...]:
    return tuple(name for name in YOUNGER_MEMBERS if name not in raw) if isinstance(raw, dict) else ()


def _faults_of_version_1(raw: object, absent: tuple[str, ...], path: str) -> Iterator[Fault]:
    excused = {Fault(member_path(path, name), MISSING) for name in absent}
    faults = parse_event(raw, path).swap().map(lambda error: error.faults).value_or(())
    return (fault for fault in faults if fault not in excused)


def _shared_faults(raw: object, path: str) -> Iterator[Fault]:
    return (fault for fault in find_faults(raw, SharedEnvelope, path) if fault.reason != UNEXPECTED)
