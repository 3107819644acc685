"""The mappings that a server knows, as a JSON file names them."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from .body import parse_route
from .fault import Fault, fault_of
from .resolution import RoutingKey
from .snapshot import Text


@frozen(kw_only=True)
class _Row:
    provider: Text
    workspace: Text
    external_resource_type: Text | None = None
    external_resource_id: Text | None = None
    mapping: Text


_DECODER = msgspec.json.Decoder(tuple[_Row, ...])


def parse_mapping_table(content: bytes) -> Result[Mapping[RoutingKey, str], Fault]:
    """Parse ``[{"provider", "workspace", "external_resource_type"?, "external_resource_id"?, "mapping"}, ...]``.

    A row without the two resource members maps the whole workspace. Two rows with one key are an error.
    """
    try:
        rows = _DECODER.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Failure(fault_of(str(error)))
    return Result.do(
        table
        for keyed in Fold.collect([_keyed(index, row) for index, row in enumerate(rows)], Success(()))
        for table in _unique(keyed)
    )


def _keyed(index: int, row: _Row) -> Result[tuple[RoutingKey, str], Fault]:
    return parse_route(f"$[{index}]", row.external_resource_type, row.external_resource_id).map(
        lambda route: (RoutingKey(row.provider, row.workspace, route), row.mapping)
    )


def _unique(keyed: tuple[tuple[RoutingKey, str], ...]) -> Result[Mapping[RoutingKey, str], Fault]:
    table: dict[RoutingKey, str] = {}
    for index, (key, mapping) in enumerate(keyed):
        if key in table:
            return Failure(Fault(f"$[{index}]", "Expected each key once"))
        table[key] = mapping
    return Success(MappingProxyType(table))
