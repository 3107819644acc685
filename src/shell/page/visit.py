"""What a page is: where it is, how it looks, and what it shows to whom."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from attrs import AttrsInstance, evolve, frozen
from returns.result import Failure, Result

from ...core.contract.server import Complaint, Refused
from ...core.page.queries import QueryError
from ..server.journal import Journal


@frozen(kw_only=True)
class Visit:
    """What a page is asked.

    Attributes:
        account: who asks: the number of the account that sent what is shown.
        host: the address of the server, as the browser names it.
        named: the parts of the path that a page names, such as the key of a snapshot.
        query: what follows the question mark.
        now: when it is asked.
        needs_token: whether a publish needs a token here.
    """

    account: int
    host: str
    named: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime
    needs_token: bool


View: TypeAlias = Callable[[Visit], Awaitable[Result[AttrsInstance, Refused]]]
"""What a page shows. A program gets the same value as JSON."""

Deed: TypeAlias = Callable[[Visit, Mapping[str, str]], Awaitable[Result[str, Refused]]]
"""Does what a form asks for, and returns the address of the page that shows the result."""


@frozen(kw_only=True)
class Page:
    """A page.

    Attributes:
        path: as Starlette writes it.
        template: its file in ``templates``.
        view: what it shows.
        title: its name in the menu; None if it is not there.
        is_live: whether it is fetched again while somebody looks at it.
        deed: what its form does; None if it has none that changes anything.
    """

    path: str
    template: str
    view: View
    title: str | None = None
    is_live: bool = False
    deed: Deed | None = None


def view_of(journal: Journal, look: Callable[[Visit, sqlite3.Connection], Result[AttrsInstance, Refused]]) -> View:
    """Return the view that *look* makes from the journal."""

    async def view(visit: Visit) -> Result[AttrsInstance, Refused]:
        found = (await journal.ask(lambda records: look(visit, records.connection))).alt(_unreadable)
        return found.bind(lambda seen: seen)

    return view


def _unreadable(refused: Refused) -> Refused:
    """Return the refusal of a page, in which nothing was to be stored."""
    message = "What was received cannot be read at the moment; try again in a few seconds."
    return evolve(refused, complaint=evolve(refused.complaint, message=message))


def misunderstood(error: QueryError) -> Refused:
    """Return the refusal of a URL that asks for what a page does not have."""
    return Refused(400, Complaint(error="malformed_query", message=error.message))


NO_SUCH_SNAPSHOT: Result[AttrsInstance, Refused] = Failure(
    Refused(404, Complaint(error="unknown_key", message="No snapshot was received under this key, or it was deleted."))
)
