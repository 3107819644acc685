"""What a pull finds beside issues, page after page."""

from collections.abc import Iterable
from itertools import chain
from typing import ClassVar

from msgspec import Struct, field

from ..errors import Category, Problem, sentence
from .batch import Batch
from .model import Skipped
from .pulled import MoreSkipped
from .unmapped import Counts, guesses_among, plus

_NAMED = 20
"""Skipped issues that are named; the others are counted."""


class Untitled(Struct, frozen=True):
    """Issues have no title, or a blank one, which no tool of the cache could read. Their keys take its place.

    Attributes:
        first: the key of the first of them, or its id.
        count: of them.
    """

    first: str
    count: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        who = f"{self.first} has" if self.count == 1 else f"{self.first} and {self.count - 1} more have"
        return f"{who} no title, so the key takes its place; correct it in the tracker, or let the account see it"


class Findings(Struct, frozen=True, kw_only=True):
    """What a pull has found so far, beside issues.

    Attributes:
        skipped: the first issues that were left out.
        removed: the keys of issues that the tracker no longer has.
        unmapped: the names that no table holds, and how many issues have each.
        untitled: issues without a title, if there are any.
        warnings: what else to know, each once.
    """

    skipped: tuple[Skipped, ...] = ()
    removed: tuple[str, ...] = ()
    unmapped: Counts = field(default_factory=dict)
    untitled: Untitled | None = None
    warnings: tuple[Problem, ...] = ()

    def plus(self, batch: Batch, warnings: Iterable[Problem], removed: Iterable[str]) -> "Findings":
        """Return the sum of these and of one page."""
        return Findings(
            skipped=(*self.skipped, *batch.skipped)[:_NAMED],
            removed=(*self.removed, *removed),
            unmapped=plus(self.unmapped, chain.from_iterable(batch.unmapped.values())),
            untitled=_joined(self.untitled, batch.untitled),
            warnings=tuple(dict.fromkeys((*self.warnings, *warnings))),
        )

    def as_warnings(self, skipped: int) -> tuple[Problem, ...]:
        """Return all that a person should know.

        Args:
            skipped: how many issues were left out in all.
        """
        more = skipped - len(self.skipped)
        return (
            *self.skipped,
            *([MoreSkipped(more)] if more > 0 else []),
            *([] if self.untitled is None else [self.untitled]),
            *guesses_among(self.unmapped),
            *self.warnings,
        )


def _joined(before: Untitled | None, more: tuple[str, ...]) -> Untitled | None:
    if not more:
        return before
    return Untitled(more[0], len(more)) if before is None else Untitled(before.first, before.count + len(more))
