"""The rows of snapshots that several pages list."""

import sqlite3
from typing import Literal, TypeAlias

from attrs import frozen

from ...core.contract.admission import AccountKey
from ...core.contract.server import AwaitsPerson, ByResource, ByWorkspace, Resolution, RoutingKey
from ...core.page.queries import PER_PAGE, SnapshotFilter, Status, offset_of
from ...core.routing.route import ResourceRoute
from ..server.stored_keys import loaded_key, route_in, stored_key

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
_MATCHES = f"""
WHERE s.account = :account AND (:words = '' OR instr(casefold({_WORDS}), :words))
    AND (:status IS NULL OR {_STATUS} = :status)
"""
_OF_PROJECT = """
WHERE (s.account, s.provider, s.workspace, s.project) = (:account, :provider, :workspace, :project)
"""
_OTHER = "(SELECT number FROM snapshots WHERE idempotency_key = :key)"
_COUNT = f"SELECT count(*) FROM snapshots s {_MATCHES}"  # noqa: S608 - constants, and the next ones
_PAGE = f"{_COLUMNS} {_MATCHES} ORDER BY s.number DESC LIMIT :limit OFFSET :offset"
_ONE = f"{_COLUMNS} WHERE s.idempotency_key = :key"
_BEFORE = f"{_COLUMNS} {_OF_PROJECT} AND s.number < {_OTHER} ORDER BY s.number DESC LIMIT :limit"
_AFTER = f"{_COLUMNS} {_OF_PROJECT} AND s.number > {_OTHER} ORDER BY s.number LIMIT :limit"
_UNTIL = f"{_COLUMNS} {_OF_PROJECT} AND r.received_at <= :moment ORDER BY s.number DESC LIMIT 1"

_Row: TypeAlias = tuple[str, str, str, str, str, str, str, str, str | None, Rule | None, str | None, int, int, int]
_Value: TypeAlias = str | int | None


@frozen
class Snapshots:
    """The snapshots of one account: nobody sees those of another.

    Attributes:
        connection: to the journal.
        account: its number.
    """

    connection: sqlite3.Connection
    account: int

    def stored_key(self, key: str) -> str:
        """Return an idempotency key of the account as the journal spells it."""
        return stored_key(AccountKey(self.account, key))

    def count(self, wanted: SnapshotFilter) -> int:
        """Return how many are wanted."""
        count: int = self._run(_COUNT, words=wanted.words, status=wanted.status).fetchone()[0]
        return count

    def page(self, wanted: SnapshotFilter, page: int = 1, limit: int = PER_PAGE) -> tuple[SnapshotRow, ...]:
        """Return a page of those that are wanted, the newest first."""
        return self._rows(_PAGE, words=wanted.words, status=wanted.status, limit=limit, offset=offset_of(page))

    def find(self, key: str) -> SnapshotRow | None:
        """Return the one under a key."""
        return next(iter(self._rows(_ONE, key=self.stored_key(key))), None)

    def before(self, row: SnapshotRow, limit: int) -> tuple[SnapshotRow, ...]:
        """Return those of the same project that came before, the newest first."""
        return self._rows(_BEFORE, limit=limit, **self._project_of(row))

    def after(self, row: SnapshotRow, limit: int) -> tuple[SnapshotRow, ...]:
        """Return those of the same project that came after, the oldest first."""
        return self._rows(_AFTER, limit=limit, **self._project_of(row))

    def last_until(self, row: SnapshotRow, moment: str) -> SnapshotRow | None:
        """Return the last one of the same project that had come by a moment, ISO 8601; None if none had."""
        return next(iter(self._rows(_UNTIL, moment=moment, **self._project_of(row))), None)

    def _project_of(self, row: SnapshotRow) -> dict[str, _Value]:
        return {
            "provider": row.provider,
            "workspace": row.workspace,
            "project": row.project,
            "key": self.stored_key(row.key),
        }

    def _rows(self, statement: str, **values: _Value) -> tuple[SnapshotRow, ...]:
        return tuple(map(_row, self._run(statement, **values)))

    def _run(self, statement: str, **values: _Value) -> sqlite3.Cursor:
        self.connection.create_function("casefold", 1, str.casefold, deterministic=True)
        return self.connection.execute(statement, {"account": self.account, **values})


def _row(row: _Row) -> SnapshotRow:
    key, digest, at, project, provider, workspace, kind, name, mapping, rule, mapped_at, issues, links, replays = row
    return SnapshotRow(
        key=loaded_key(key).key,
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
