"""The mappings that the server knows: those that it was started with, and those that a person made on a page."""

import sqlite3
from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from ...core.contract.server import AwaitsPerson, ByResource, ByWorkspace, Resolution, RoutingKey, resolve_mapping
from ..server.stored_keys import key_columns, route_in
from .rows import Rule

_MADE = "SELECT provider, workspace, resource_type, resource_id, mapping, made_at FROM mappings ORDER BY rowid"
_MAKE = "INSERT INTO mappings VALUES (?, ?, ?, ?, ?, ?)"
_WAITING = """
SELECT DISTINCT provider, workspace, resource_type, resource_id FROM snapshots
WHERE mapping IS NULL AND provider = ? AND workspace = ?
"""
_RESOLVE = """
UPDATE snapshots SET mapping = ?, resolved_by = ?, mapped_at = ?
WHERE mapping IS NULL AND (provider, workspace, resource_type, resource_id) = (?, ?, ?, ?)
"""

_Made: TypeAlias = tuple[str, str, str, str, str, str]


@frozen
class KnownMappings:
    """What the server looks mappings up in. A mapping that is made counts for the next publish.

    Attributes:
        given: what the server was started with. It counts where a person has made one of the same key.
        table: those, and what was made.
        made_at: when a mapping was made, ISO 8601, by its key.
    """

    given: Mapping[RoutingKey, str]
    table: dict[RoutingKey, str] = field(factory=dict)
    made_at: dict[RoutingKey, str] = field(factory=dict)

    def load(self, connection: sqlite3.Connection) -> None:
        """Take in what was made earlier."""
        for row in connection.execute(_MADE):
            self._take_in(row)
        self.table.update(self.given)

    def make(self, connection: sqlite3.Connection, key: RoutingKey, mapping: str, at: str) -> int:
        """Make a mapping, resolve the snapshots that waited for it, and return how many those were."""
        row = (*key_columns(key), mapping, at)
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            connection.execute(_MAKE, row)
            resolved = self._resolve(connection, {**self.table, key: mapping}, key, at)
        self._take_in(row)
        return resolved

    def _take_in(self, row: _Made) -> None:
        provider, workspace, resource_type, resource_id, mapping, made_at = row
        key = RoutingKey(provider, workspace, route_in(resource_type, resource_id))
        self.table[key], self.made_at[key] = mapping, made_at

    def _resolve(
        self, connection: sqlite3.Connection, table: Mapping[RoutingKey, str], made: RoutingKey, at: str
    ) -> int:
        resolved = 0
        for provider, workspace, kind, name in connection.execute(_WAITING, (made.provider, made.workspace)).fetchall():
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
