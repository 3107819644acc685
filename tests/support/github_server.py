"""GitHub and Gitea on loopback: as much of their REST interfaces as lists the issues of a repository."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from attrs import frozen

from tests.support.listing import TOKEN, Listing, Ticket, answer, labels_of, listing_at, query_of
from tests.support.scripted_server import Asked, Reply

_PATH = "/repos/acme/web/issues"
_MOST = 100


@frozen(kw_only=True)
class GitHub:
    """What differs between the servers that speak this interface.

    Attributes:
        prefix: of the paths of its API.
        gives_cursors: in the links to the next page, as github.com does.
    """

    prefix: str = ""
    gives_cursors: bool = True


@contextmanager
def github_server(tickets: list[Ticket], kind: GitHub) -> Iterator[Listing]:
    """Run GitHub, or GitHub Enterprise."""
    with listing_at(Listing(tickets), partial(_speak_github, kind)) as listing:
        yield listing


@contextmanager
def gitea_server(tickets: list[Ticket]) -> Iterator[Listing]:
    """Run Gitea, which gives the newest issues first and 50 at most."""
    with listing_at(Listing(tickets), _speak_gitea) as listing:
        yield listing


def github_access(url: str) -> dict[str, str]:
    """Return the credentials that open it."""
    return {"base_url": url, "owner": "acme", "repo": "web", "token": TOKEN}


def _speak_github(kind: GitHub, listing: Listing, asked: Asked) -> Reply:
    if refusal := _refusal(asked, kind.prefix + _PATH):
        return refusal
    query = query_of(asked)
    assert (query.get("sort"), query.get("direction"), query["state"]) == ("created", "asc", "all")
    assert (asked.headers["accept"], asked.headers["x-github-api-version"]) == (
        "application/vnd.github+json",
        "2022-11-28",
    )
    found = [] if "type" in query else listing.since(_instant(query.get("since")), labels_of(query))
    size = min(int(query.get("per_page", "30")), _MOST)
    if "after" in query:
        created, number = query["after"].split("_")
        start = sum((ticket.created.isoformat(), ticket.number) <= (created, int(number)) for ticket in found)
        return _page(listing, kind, query, found[start:], size)
    return _page(listing, kind, query, found[(int(query["page"]) - 1) * size :], size)


def _page(listing: Listing, kind: GitHub, query: Mapping[str, str], found: list[Ticket], size: int) -> Reply:
    page = found[:size]
    if len(found) <= size:
        return answer(200, [_issue(ticket) for ticket in page])
    following = {**query, "page": str(int(query.get("page", "1")) + 1)}
    if kind.gives_cursors:
        following["after"] = f"{page[-1].created.isoformat()}_{page[-1].number}"
    link = f'<{listing.url}/repositories/7/issues?{urlencode(following)}>; rel="next"'
    return answer(200, [_issue(ticket) for ticket in page], {"Link": link})


def _speak_gitea(listing: Listing, asked: Asked) -> Reply:
    if refusal := _refusal(asked, "/api/v1" + _PATH):
        return refusal
    query = query_of(asked)
    changed = reversed(listing.since(_instant(query.get("since"))))
    found = [ticket for ticket in changed if not ticket.is_pull_request and _has_any(listing, ticket, labels_of(query))]
    assert (query["state"], query["type"]) == ("all", "issues")
    size = min(int(query["limit"]), 50)
    start = (int(query["page"]) - 1) * size
    links = [f'<{listing.url}/x?page=1>; rel="first"']
    if start + size < len(found):
        links.insert(0, f'<{listing.url}/x?page={int(query["page"]) + 1}>; rel="next"')
    issues = [{**_issue(ticket), "assignees": None} for ticket in found[start : start + size]]
    return answer(200, issues, {"Link": ",".join(links), "X-Total-Count": str(len(found))})


def _has_any(listing: Listing, ticket: Ticket, labels: list[str]) -> bool:
    """Say whether it has one of those labels that exist, or none of them does."""
    known = {label for other in listing.tickets for label in other.labels} & set(labels)
    return not known or not known.isdisjoint(ticket.labels)


def _refusal(asked: Asked, path: str) -> Reply | None:
    if (asked.method, asked.path.partition("?")[0]) != ("GET", path):
        return answer(404, {"message": "Not Found"})
    if asked.headers.get("authorization") != f"Bearer {TOKEN}":
        return answer(401, {"message": "Bad credentials"})
    return None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _issue(ticket: Ticket) -> dict[str, object]:
    return {
        "number": ticket.number,
        "title": f"Issue {ticket.number}",
        "state": "open",
        "labels": [{"id": 1, "name": label} for label in ticket.labels],
        "assignees": [],
        "created_at": ticket.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "updated_at": ticket.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **({"pull_request": {"url": "https://api.github.com/x"}} if ticket.is_pull_request else {}),
    }
