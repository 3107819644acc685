"""Compares the parts of two snapshots in SQL, so that only the changes on a page are loaded."""

import sqlite3
from typing import TypeAlias

import msgspec
from attrs import frozen

from ...core.page.changes import FieldChange, field_changes
from ...core.page.parts import Kind
from ...core.page.queries import PER_PAGE, ChangeKind, offset_of

_ADDED = """
SELECT 'added', b.identity, NULL, b.content FROM parts b WHERE b.snapshot = :later AND b.kind = :part AND NOT EXISTS
    (SELECT 1 FROM parts a WHERE a.snapshot = :earlier AND a.kind = :part AND a.identity = b.identity)
"""
_REMOVED = """
SELECT 'removed', a.identity, a.content, NULL FROM parts a WHERE a.snapshot = :earlier AND a.kind = :part AND NOT EXISTS
    (SELECT 1 FROM parts b WHERE b.snapshot = :later AND b.kind = :part AND b.identity = a.identity)
"""
_CHANGED = """
SELECT 'changed', a.identity, a.content, b.content FROM parts a
JOIN parts b ON b.snapshot = :later AND b.kind = :part AND b.identity = a.identity
WHERE a.snapshot = :earlier AND a.kind = :part AND a.content <> b.content
"""
_ALL = f"{_ADDED} UNION ALL {_REMOVED} UNION ALL {_CHANGED}"
_OF_KIND: dict[ChangeKind | None, str] = {"added": _ADDED, "removed": _REMOVED, "changed": _CHANGED, None: _ALL}

_Row: TypeAlias = tuple[ChangeKind, str, bytes | None, bytes | None]


@frozen(kw_only=True)
class ChangeCounts:
    """How many parts of a snapshot were changed in which way."""

    added: int
    removed: int
    changed: int

    def of(self, kind: ChangeKind | None) -> int:
        """Return how many changes of a kind there are; of all kinds without one."""
        match kind:
            case "added":
                return self.added
            case "removed":
                return self.removed
            case "changed":
                return self.changed
            case None:
                return self.added + self.removed + self.changed


@frozen(kw_only=True)
class Change:
    """An issue or a link that differs.

    Attributes:
        kind: how.
        name: its key, or its identity.
        title: of an issue; empty for a link.
        fields: that differ. What was added or removed has none.
    """

    kind: ChangeKind
    name: str
    title: str
    fields: tuple[FieldChange, ...]


@frozen
class _Ref:
    key: str | None = None


@frozen
class _Named:
    """What an issue or a link is called."""

    ref: _Ref | None = None
    title: str = ""
    wp_id: str | None = None
    external_key: str | None = None

    def name(self, identity: str) -> str:
        """Return the key of an issue, or the work package and the key of a link, as far as it has one."""
        match self:
            case _Named(ref=_Ref(key=str(key))):
                return key
            case _Named(wp_id=str(wp_id), external_key=str(key)):
                return f"{wp_id} {key}"
            case _:
                return identity


_NAMED = msgspec.json.Decoder(_Named)


@frozen
class Comparison:
    """Two snapshots, given by their numbers.

    Attributes:
        connection: to the journal.
        earlier: the one that is compared.
        later: the one that it is compared with.
    """

    connection: sqlite3.Connection
    earlier: int
    later: int

    def count(self, part: Kind) -> ChangeCounts:
        """Return how many parts of a kind differ."""
        wanted = {"earlier": self.earlier, "later": self.later, "part": part}
        added, removed, changed = (
            self.connection.execute(f"SELECT count(*) FROM ({statement})", wanted).fetchone()[0]  # noqa: S608 - constants
            for statement in (_ADDED, _REMOVED, _CHANGED)
        )
        return ChangeCounts(added=added, removed=removed, changed=changed)

    def changes(self, part: Kind, kind: ChangeKind | None = None, page: int = 1) -> tuple[Change, ...]:
        """Return a page of the parts of a kind that differ."""
        wanted = {
            "earlier": self.earlier,
            "later": self.later,
            "part": part,
            "limit": PER_PAGE,
            "offset": offset_of(page),
        }
        rows = self.connection.execute(f"{_OF_KIND[kind]} LIMIT :limit OFFSET :offset", wanted)
        return tuple(map(_change, rows))


def _change(row: _Row) -> Change:
    kind, identity, before, after = row
    named = _NAMED.decode(after or before or b"{}")
    fields = field_changes(before, after) if before and after else ()
    return Change(kind=kind, name=named.name(identity), title=named.title, fields=fields)
