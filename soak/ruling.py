"""What the check of one statement can come to. Pure."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import frozen

from .history import History, Publish


@frozen
class Kept:
    """The statement was true."""


@frozen
class Excused:
    """It was not, and delivery.md says that it need not be."""

    reason: str


@frozen
class Broken:
    """It was false.

    Attributes:
        publish: of which it was false.
        why: what is so instead.
        since: the number of the first publish that matters for it.
    """

    publish: Publish
    why: str
    since: int


Ruling: TypeAlias = Kept | Excused | Broken
Rule: TypeAlias = Callable[[History], Iterator[Ruling]]


@frozen
class Statement:
    """Something that trackpost says.

    Attributes:
        name: for the table.
        document: where it is said.
        words: the words there.
        rule: gives a ruling for each case in which it was said.
    """

    name: str
    document: str
    words: str
    rule: Rule


def ruled(publish: Publish, why: str | None, since: int | None = None) -> Ruling:
    """Return that the statement was kept if there is no *why*, else that it was broken."""
    if why is None:
        return Kept()
    return Broken(publish, why, publish.number if since is None else since)
