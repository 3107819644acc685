"""The mappings that the server knows: those that it was started with, and those that a person made on a page.

What was made is read anew each time, because another server on the same file may have made some meanwhile.
"""

import errno
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success
from typing_extensions import override

from ...core.contract.server import (
    AwaitsPerson,
    ByResource,
    ByWorkspace,
    Complaint,
    Refused,
    Resolution,
    RoutingKey,
    resolve_mapping,
)
from ...core.result import sealed
from ..server.journal import Journal
from ..server.stored_keys import key_columns, route_in
from .rows import Rule

_MADE = "SELECT provider, workspace, resource_type, resource_id, mapping, made_at FROM mappings ORDER BY rowid"
_MADE_FOR = """
SELECT mapping FROM mappings WHERE (provider, workspace, resource_type, resource_id) = (?, ?, ?, ?)
"""
_MAKE = "INSERT INTO mappings VALUES (?, ?, ?, ?, ?, ?)"
_WAITING = "SELECT DISTINCT provider, workspace, resource_type, resource_id FROM snapshots WHERE mapping IS NULL"
_RESOLVE = """
UPDATE snapshots SET mapping = ?, resolved_by = ?, mapped_at = ?
WHERE mapping IS NULL AND (provider, workspace, resource_type, resource_id) = (?, ?, ?, ?)
"""

_Made: TypeAlias = tuple[str, str, str, str, str, str]
_Value = TypeVar("_Value")


@frozen
class Mappings:
    """The mappings at a moment.

    Attributes:
        table: all of them.
        made_at: when a person made one, ISO 8601, by its key.
    """

    table: Mapping[RoutingKey, str]
    made_at: Mapping[RoutingKey, str]


@frozen
class KnownMappings:
    """What the server looks mappings up in.

    Attributes:
        given: what the server was started with. It counts where a person has made one of the same key.
    """

    given: Mapping[RoutingKey, str]

    def read(self, connection: sqlite3.Connection) -> Mappings:
        """Return the mappings as they are."""
        made = {_key(row): row for row in connection.execute(_MADE)}
        names = {key: mapping for key, (*_, mapping, _at) in made.items()}
        return Mappings({**names, **self.given}, {key: row[-1] for key, row in made.items()})

    def make(self, connection: sqlite3.Connection, key: RoutingKey, mapping: str, at: str) -> Result[int, Refused]:
        """Make a mapping, resolve the snapshots that wait for it, and return how many those are.

        One that is there already is not made again. But a snapshot may wait for it nevertheless, whose mapping was
        looked up before it was made.
        """
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            table = self.read(connection).table
            match table.get(key):
                case str(other) if other != mapping:
                    return Failure(_mapped_already(other))
                case None:
                    connection.execute(_MAKE, (*key_columns(key), mapping, at))
                case _:
                    pass
            return Success(_resolve(connection, {**table, key: mapping}, at))

    def resolve_waiting(self, connection: sqlite3.Connection, at: str) -> None:
        """Resolve the snapshots that wait for a mapping which the server was started with now."""
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            _resolve(connection, self.read(connection).table, at)


@frozen
class CurrentMappings(Mapping[RoutingKey, str]):
    """The mappings as a publish looks them up: in the journal, one at a time.

    Attributes:
        journal: where those are that were made.
        known: those that the server was started with.
    """

    journal: Journal
    known: KnownMappings

    @override
    def __getitem__(self, key: RoutingKey) -> str:
        """Return the mapping of a 4-tuple.

        Raises:
            KeyError: it has none.
            OSError: the journal cannot be read.
        """
        if key in self.known.given:
            return self.known.given[key]
        for (mapping,) in self._asked(lambda connection: connection.execute(_MADE_FOR, key_columns(key)).fetchall()):
            return str(mapping)
        raise KeyError(key)

    @override
    def __iter__(self) -> Iterator[RoutingKey]:
        return iter(self._asked(self.known.read).table)

    @override
    def __len__(self) -> int:
        return len(self._asked(self.known.read).table)

    def _asked(self, question: Callable[[sqlite3.Connection], _Value]) -> _Value:
        match sealed(self.journal.ask_now(lambda records: question(records.connection))):
            case Success(value):
                return value
            case Failure(refused):
                raise OSError(errno.EIO, refused.complaint.message)


def _key(row: _Made) -> RoutingKey:
    provider, workspace, resource_type, resource_id, *_ = row
    return RoutingKey(provider, workspace, route_in(resource_type, resource_id))


def _mapped_already(mapping: str) -> Refused:
    return Refused(409, Complaint(error="already_mapped", message=f"This route is mapped to {mapping} already."))


def _resolve(connection: sqlite3.Connection, table: Mapping[RoutingKey, str], at: str) -> int:
    resolved = 0
    for provider, workspace, kind, name in connection.execute(_WAITING).fetchall():
        key = RoutingKey(provider, workspace, route_in(kind, name))
        found = _columns(resolve_mapping(key, table))
        if found is not None:
            resolved += connection.execute(_RESOLVE, (*found, at, *key_columns(key))).rowcount
    return resolved


def _columns(resolution: Resolution) -> tuple[str, Rule] | None:
    match resolution:
        case ByResource(mapping):
            return mapping, "resource"
        case ByWorkspace(mapping):
            return mapping, "workspace"
        case AwaitsPerson():
            return None
