"""The links from work packages to issues in a cache, as rows. They are people's work, so none may be lost."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

LinkKey: TypeAlias = tuple[str, str]
"""The work package and the tracker."""
LinkRow: TypeAlias = tuple[str | None, ...]
Links: TypeAlias = Mapping[LinkKey, LinkRow]

_COLUMNS = ("wp_id", "system", "workspace", "external_id", "external_key", "external_url", "created_at", "updated_at")
_ALL = f"SELECT {', '.join(_COLUMNS)} FROM tracker_mappings"  # noqa: S608 - constants
_PUT = (
    f"INSERT OR REPLACE INTO tracker_mappings ({', '.join(_COLUMNS)}) "  # noqa: S608 - constants
    f"VALUES ({', '.join(f':{column}' for column in _COLUMNS)})"
)
_NEWER = """
SELECT 1 FROM tracker_mappings WHERE updated_at > :updated_at
AND (wp_id = :wp_id AND system = :system OR system = :system AND workspace = :workspace AND external_id = :external_id)
"""
_REMOVE = "DELETE FROM tracker_mappings WHERE wp_id = ? AND system = ?"


def links_in(connection: sqlite3.Connection) -> Links:
    """Return the links in a cache."""
    return {(str(row[0]), str(row[1])): tuple(row) for row in connection.execute(_ALL)}


def put_links(connection: sqlite3.Connection, rows: Iterable[LinkRow]) -> None:
    """Write links; if there is another one for the same work package, or the same issue, the newer one stays."""
    for row in rows:
        values = dict(zip(_COLUMNS, row, strict=True))
        if connection.execute(_NEWER, values).fetchone() is None:
            connection.execute(_PUT, values)


def remove_links(connection: sqlite3.Connection, keys: Iterable[LinkKey]) -> None:
    """Remove links."""
    connection.executemany(_REMOVE, keys)


def made_in(links: Links, base: Links) -> Links:
    """Return the links that are new, or others, since they were as in *base*."""
    return {key: row for key, row in links.items() if base.get(key) != row}


def removed_from(links: Links, base: Links) -> Links:
    """Return the links of *base* that are gone."""
    return {key: row for key, row in base.items() if key not in links}


def encoded(links: Links) -> str:
    """Return links as text."""
    return msgspec.json.encode(list(links.values())).decode()


def decoded(text: str) -> Links:
    """Return the links in such a text."""
    rows = msgspec.json.decode(text, type=list[tuple[str | None, ...]])
    return {(str(row[0]), str(row[1])): row for row in rows}
