"""What was refused: ``/refused``, and a few of them on other pages."""

import sqlite3
from typing import TypeAlias

from attrs import AttrsInstance, frozen
from returns.result import Result

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
        fragment: the JSON at the path; or the line of the request that is at fault. Cut if it is long.
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
# Who showed no token that is known belongs to nobody, and whoever looks may see it
_VISIBLE = "(account IS NULL OR account = :account)"
_PAGE = f"""
{_COLUMNS} WHERE {_VISIBLE} AND (:code = '' OR code = :code) ORDER BY number DESC LIMIT :limit OFFSET :offset
"""
_OF_KEY = f"{_COLUMNS} WHERE {_VISIBLE} AND idempotency_key = :key ORDER BY number DESC LIMIT :limit"
_CODES = f"""
SELECT code, count(*) FROM refusals WHERE {_VISIBLE} AND at >= :since GROUP BY code ORDER BY 2 DESC, 1
"""  # noqa: S608

_Row: TypeAlias = tuple[str, int, str, str, str | None, str | None, str | None, str | None, str]


def refused_page(journal: Journal) -> Page:
    """Return the page of what was refused."""
    return Page(path="/refused", template="refused.html", title="Refused", is_live=True, view=view_of(journal, _look))


@frozen
class Refusals:
    """What was refused to one account, or to nobody that is known.

    Attributes:
        connection: to the journal.
        account: its number.
    """

    connection: sqlite3.Connection
    account: int

    def page(self, code: str = "", page: int = 1, limit: int = PER_PAGE) -> tuple[RefusedRow, ...]:
        """Return a page of those with a code, or of all without one, the newest first."""
        return self._rows(_PAGE, code=code, limit=limit, offset=offset_of(page))

    def of_key(self, key: str) -> tuple[RefusedRow, ...]:
        """Return the newest that came with an idempotency key."""
        return self._rows(_OF_KEY, key=key, limit=PER_PAGE)

    def codes(self, since: str = "") -> tuple[CodeCount, ...]:
        """Return how often each code was given since a moment, ISO 8601."""
        found = self.connection.execute(_CODES, {"account": self.account, "since": since})
        return tuple(CodeCount(code=code, count=count) for code, count in found)

    def _rows(self, statement: str, **values: str | int) -> tuple[RefusedRow, ...]:
        return tuple(map(_row, self.connection.execute(statement, {"account": self.account, **values})))


def _look(visit: Visit, connection: sqlite3.Connection) -> Result[AttrsInstance, Refused]:
    refusals = Refusals(connection, visit.account)
    return (
        parse_page(visit.query).alt(misunderstood).map(lambda page: _view(visit.query.get("code", ""), refusals, page))
    )


def _view(code: str, refusals: Refusals, page: int) -> AttrsInstance:
    codes = refusals.codes()
    total = sum(one.count for one in codes if code in {"", one.code})
    return RefusedView(code=code, codes=codes, paging=Paging(page, total), refusals=refusals.page(code, page))


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
