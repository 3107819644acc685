"""``/snapshots/{key}``: one snapshot, and why it landed where it did."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import AttrsInstance, frozen
from returns.result import Result

from ...core.contract.server import ByResource, ByWorkspace, Refused, RoutingKey, resolve_mapping
from ...core.delivery.endpoint import SNAPSHOT_PATH
from ...core.issues.model import Checkpoint, Issue, WorkPackageLink
from ...core.page.chain import Keyed, origin_of
from ...core.page.queries import PER_PAGE, Paging, parse_page
from ...core.page.reasons import Rule, explain_resolution
from ...core.snapshot.body import Header
from ...core.snapshot.idempotency import Digest, IdempotencyKey
from ..server.journal import Journal
from .mappings import KnownMappings
from .parts import IssueSearch, count_issues, find_issues, find_links, read_place
from .refusals import Refusals, RefusedRow
from .rows import SnapshotRow, Snapshots
from .visit import NO_SUCH_SNAPSHOT, Page, Visit, misunderstood, view_of

_NEIGHBOURS = 5
_DAY = timedelta(days=1)
_SOME_REPLAYS = 50
_REPLAYS = "SELECT at FROM replays WHERE idempotency_key = ? ORDER BY number DESC LIMIT ?"
_ANSWER = "SELECT status_code, answer FROM received WHERE idempotency_key = ?"


@frozen(kw_only=True)
class Neighbour:
    """Another snapshot of the same project.

    Attributes:
        snapshot: what it is.
        why: what its key was made from.
    """

    snapshot: SnapshotRow
    why: str


@frozen(kw_only=True)
class SnapshotView:
    """What ``/snapshots/{key}`` shows.

    Attributes:
        snapshot: the same as in the list.
        rules: each rule of the look-up, in order, as it went.
        would_find: the board that the route would find now, if that is another one; None if it is the same.
        status_code: of the answer.
        answer: the answer, byte by byte.
        replays: when it was sent again, ISO 8601, the newest first; at most 50.
        refusals: requests under its key that were refused, the newest first.
        header: everything but issues, links and checkpoint.
        checkpoint: how far the client had read its tracker.
        chain: how its key was made.
        later: the snapshots of the project that came after, the newest first; at most 5.
        earlier: those that came before, the newest first; at most 5.
        comparable: the earlier snapshots that it can be compared with in a form, the newest first; at most 51.
        day_before: the key of the one that was the last a day before; None if there was none.
        search: what the issues are searched for; empty for nothing.
        paging: which of the issues these are.
        issues: a page of the issues that were found.
        links: of work packages; at most 50.
        size: of the body, in bytes.
        beginning: of the body.
        is_whole: whether that is all of it.
        curl: a line for a shell that sends it again.
    """

    snapshot: SnapshotRow
    rules: tuple[Rule, ...]
    would_find: str | None
    status_code: int
    answer: str
    replays: tuple[str, ...]
    refusals: tuple[RefusedRow, ...]
    header: Header
    checkpoint: Checkpoint
    chain: str
    later: tuple[Neighbour, ...]
    earlier: tuple[Neighbour, ...]
    comparable: tuple[SnapshotRow, ...]
    day_before: str | None
    search: str
    paging: Paging
    issues: tuple[Issue, ...]
    links: tuple[WorkPackageLink, ...]
    size: int
    beginning: str
    is_whole: bool
    curl: str


def snapshot_page(journal: Journal, known: KnownMappings) -> Page:
    """Return the page of one snapshot."""

    def look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
        snapshots = Snapshots(connection, visit.account)
        row = snapshots.find(visit.named["key"])
        if row is None:
            return NO_SUCH_SNAPSHOT
        return parse_page(visit.query).alt(misunderstood).map(lambda page: _view(visit, snapshots, known, row, page))

    return Page(path="/snapshots/{key}", template="snapshot.html", view=view_of(journal, look))


def _view(visit: Visit, snapshots: Snapshots, known: KnownMappings, row: SnapshotRow, page: int) -> AttrsInstance:
    connection, stored = snapshots.connection, snapshots.stored_key(row.key)
    place, search = read_place(connection, stored), IssueSearch.of(visit.query)
    status_code, answer = connection.execute(_ANSWER, (stored,)).fetchone()
    earlier, day_before = snapshots.before(row, PER_PAGE), snapshots.last_until(row, _a_day_before(row))
    return SnapshotView(
        snapshot=row,
        rules=explain_resolution(row.routing_key, row.resolution),
        would_find=_would_find(row, known.read(connection).table),
        status_code=status_code,
        answer=answer.decode(),
        replays=tuple(at for (at,) in connection.execute(_REPLAYS, (stored, _SOME_REPLAYS))),
        refusals=Refusals(connection, visit.account).of_key(row.key),
        header=place.head.header,
        checkpoint=place.head.contents.checkpoint,
        chain=_origin(row, earlier[:1]),
        later=_later(row, snapshots.after(row, _NEIGHBOURS)),
        earlier=_earlier(earlier),
        comparable=(*earlier, *(one for one in (day_before,) if one is not None and one not in earlier)),
        day_before=None if day_before is None else day_before.key,
        search=search.typed,
        paging=Paging(page, count_issues(connection, place, search)),
        issues=find_issues(connection, place, search, page),
        links=find_links(connection, place, PER_PAGE),
        size=place.size,
        beginning=place.beginning,
        is_whole=place.size == len(place.beginning.encode()),
        curl=_curl_line(visit, row.key),
    )


def keyed(row: SnapshotRow) -> Keyed:
    """Return a snapshot by its key and its digest."""
    return Keyed(IdempotencyKey(row.key), Digest(row.digest))


def _a_day_before(row: SnapshotRow) -> str:
    return (datetime.fromisoformat(row.received_at) - _DAY).isoformat()


def _would_find(row: SnapshotRow, table: Mapping[RoutingKey, str]) -> str | None:
    match resolve_mapping(row.routing_key, table):
        case ByResource(mapping) | ByWorkspace(mapping) if mapping != row.mapping:
            return mapping
        case _:
            return None


def _origin(row: SnapshotRow, before: tuple[SnapshotRow, ...]) -> str:
    return origin_of(keyed(row), next(map(keyed, before), None)).why


def _earlier(rows: tuple[SnapshotRow, ...]) -> tuple[Neighbour, ...]:
    """Return the first few of *rows*, each with what it follows, which comes behind it."""
    return tuple(
        Neighbour(snapshot=row, why=_origin(row, rows[index + 1 : index + 2]))
        for index, row in enumerate(rows[:_NEIGHBOURS])
    )


def _later(row: SnapshotRow, rows: tuple[SnapshotRow, ...]) -> tuple[Neighbour, ...]:
    befores = (row, *rows)
    neighbours = [
        Neighbour(snapshot=later, why=_origin(later, (before,))) for before, later in zip(befores, rows, strict=False)
    ]
    return tuple(reversed(neighbours))


def _curl_line(visit: Visit, key: str) -> str:
    token = ' -H "Authorization: Bearer $TOKEN"' if visit.needs_token else ""
    return (
        f"curl -i -X POST -H 'Content-Type: application/json' -H 'Idempotency-Key: {key}'{token}"
        f" --data-binary @{body_name(key)} http://{visit.host}{SNAPSHOT_PATH}"
    )


def body_name(key: str) -> str:
    """Return the name of the file that a body is downloaded as."""
    return f"snapshot-{key[:8]}.json"
