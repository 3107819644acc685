"""What the URL of a page asks for, parsed once: which page of a list, and which of its rows."""

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias, TypeVar, get_args

from attrs import frozen
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.text import UnknownChoice, choose
from .parts import searched

PER_PAGE = 50
"""Rows of a list on one page."""

_MOST_DIGITS = 9

Status: TypeAlias = Literal["resolved", "waiting", "mapped"]
"""Of a snapshot: a mapping was found at once, none was found yet, or a person made one later."""

ChangeKind: TypeAlias = Literal["added", "removed", "changed"]

_Word = TypeVar("_Word", bound=str)


@frozen
class UnusablePage:
    """The number of the page is none."""

    given: str
    category: ClassVar = Category.USAGE

    @sentence
    def message(self) -> str:
        return f"page must be a number from 1, not {self.given!r}"


QueryError: TypeAlias = UnusablePage | UnknownChoice


@frozen
class SnapshotFilter:
    """Which snapshots are listed.

    Attributes:
        words: what their project, workspace, provider, resource, board or key contains; empty for all.
        status: which status they have; None for all.
    """

    words: str
    status: Status | None


@frozen
class Paging:
    """Which rows of a list are on a page.

    Attributes:
        page: its number, from 1.
        total: how many rows the list has.
    """

    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        """The number of the first row on the page, from 1; 0 if there is none."""
        return min((self.page - 1) * PER_PAGE + 1, self.total)

    @property
    def last(self) -> int:
        """The number of the last row on the page."""
        return min(self.page * PER_PAGE, self.total)


def offset_of(page: int) -> int:
    """Return how many rows come before a page.

    >>> offset_of(1), offset_of(3)
    (0, 100)
    """
    return (page - 1) * PER_PAGE


def parse_page(query: Mapping[str, str]) -> Result[int, QueryError]:
    """Return the number of the page that is asked for; the first if none is.

    >>> parse_page({"page": "3"}), parse_page({})
    (<Success: 3>, <Success: 1>)
    """
    given = query.get("page", "1")
    number = parse_number(given)
    return Success(number) if number else Failure(UnusablePage(given))


def parse_number(given: str) -> int | None:
    """Return a whole number of at most nine digits; None for another text.

    >>> parse_number("12"), parse_number("-1"), parse_number("1" * 10)
    (12, None, None)
    """
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS else None


def parse_snapshot_filter(query: Mapping[str, str]) -> Result[SnapshotFilter, QueryError]:
    """Return which snapshots are asked for.

    >>> parse_snapshot_filter({"q": " ACME ", "status": "waiting"})
    <Success: SnapshotFilter(words='acme', status='waiting')>
    """
    return parse_status(query.get("status", "")).map(
        lambda status: SnapshotFilter(searched(query.get("q", "")), status)
    )


def parse_status(given: str) -> Result[Status | None, QueryError]:
    """Return the status with this name; None for an empty name."""
    known: tuple[Status, ...] = get_args(Status)
    return _one_of("status", given, known)


def parse_change_kind(query: Mapping[str, str]) -> Result[ChangeKind | None, QueryError]:
    """Return the kind of changes that are asked for; None for all."""
    known: tuple[ChangeKind, ...] = get_args(ChangeKind)
    return _one_of("kind", query.get("kind", ""), known)


def _one_of(what: str, given: str, known: tuple[_Word, ...]) -> Result[_Word | None, QueryError]:
    if not given:
        return Success(None)
    return choose(what, given, known).map(lambda word: next(one for one in known if one == word))
