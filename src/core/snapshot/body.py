"""The values that a snapshot consists of, as they are on the wire.

Contract: contracts/tracker-snapshot-publish.md, "The body". ``msgspec`` checks the types while it decodes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

import msgspec
from msgspec import Struct
from returns.result import Failure, Result

from ..issues.cached import CachedIssue
from ..issues.model import Checkpoint, Issue, Text, WorkPackageLink, fault_in
from ..parsing.strict_json import Fault
from ..project.binding import Binding, DoctrineMode
from ..routing.route import ResourceRoute, parse_halves, wire_fields


class Header(Struct, frozen=True, kw_only=True):
    """The members of a snapshot that come from the project: everything but the contents of the cache."""

    provider: str
    workspace: str
    route: ResourceRoute | None
    doctrine_mode: DoctrineMode
    doctrine_field_owners: Mapping[str, str]
    project_uuid: str | None
    project_slug: str | None


class Contents(Struct, frozen=True, kw_only=True):
    """What a cache holds for one binding."""

    issues: tuple[Issue, ...]
    mappings: tuple[WorkPackageLink, ...]
    checkpoint: Checkpoint


class Reading(Struct, frozen=True, kw_only=True):
    """What a cache holds for one binding, while the cache is open.

    Attributes:
        batches: the issues, a few at a time: an iterable that can be used once, and only while the cache is open.
        count: upper bound for the number of issues.
        mappings: all work-package links in the cache.
        checkpoint: the binding's checkpoint.
        part: how many issues an unfinished pull has read so far; None if the last pull is complete.
    """

    batches: Iterable[Sequence[CachedIssue]]
    count: int
    mappings: tuple[WorkPackageLink, ...]
    checkpoint: Checkpoint
    part: int | None


class Snapshot(Struct, frozen=True, kw_only=True):
    """Everything that one publish sends."""

    header: Header
    contents: Contents


class _Shared(TypedDict):
    """The members that a binding, a header and a body share."""

    provider: str
    workspace: str
    doctrine_mode: DoctrineMode
    doctrine_field_owners: dict[str, str]
    project_uuid: str | None
    project_slug: str | None


def header_of(binding: Binding, route: ResourceRoute | None) -> Header:
    """Return the header of a binding's snapshots; without a route, both routing fields are null."""
    return Header(route=route, **_shared(binding))


class SnapshotBody(Struct, frozen=True, kw_only=True):
    """The JSON object of a publish. A client sends these eleven members, and no others.

    A client that predates the two routing fields omits them, and one without a project may omit its two; that means
    null.
    """

    provider: Text
    workspace: Text
    external_resource_type: Text | None = None
    external_resource_id: Text | None = None
    doctrine_mode: DoctrineMode
    doctrine_field_owners: dict[str, str]
    project_uuid: str | None = None
    project_slug: str | None = None
    issues: tuple[Issue, ...]
    mappings: tuple[WorkPackageLink, ...]
    checkpoint: Checkpoint


HALF_A_ROUTE = "Expected both routing members or neither"

_ENCODER = msgspec.json.Encoder(order="sorted")
_RAW = msgspec.json.Decoder(dict[str, msgspec.Raw])
_DECODER = msgspec.json.Decoder(SnapshotBody, strict=True)


def encode_snapshot(snapshot: Snapshot) -> bytes:
    """Return the body of *snapshot*: the same bytes for the same snapshot."""
    header, contents = snapshot.header, snapshot.contents
    resource_type, resource_id = wire_fields(header.route)
    return _ENCODER.encode(
        SnapshotBody(
            external_resource_type=resource_type,
            external_resource_id=resource_id,
            issues=contents.issues,
            mappings=contents.mappings,
            checkpoint=contents.checkpoint,
            **_shared(header),
        )
    )


def raw_members(body: bytes) -> dict[str, bytes]:
    """Return the bytes of each member of an encoded snapshot except its issues, by name."""
    return {name: bytes(value) for name, value in _RAW.decode(body).items() if name != "issues"}


def decode_snapshot(body: bytes) -> Result[Snapshot, Fault]:
    """Parse the bytes of a publish, strictly: the error is the first complaint of the decoder.

    The decoder writes ``[...]`` for a member of an open object; `trackpost.core.contract.snapshot_check.parse_snapshot`
    names it.
    """
    try:
        wire = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Failure(fault_in(str(error)))
    return _snapshot(wire)


def convert_snapshot(value: object) -> Result[Snapshot, Fault]:
    """Return the snapshot that a JSON value is, or the first complaint of the decoder."""
    try:
        wire = msgspec.convert(value, SnapshotBody)
    except msgspec.ValidationError as error:
        return Failure(fault_in(str(error)))
    return _snapshot(wire)


def _snapshot(wire: SnapshotBody) -> Result[Snapshot, Fault]:
    return Result.do(
        Snapshot(
            header=Header(route=route, **_shared(wire)),
            contents=Contents(issues=wire.issues, mappings=wire.mappings, checkpoint=wire.checkpoint),
        )
        for route in parse_route("$", wire.external_resource_type, wire.external_resource_id)
    )


def parse_route(path: str, resource_type: str | None, resource_id: str | None) -> Result[ResourceRoute | None, Fault]:
    """Return the route of the two routing members of the object at *path*; both or neither must be null."""
    return parse_halves(resource_type, resource_id).alt(
        lambda _absent: Fault(f"{path}.external_resource_id", HALF_A_ROUTE)
    )


def _shared(source: "Binding | Header | SnapshotBody") -> _Shared:
    return {
        "provider": source.provider,
        "workspace": source.workspace,
        "doctrine_mode": source.doctrine_mode,
        "doctrine_field_owners": dict(source.doctrine_field_owners),
        "project_uuid": source.project_uuid,
        "project_slug": source.project_slug,
    }
