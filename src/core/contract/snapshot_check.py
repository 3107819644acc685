"""Check the JSON of a snapshot, by one rule for servers and for captures.

Contract: contracts/tracker-snapshot-publish.md, "The body" and "Answers".
"""

from collections.abc import Iterator

from attrs import frozen
from returns.result import Result

from ..parsing.strict_json import Fault, parse_json, with_integers
from ..routing.providers import normalize_provider
from ..routing.route import RESOURCE_ROUTING_MAP
from ..snapshot.body import HALF_A_ROUTE, Snapshot, SnapshotBody, convert_snapshot, decode_snapshot
from .json_types import UNEXPECTED, find_faults

_TYPE = "external_resource_type"
_ROUTE = (_TYPE, "external_resource_id")


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


@frozen
class SenderFaults:
    """What a server takes, though no mapping can fit.

    Attributes:
        faults: of a provider that the contract has a type for.
        warnings: of any other provider, which only a newer contract may know.
    """

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def sender_faults(value: object) -> SenderFaults:
    """Find a provider that is not in its canonical spelling, and a resource type that is not the provider's.

    Contract: contracts/tracker-snapshot-publish.md, "The provider" and "Routing values".

    Args:
        value: a JSON value, as `parse_json` returns it.
    """
    match value:
        case {"provider": str(spelling), **members}:
            provider = normalize_provider(spelling)
            found = (*_spelling_faults(spelling, provider), *_type_faults(provider, members.get(_TYPE)))
            return SenderFaults(faults=found) if provider in RESOURCE_ROUTING_MAP else SenderFaults(warnings=found)
        case _:
            return SenderFaults()


def _spelling_faults(spelling: str, provider: str) -> Iterator[Fault]:
    if spelling != provider:
        yield Fault("$.provider", f"Expected `{provider}`, which is the canonical spelling")


def _type_faults(provider: str, sent: object) -> Iterator[Fault]:
    usual, _ = RESOURCE_ROUTING_MAP.get(provider, (None, None))
    match sent:
        case str() if usual is None:
            yield Fault(f"$.{_TYPE}", f"Expected `null`, because the contract has no type for {provider}")
        case str() if sent != usual:
            yield Fault(f"$.{_TYPE}", f"Expected `{usual}`, which is the type of {provider}")
        case _:
            pass


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
