"""Check the JSON of a snapshot, by one rule for servers and for captures.

Contract: contracts/tracker-snapshot-publish.md, "The body" and "Answers".
"""

from collections.abc import Iterator

from returns.result import Result

from ..parsing.strict_json import Fault, parse_json
from ..snapshot.body import HALF_A_ROUTE, Snapshot, SnapshotBody, decode_snapshot
from .json_types import UNEXPECTED, find_faults

_ROUTE = ("external_resource_type", "external_resource_id")


def snapshot_faults(value: object) -> Iterator[Fault]:
    """Yield all faults of a snapshot, in the order of the contract's tables. Unknown members are faults.

    Args:
        value: a JSON value, as `parse_json` returns it.
    """
    yield from find_faults(value, SnapshotBody)
    match value:
        case {**members} if [members.get(name) for name in _ROUTE].count(None) == 1:
            yield Fault("$.external_resource_id", HALF_A_ROUTE)
        case _:
            pass


def parse_snapshot(content: bytes) -> Result[Snapshot, Fault]:
    """Parse the bytes of a publish as a server does: unknown members are ignored.

    Returns:
        The snapshot, or the first fault of the JSON text, or if that is sound, the first fault of its members.
    """
    return parse_json(content).alt(lambda faults: faults[0]).bind(lambda value: _decoded(value, content))


def _decoded(value: object, content: bytes) -> Result[Snapshot, Fault]:
    return decode_snapshot(content).alt(lambda fault: _first(value, fault))


def _first(value: object, decoder_fault: Fault) -> Fault:
    """Return the first fault of *value*, or if there is none, that of the decoder, whose path may not name a member."""
    return next((fault for fault in snapshot_faults(value) if fault.reason != UNEXPECTED), decoder_fault)
