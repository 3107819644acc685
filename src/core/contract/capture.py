"""Find out which contract a captured JSON text meets, or everything that is wrong with it."""

from collections.abc import Callable
from typing import TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from ..parsing.strict_json import Fault, parse_json, with_integers
from ..result import sealed
from ..routing.route import ResourceRoute
from ..snapshot.body import Snapshot, SnapshotBody, convert_snapshot
from .batches import LARGEST_BATCH, BatchBody, check_batch
from .event_versions import CapturedEvent, check_event, version_of
from .events import EventEnvelope
from .json_types import fields_of
from .snapshot_check import sender_faults, snapshot_faults


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
class CapturedBatch:
    """The body of a batch request."""

    events: tuple[CapturedEvent, ...]


Capture: TypeAlias = CapturedSnapshot | CapturedEvent | CapturedBatch


@frozen
class BrokenCapture:
    """A text that meets no contract.

    Attributes:
        contract: the nearest contract: ``snapshot``, ``event`` or ``batch``, or ``JSON`` if it resembles none of them.
            The version follows if events were checked.
        faults: all faults, at least one.
        answer: what a server answers to a batch, in words.
    """

    contract: str
    faults: tuple[Fault, ...]
    answer: str | None = None


_Captured: TypeAlias = Result[Capture, BrokenCapture]


def identify(content: bytes) -> Result[Capture, BrokenCapture]:
    """Parse *content* under the contract with which it shares the most members."""
    match sealed(parse_json(content)):
        case Success(value):
            return _nearest(value)(with_integers(value))
        case Failure(faults):
            return Failure(BrokenCapture("JSON", faults))


def _snapshot(value: object) -> _Captured:
    sent, faults = sender_faults(value), tuple(snapshot_faults(value))
    paths = {fault.path for fault in faults}
    faults += tuple(fault for fault in sent.faults if fault.path not in paths)
    if faults:
        return Failure(BrokenCapture("snapshot", faults))
    captured = convert_snapshot(value).map(lambda snapshot: _captured(snapshot, sent.warnings))
    return captured.alt(lambda fault: BrokenCapture("snapshot", (fault,)))


def _captured(snapshot: Snapshot, warnings: tuple[Fault, ...]) -> CapturedSnapshot:
    header, contents = snapshot.header, snapshot.contents
    counts = len(contents.issues), len(contents.mappings)
    return CapturedSnapshot(header.provider, header.workspace, header.route, *counts, warnings)


def _event(value: object) -> _Captured:
    contract = f"event, {version_of(value).name}"
    return check_event(value).alt(lambda error: BrokenCapture(contract, error.faults))


def _batch(value: object) -> _Captured:
    contract = ", ".join(("batch", *_versions_in(value)))
    captured = check_batch(value).map(CapturedBatch)
    return captured.alt(lambda broken: BrokenCapture(contract, broken.faults, broken.answer))


def _versions_in(value: object) -> tuple[str, ...]:
    match value:
        case {"events": [first, *others]} if len(others) < LARGEST_BATCH:
            name = version_of(first).name
            return (name if all(version_of(event).name == name for event in others) else "several versions",)
        case _:
            return ()


def _unknown(_value: object) -> _Captured:
    return Failure(BrokenCapture("JSON", (Fault("$", "Expected a snapshot, an event or a batch"),)))


_CONTRACTS: tuple[tuple[frozenset[str], Callable[[object], _Captured]], ...] = tuple(
    (frozenset(name for name, _ in fields_of(kind)), capture)
    for kind, capture in ((SnapshotBody, _snapshot), (EventEnvelope, _event), (BatchBody, _batch))
)


def _nearest(value: object) -> Callable[[object], _Captured]:
    members = frozenset(value) if isinstance(value, dict) else frozenset()
    known, capture = max(_CONTRACTS, key=lambda contract: len(contract[0] & members))
    return capture if known & members else _unknown
