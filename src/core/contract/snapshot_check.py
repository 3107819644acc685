"""What is wrong with the JSON of a snapshot: one rule for a server, and for whoever checks a capture.

Contract: contracts/tracker-snapshot-publish.md, "The body" and "Answers".
"""

from collections.abc import Iterator

from returns.result import Result

from ..parsing.strict_json import Fault, parse_json
from ..snapshot.body import HALF_A_ROUTE, Snapshot, SnapshotBody, decode_snapshot
from .json_types import UNEXPECTED, find_faults

_ROUTE = ("external_resource_type", "external_resource_id")


def snapshot_faults(value: object) -> Iterator[Fault]:
    """Yield every fault of a snapshot's *value*, in the order of the contract's tables; unknown members are faults.

    Args:
        value: of JSON, as `parse_json` returns it.
    """
    yield from find_faults(value, SnapshotBody)
    match value:
        case {**members} if [members.get(name) for name in _ROUTE].count(None) == 1:
            yield Fault("$.external_resource_id", HALF_A_ROUTE)
        case _:
            pass


def parse_snapshot(content: bytes) -> Result[Snapshot, Fault]:
    """Parse the bytes of a publish as a server does, which ignores members that it does not know.

    Returns:
        The snapshot; else the first fault of the JSON text, and where that is sound the first of its members.
    """
    return parse_json(content).alt(lambda faults: faults[0]).bind(lambda value: _decoded(value, content))


def _decoded(value: object, content: bytes) -> Result[Snapshot, Fault]:
    return decode_snapshot(content).alt(lambda fault: _first(value, fault))


def _first(value: object, decoders: Fault) -> Fault:
    """Return the first fault of *value*; the decoder's own, whose path may name no member, only where there is none."""
    return next((fault for fault in snapshot_faults(value) if fault.reason != UNEXPECTED), decoders)
