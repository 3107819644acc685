"""What the reference server is started with."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, TypeAlias

import msgspec
from attrs import frozen
from msgspec import Struct
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from ..delivery.token import GivenTokenError, RepeatedToken
from ..errors import Category, sentence
from ..issues.model import Text
from ..parsing.strict_json import Fault, parse_json
from ..project.faults import FileFault, MissingExtra
from ..routing.providers import normalize_provider
from ..snapshot.body import parse_route
from .fault_options import FaultError
from .json_types import find_faults
from .server import RoutingKey


class UnusablePort(Struct, frozen=True):
    """The port cannot be listened on."""

    port: int
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot listen on port {self.port} ({self.reason}); choose another port"


class UnusableJournal(Struct, frozen=True):
    """What is received cannot be kept in this file."""

    path: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.path}: cannot store received snapshots ({self.reason}); choose another file with --data"


ServeError: TypeAlias = (
    MissingExtra | UnusablePort | UnusableJournal | FileFault | GivenTokenError | RepeatedToken | FaultError
)


@frozen(kw_only=True)
class _Row:
    provider: Text
    workspace: Text
    external_resource_type: Text | None = None
    external_resource_id: Text | None = None
    mapping: Text


def parse_mapping_table(content: bytes) -> Result[Mapping[RoutingKey, str], Fault]:
    """Parse ``[{"provider", "workspace", "external_resource_type"?, "external_resource_id"?, "mapping"}, ...]``.

    A row without the two resource members maps the whole workspace. Two rows with one key are an error.
    """
    return Result.do(
        table
        for value in parse_json(content).alt(_first)
        for rows in _rows(value)
        for keyed in Fold.collect([_keyed(index, row) for index, row in enumerate(rows)], Success(()))
        for table in _unique(keyed)
    )


def _rows(value: object) -> Result[tuple[_Row, ...], Fault]:
    faults = tuple(find_faults(value, tuple[_Row, ...]))
    return Failure(_first(faults)) if faults else Success(msgspec.convert(value, tuple[_Row, ...]))


def _first(faults: tuple[Fault, ...]) -> Fault:
    return faults[0]


def _keyed(index: int, row: _Row) -> Result[tuple[RoutingKey, str], Fault]:
    return parse_route(f"$[{index}]", row.external_resource_type, row.external_resource_id).map(
        lambda route: (RoutingKey(normalize_provider(row.provider), row.workspace, route), row.mapping)
    )


def _unique(keyed: tuple[tuple[RoutingKey, str], ...]) -> Result[Mapping[RoutingKey, str], Fault]:
    table: dict[RoutingKey, str] = {}
    for index, (key, mapping) in enumerate(keyed):
        if key in table:
            return Failure(Fault(f"$[{index}]", "Expected each key once"))
        table[key] = mapping
    return Success(MappingProxyType(table))
