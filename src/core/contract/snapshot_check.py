"""Check the JSON of a snapshot, by one rule for servers and for captures.

Contract: contracts/tracker-snapshot-publish.md, "The body" and "Answers".
"""

from collections.abc import Iterator

from returns.result import Result

from ..parsing.strict_json import Fault, parse_json, with_integers
from ..routing.route import RESOURCE_ROUTING_MAP
from ..snapshot.body import HALF_A_ROUTE, Snapshot, SnapshotBody, convert_snapshot, decode_snapshot
from .json_types import UNEXPECTED, find_faults

_TYPE = "$.external_resource_type"
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


def foreign_type(value: object) -> Fault | None:
    """Return a fault if a snapshot has a resource type that its provider does not have; None otherwise.

    Contract: "Routing values". A server takes such a snapshot; a mapping of this 4-tuple cannot exist.

    Args:
        value: a JSON value without faults.
    """
    match value:
        case {"provider": str(provider), "external_resource_type": str(kind)} if provider in RESOURCE_ROUTING_MAP:
            usual, _ = RESOURCE_ROUTING_MAP[provider]
            return None if kind == usual else Fault(_TYPE, f"Expected `{usual}`, which is the type of {provider}")
        case {"provider": str(provider), "external_resource_type": str()}:
            return Fault(_TYPE, f"Expected `null`, because the contract has no type for {provider}")
        case _:
            return None


def parse_snapshot(content: bytes) -> Result[Snapshot, Fault]:
    """Parse the bytes of a publish as a server does: unknown members are ignored.

    Returns:
        The snapshot, or the first fault of the JSON text, or if that is sound, the first fault of its members.
    """
    return parse_json(content).alt(lambda faults: faults[0]).bind(lambda value: _decoded(value, content))


def _decoded(value: object, content: bytes) -> Result[Snapshot, Fault]:
    decoded = decode_snapshot(content)
    return decoded.lash(lambda fault: convert_snapshot(with_integers(value)).alt(lambda _: _first(value, fault)))


def _first(value: object, decoder_fault: Fault) -> Fault:
    """Return the first fault of *value*, or if there is none, that of the decoder, whose path may not name a member."""
    return next((fault for fault in snapshot_faults(with_integers(value)) if fault.reason != UNEXPECTED), decoder_fault)
