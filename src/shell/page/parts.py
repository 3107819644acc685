"""Reads the parts of a snapshot from the catalogue: a page of its issues, its links, and its head. Never its body."""

import sqlite3
from collections.abc import Mapping

import msgspec
from attrs import frozen

from ...core.issues.model import Issue, WorkPackageLink
from ...core.page.parts import searched
from ...core.page.queries import PER_PAGE, offset_of
from ...core.snapshot.body import Snapshot, decode_snapshot

_PLACE = "SELECT number, first_part, issues, links, head, size, beginning FROM snapshots WHERE idempotency_key = ?"
_RANGE = "SELECT content FROM parts WHERE number >= ? AND number < ? ORDER BY number"
_FOUND = "FROM parts WHERE number >= ? AND number < ? AND instr(words, ?)"
_COUNT = f"SELECT count(*) {_FOUND}"
_SEARCH = f"SELECT content {_FOUND} ORDER BY number LIMIT ? OFFSET ?"

_ISSUE = msgspec.json.Decoder(Issue)
_LINK = msgspec.json.Decoder(WorkPackageLink)


@frozen(kw_only=True)
class Place:
    """Where the parts of a snapshot are, and what is kept beside them.

    Attributes:
        number: of the snapshot.
        first: the number of its first part. Its issues come first, and its links follow.
        issues: how many it has.
        links: how many it has.
        head: the snapshot without issues and links.
        size: of the body, in bytes.
        beginning: of the body.
    """

    number: int
    first: int
    issues: int
    links: int
    head: Snapshot
    size: int
    beginning: str

    @property
    def first_link(self) -> int:
        """The number of the first link."""
        return self.first + self.issues


@frozen
class IssueSearch:
    """What issues are searched for.

    Attributes:
        typed: as it was typed; empty for nothing.
    """

    typed: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "IssueSearch":
        """Return what a URL searches for."""
        return cls(query.get("q", "").strip())


def read_place(connection: sqlite3.Connection, key: str) -> Place:
    """Return the place of a snapshot that is there."""
    number, first, issues, links, head, size, beginning = connection.execute(_PLACE, (key,)).fetchone()
    return Place(
        number=number,
        first=first,
        issues=issues,
        links=links,
        head=decode_snapshot(head).unwrap(),
        size=size,
        beginning=beginning.decode(errors="ignore"),  # the last character may be cut
    )


def count_issues(connection: sqlite3.Connection, place: Place, search: IssueSearch) -> int:
    """Return how many issues are found."""
    if not search.typed:
        return place.issues
    count: int = connection.execute(_COUNT, (place.first, place.first_link, searched(search.typed))).fetchone()[0]
    return count


def find_issues(connection: sqlite3.Connection, place: Place, search: IssueSearch, page: int) -> tuple[Issue, ...]:
    """Return a page of the issues that are found, in the order of the body."""
    if not search.typed:
        first = place.first + offset_of(page)
        rows = connection.execute(_RANGE, (first, min(first + PER_PAGE, place.first_link)))
    else:
        within = (place.first, place.first_link, searched(search.typed))
        rows = connection.execute(_SEARCH, (*within, PER_PAGE, offset_of(page)))
    return tuple(_ISSUE.decode(content) for (content,) in rows)


def find_links(connection: sqlite3.Connection, place: Place, limit: int) -> tuple[WorkPackageLink, ...]:
    """Return the first links."""
    rows = connection.execute(_RANGE, (place.first_link, place.first_link + min(limit, place.links)))
    return tuple(_LINK.decode(content) for (content,) in rows)
