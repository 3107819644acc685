"""The rows of snapshots that several pages list."""

import sqlite3
from collections.abc import Iterable
from typing import Literal, TypeAlias

from attrs import frozen

from ...core.contract.server import AwaitsPerson, ByResource, ByWorkspace, Resolution, RoutingKey
from ...core.page.queries import PER_PAGE, SnapshotFilter, Status, offset_of
from ...core.routing.route import ResourceRoute

Rule: TypeAlias = Literal["resource", "workspace"]


@frozen(kw_only=True)
class SnapshotRow:
    """A snapshot in a list.

    Attributes:
        key: its idempotency key.
        digest: of its body.
        received_at: ISO 8601.
        project: what its sender calls the project; empty if it does not say.
        provider: of the tracker.
        workspace: of the tracker.
        resource: type and id; None if it was sent without a route.
        mapping: the board; None while it waits.
        rule: by which rule of the look-up the board was found; None while it waits.
        status: whether the board was found at once, is still to be found, or was found later.
        mapped_at: when a person made the mapping; None if nobody had to, or nobody has.
        issues: how many it has.
        links: how many it has.
        replays: how often it was sent again.
    """

    key: str
    digest: str
    received_at: str
    project: str
    provider: str
    workspace: str
    resource: ResourceRoute | None
    mapping: str | None
    rule: Rule | None
    status: Status
    mapped_at: str | None
    issues: int
    links: int
    replays: int

    @property
    def routing_key(self) -> RoutingKey:
        """The 4-tuple that its mapping is looked up by."""
        return RoutingKey(self.provider, self.workspace, self.resource)

    @property
    def resolution(self) -> Resolution:
        """How its mapping was found."""
        match self.rule, self.mapping:
            case "resource", str(mapping):
                return ByResource(mapping)
            case "workspace", str(mapping):
                return ByWorkspace(mapping)
            case _:
                return AwaitsPerson()


_COLUMNS = """
SELECT s.idempotency_key, r.digest, r.received_at, s.project, s.provider, s.workspace, s.resource_type, s.resource_id,
    s.mapping, s.resolved_by, s.mapped_at, s.issues, s.links, r.replays
FROM snapshots s JOIN received r USING (idempotency_key)
"""
_STATUS = "CASE WHEN s.mapped_at IS NOT NULL THEN 'mapped' WHEN s.mapping IS NULL THEN 'waiting' ELSE 'resolved' END"
_WORDS = """
s.project || char(10) || s.provider || char(10) || s.workspace || char(10) || s.resource_type || ' ' || s.resource_id
|| char(10) || coalesce(s.mapping, '') || char(10) || s.idempotency_key
"""
_MATCHES = f"WHERE (?1 = '' OR instr(casefold({_WORDS}), ?1)) AND (?2 IS NULL OR {_STATUS} = ?2)"
_COUNT = f"SELECT count(*) FROM snapshots s {_MATCHES}"  # noqa: S608 - constants, and the next ones
_PAGE = f"{_COLUMNS} {_MATCHES} ORDER BY s.number DESC LIMIT ?3 OFFSET ?4"
_ONE = f"{_COLUMNS} WHERE s.idempotency_key = ?"
_SIBLINGS = """
WHERE (s.provider, s.workspace, s.project) = (?, ?, ?)
    AND s.number {side} (SELECT number FROM snapshots WHERE idempotency_key = ?)
ORDER BY s.number {order} LIMIT ?
"""
_BEFORE = _COLUMNS + _SIBLINGS.format(side="<", order="DESC")
_AFTER = _COLUMNS + _SIBLINGS.format(side=">", order="ASC")

_UNTIL = """
WHERE (s.provider, s.workspace, s.project) = (?, ?, ?) AND r.received_at <= ? ORDER BY s.number DESC LIMIT 1
"""
_LAST_UNTIL = _COLUMNS + _UNTIL

_Row: TypeAlias = tuple[str, str, str, str, str, str, str, str, str | None, Rule | None, str | None, int, int, int]


def count_snapshots(connection: sqlite3.Connection, wanted: SnapshotFilter) -> int:
    """Return how many snapshots are wanted."""
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    count: int = connection.execute(_COUNT, (wanted.words, wanted.status)).fetchone()[0]
    return count


def list_snapshots(
    connection: sqlite3.Connection, wanted: SnapshotFilter, page: int = 1, limit: int = PER_PAGE
) -> tuple[SnapshotRow, ...]:
    """Return a page of the snapshots that are wanted, the newest first."""
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    return _rows(connection.execute(_PAGE, (wanted.words, wanted.status, limit, offset_of(page))))


def find_snapshot(connection: sqlite3.Connection, key: str) -> SnapshotRow | None:
    """Return the snapshot under a key."""
    return next(iter(_rows(connection.execute(_ONE, (key,)))), None)


def earlier_of(connection: sqlite3.Connection, row: SnapshotRow, limit: int) -> tuple[SnapshotRow, ...]:
    """Return the snapshots of the same project that came before, the newest first."""
    return _rows(connection.execute(_BEFORE, (row.provider, row.workspace, row.project, row.key, limit)))


def later_of(connection: sqlite3.Connection, row: SnapshotRow, limit: int) -> tuple[SnapshotRow, ...]:
    """Return the snapshots of the same project that came after, the oldest first."""
    return _rows(connection.execute(_AFTER, (row.provider, row.workspace, row.project, row.key, limit)))


def last_until(connection: sqlite3.Connection, row: SnapshotRow, moment: str) -> SnapshotRow | None:
    """Return the last snapshot of the same project that had come by a moment, ISO 8601; None if none had."""
    found = connection.execute(_LAST_UNTIL, (row.provider, row.workspace, row.project, moment))
    return next(iter(_rows(found)), None)


def route_in(resource_type: str, resource_id: str) -> ResourceRoute | None:
    """Return the route of two columns, which are empty where there is none."""
    return ResourceRoute(resource_type, resource_id) if resource_type else None


def _rows(found: Iterable[_Row]) -> tuple[SnapshotRow, ...]:
    return tuple(map(_row, found))


def _row(row: _Row) -> SnapshotRow:
    key, digest, at, project, provider, workspace, kind, name, mapping, rule, mapped_at, issues, links, replays = row
    return SnapshotRow(
        key=key,
        digest=digest,
        received_at=at,
        project=project,
        provider=provider,
        workspace=workspace,
        resource=route_in(kind, name),
        mapping=mapping,
        rule=rule,
        status="waiting" if mapping is None else "resolved" if mapped_at is None else "mapped",
        mapped_at=mapped_at,
        issues=issues,
        links=links,
        replays=replays,
    )
