"""GitLab on loopback: as much of its REST interface as lists the issues of a project."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from attrs import frozen

from tests.support.listing import TOKEN, Listing, Ticket, answer, labels_of, listing_at, query_of
from tests.support.scripted_server import Asked, Reply

GITLAB_PATH = "/api/v4/projects/acme%2Fshop%2Fweb/issues"
_MOST = 100


@frozen(kw_only=True)
class GitLab:
    """What differs between versions.

    Attributes:
        knows_cursors: for the issues of a project; older versions number the pages all the same.
    """

    knows_cursors: bool = True


@contextmanager
def gitlab_server(tickets: list[Ticket], kind: GitLab) -> Iterator[Listing]:
    """Run GitLab."""
    with listing_at(Listing(tickets), partial(_speak, kind)) as listing:
        yield listing


def gitlab_access(url: str, project: str = "acme/shop/web") -> dict[str, str]:
    """Return the credentials that open it."""
    return {"base_url": f"{url}/api/v4", "project_id": project, "token": TOKEN}


def _speak(kind: GitLab, listing: Listing, asked: Asked) -> Reply:
    if (asked.method, asked.path.partition("?")[0]) != ("GET", GITLAB_PATH):
        return answer(404, {"message": "404 Project Not Found"})
    if asked.headers.get("private-token") != TOKEN:
        return answer(401, {"message": "401 Unauthorized"})
    query = query_of(asked)
    assert (query["scope"], query["state"], query["order_by"], query["sort"]) == ("all", "all", "created_at", "asc")
    after = query.get("updated_after")
    found = listing.since(None if after is None else datetime.fromisoformat(after), labels_of(query))
    size = min(int(query.get("per_page", "20")), _MOST)
    if kind.knows_cursors and query.get("pagination") == "keyset":
        return _keyset(listing, query, found, size)
    return _numbered(listing, query, found, size)


def _keyset(listing: Listing, query: dict[str, str], found: list[Ticket], size: int) -> Reply:
    """Answer as keyset pagination does: the number of a page says nothing, and there is no link behind the end."""
    last = b64decode(query.get("cursor", "")).decode()
    rest = [ticket for ticket in found if f"{ticket.created.isoformat()} {ticket.number:09}" > last]
    page = rest[:size]
    if len(rest) <= size:
        return answer(200, [_issue(ticket) for ticket in page])
    cursor = b64encode(f"{page[-1].created.isoformat()} {page[-1].number:09}".encode()).decode()
    return _linked(listing, page, {**query, "cursor": cursor})


def _numbered(listing: Listing, query: dict[str, str], found: list[Ticket], size: int) -> Reply:
    number = int(query.get("page", "1"))
    page = found[(number - 1) * size : number * size]
    if number * size < len(found):
        return _linked(listing, page, {**query, "page": str(number + 1)})
    link = f'<{listing.url}{GITLAB_PATH}?{urlencode({**query, "page": "1"})}>; rel="first"'
    return answer(200, [_issue(ticket) for ticket in page], {"Link": link})


def _linked(listing: Listing, page: list[Ticket], following: dict[str, str]) -> Reply:
    link = f'<{listing.url}{GITLAB_PATH}?{urlencode(following)}>; rel="next"'
    return answer(200, [_issue(ticket) for ticket in page], {"Link": link})


def _issue(ticket: Ticket) -> dict[str, object]:
    return {
        "id": 70_000 + ticket.number,
        "iid": ticket.number,
        "title": f"Issue {ticket.number}",
        "state": "opened",
        "labels": ticket.labels,
        "created_at": ticket.created.isoformat(timespec="milliseconds"),
        "updated_at": ticket.updated.isoformat(timespec="milliseconds"),
    }
