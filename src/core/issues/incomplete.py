"""A cache that a pull has not filled to the end: what it holds must not be taken for the whole project."""

from typing import ClassVar

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.text import counted
from .model import Checkpoint
from .pull_state import parse_state

RESUME = "trackpost pull"


class IncompleteCache(Struct, frozen=True):
    """A pull was cut off or limited, so the cache holds only a part of what the tracker has.

    Attributes:
        pulled: how many issues that pull has read so far.
        resume: the command that finishes it.
    """

    pulled: int
    resume: str = RESUME
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"the last pull stopped after {counted(self.pulled, 'issue')}, so the cache is incomplete; "
            f"finish it with `{self.resume}`, or publish the part with --allow-incomplete"
        )


class IncompleteCacheIncluded(Struct, frozen=True):
    """The cache is incomplete, and its part was let through because that was allowed."""

    pulled: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"the snapshot is incomplete: the last pull stopped after {counted(self.pulled, 'issue')}"


def pulled_so_far(row: Checkpoint | None) -> int | None:
    """Return how many issues a pull that is under way has read; None if no pull is.

    Args:
        row: the checkpoint of the project's own resource (`CheckpointKeys.own`).
    """
    under_way = parse_state(row).under_way
    return None if under_way is None else under_way.pulled


def refuse_incomplete(
    pulled: int | None, *, allow: bool
) -> Result[tuple[IncompleteCacheIncluded, ...], IncompleteCache]:
    """Refuse to publish while a pull is under way.

    Args:
        pulled: what `pulled_so_far` returns.
        allow: publish the part anyway, with a warning.

    >>> refuse_incomplete(None, allow=False), refuse_incomplete(3, allow=True)
    (<Success: ()>, <Success: (IncompleteCacheIncluded(pulled=3),)>)
    """
    if pulled is None:
        return Success(())
    return Success((IncompleteCacheIncluded(pulled),)) if allow else Failure(IncompleteCache(pulled))
