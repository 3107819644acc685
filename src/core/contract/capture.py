"""Find out which contract a captured JSON text meets, or everything that is wrong with it."""

from collections.abc import Callable, Mapping
from typing import Annotated, TypeAlias

import attrs
from attrs import frozen
from msgspec import Meta
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..parsing.strict_json import Fault, parse_json, with_integers
from ..result import sealed
from ..routing.route import RESOURCE_ROUTING_MAP, ResourceRoute
from ..snapshot.body import Snapshot, SnapshotBody, convert_snapshot
from .events import EnvelopeError, EventEnvelope, parse_event
from .json_types import find_faults
from .snapshot_check import foreign_type, snapshot_faults

LARGEST_BATCH = 1_000
"""The maximum number of events in one request."""


@frozen(kw_only=True)
class BatchBody:
    """The JSON object of a batch request; its events are parsed one by one."""

    events: Annotated[tuple[object, ...], Meta(max_length=LARGEST_BATCH)]


@frozen
class CapturedSnapshot:
    """The body of a snapshot publish.

    Attributes:
        warnings: what a server takes, and the sender should look at.
    """

    provider: str
    workspace: str
    route: ResourceRoute | None
    issues: int
    mappings: int
    warnings: tuple[Fault, ...] = ()


@frozen
class CapturedEvent:
    """One event of the batch API."""

    event_type: str


@frozen
class CapturedBatch:
    """The body of a batch request."""

    event_types: tuple[str, ...]


Capture: TypeAlias = CapturedSnapshot | CapturedEvent | CapturedBatch


@frozen
class BrokenCapture:
    """A text that meets no contract.

    Attributes:
        contract: the nearest contract: ``snapshot``, ``event`` or ``batch``, or ``JSON`` if it resembles none of them.
        faults: all faults, at least one.
    """

    contract: str
    faults: tuple[Fault, ...]


_Captured: TypeAlias = Result[Capture, tuple[Fault, ...]]


def identify(content: bytes) -> Result[Capture, BrokenCapture]:
    """Parse *content* under the contract with which it shares the most members."""
    match sealed(parse_json(content)):
        case Success(value):
            contract, capture = _nearest(value)
            return capture(with_integers(value)).alt(lambda faults: BrokenCapture(contract, faults))
        case Failure(faults):
            return Failure(BrokenCapture("JSON", faults))


def _snapshot(value: object) -> _Captured:
    faults, foreign = tuple(snapshot_faults(value)), foreign_type(value)
    if faults:
        return Failure(faults)
    return Result.do(
        captured
        for snapshot in convert_snapshot(value).alt(lambda fault: (fault,))
        for captured in _captured(snapshot, foreign)
    )


def _captured(snapshot: Snapshot, foreign: Fault | None) -> _Captured:
    header, contents = snapshot.header, snapshot.contents
    if foreign is not None and header.provider in RESOURCE_ROUTING_MAP:
        return Failure((foreign,))
    warnings = () if foreign is None else (foreign,)
    counts = len(contents.issues), len(contents.mappings)
    return Success(CapturedSnapshot(header.provider, header.workspace, header.route, *counts, warnings))


def _event(value: object) -> _Captured:
    return parse_event(value).map(_captured_event).alt(_faults)


def _captured_event(event: EventEnvelope[object]) -> Capture:
    return CapturedEvent(event.event_type)


def _batch(value: object) -> _Captured:
    faults = tuple(find_faults(value, BatchBody))
    match value:
        case {"events": list(events)} if len(events) <= LARGEST_BATCH:
            return _events(events, faults)
        case _:
            return Failure(faults)


def _events(events: list[object], batch_faults: tuple[Fault, ...]) -> _Captured:
    parsed = [parse_event(event, f"$.events[{index}]") for index, event in enumerate(events)]
    faults = (*batch_faults, *(fault for event in parsed for fault in event.swap().map(_faults).value_or(())))
    if faults:
        return Failure(faults)
    return Fold.collect(parsed, Success(())).map(_captured_batch).alt(_faults)


def _captured_batch(events: tuple[EventEnvelope[object], ...]) -> Capture:
    return CapturedBatch(tuple(event.event_type for event in events))


def _faults(error: EnvelopeError) -> tuple[Fault, ...]:
    return error.faults


def _unknown(_value: object) -> _Captured:
    return Failure((Fault("$", "Expected a snapshot, an event or a batch"),))


_CONTRACTS: Mapping[str, tuple[frozenset[str], Callable[[object], _Captured]]] = {
    contract: (frozenset(attribute.name for attribute in attrs.fields(kind)), capture)
    for contract, kind, capture in (
        ("snapshot", SnapshotBody, _snapshot),
        ("event", EventEnvelope, _event),
        ("batch", BatchBody, _batch),
    )
}


def _nearest(value: object) -> tuple[str, Callable[[object], _Captured]]:
    members = frozenset(value) if isinstance(value, dict) else frozenset()
    contract = max(_CONTRACTS, key=lambda name: len(_CONTRACTS[name][0] & members))
    known, capture = _CONTRACTS[contract]
    return (contract, capture) if known & members else ("JSON", _unknown)
