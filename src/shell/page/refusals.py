"""What was refused: ``/refused``, and a few of them on other pages."""

import sqlite3
from typing import TypeAlias

from attrs import AttrsInstance, frozen
from returns.result import Result, Success

from ...core.contract.server import Refused
from ...core.page.queries import PER_PAGE, Paging, offset_of, parse_page
from ..server.journal import Journal
from .visit import Page, Visit, misunderstood, view_of


@frozen(kw_only=True)
class RefusedRow:
    """A request that was refused.

    Attributes:
        at: ISO 8601.
        status_code: of the answer.
        code: of the contract.
        message: the sentence of the answer.
        path: of the member at fault; None if the body is not at fault, or was not read.
        fragment: the JSON at the path, cut if it is long.
        project: what the sender calls itself; None if it did not say.
        key: the idempotency key that it came with.
        sender: address, and what the program calls itself.
    """

    at: str
    status_code: int
    code: str
    message: str
    path: str | None
    fragment: str | None
    project: str | None
    key: str | None
    sender: str


@frozen(kw_only=True)
class CodeCount:
    """How many requests got a code."""

    code: str
    count: int


@frozen(kw_only=True)
class RefusedView:
    """What ``/refused`` shows.

    Attributes:
        code: the only one that is shown; empty for all.
        codes: all that were given, the most frequent first.
        paging: which rows these are.
        refusals: the rows, the newest first.
    """

    code: str
    codes: tuple[CodeCount, ...]
    paging: Paging
    refusals: tuple[RefusedRow, ...]


_COLUMNS = "SELECT at, status_code, code, message, path, fragment, project, idempotency_key, sender FROM refusals"
_PAGE = f"{_COLUMNS} WHERE ?1 = '' OR code = ?1 ORDER BY number DESC LIMIT ?2 OFFSET ?3"
_OF_KEY = f"{_COLUMNS} WHERE idempotency_key = ? ORDER BY number DESC LIMIT ?"
_CODES = "SELECT code, count(*) FROM refusals WHERE at >= ? GROUP BY code ORDER BY 2 DESC, 1"

_Row: TypeAlias = tuple[str, int, str, str, str | None, str | None, str | None, str | None, str]


def refused_page(journal: Journal) -> Page:
    """Return the page of what was refused."""
    return Page(path="/refused", template="refused.html", title="Refused", is_live=True, view=view_of(journal, _look))


def newest_refusals(connection: sqlite3.Connection, limit: int) -> tuple[RefusedRow, ...]:
    """Return the newest of them."""
    return tuple(map(_row, connection.execute(_PAGE, ("", limit, 0))))


def refusals_of(connection: sqlite3.Connection, key: str) -> tuple[RefusedRow, ...]:
    """Return the newest that came with an idempotency key."""
    return tuple(map(_row, connection.execute(_OF_KEY, (key, PER_PAGE))))


def count_codes(connection: sqlite3.Connection, since: str = "") -> tuple[CodeCount, ...]:
    """Return how often each code was given since a moment, ISO 8601."""
    return tuple(CodeCount(code=code, count=count) for code, count in connection.execute(_CODES, (since,)))


def _look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
    return parse_page(visit.query).alt(misunderstood).bind(lambda page: Success(_view(visit, connection, page)))


def _view(visit: Visit, connection: sqlite3.Connection, page: int) -> RefusedView:
    code, codes = visit.query.get("code", ""), count_codes(connection)
    total = sum(one.count for one in codes if code in {"", one.code})
    rows = connection.execute(_PAGE, (code, PER_PAGE, offset_of(page)))
    return RefusedView(code=code, codes=codes, paging=Paging(page, total), refusals=tuple(map(_row, rows)))


def _row(row: _Row) -> RefusedRow:
    at, status_code, code, message, path, fragment, project, key, sender = row
    return RefusedRow(
        at=at,
        status_code=status_code,
        code=code,
        message=message,
        path=path,
        fragment=fragment,
        project=project,
        key=key,
        sender=sender,
    )
