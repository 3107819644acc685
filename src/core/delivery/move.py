"""Move the ledger of one machine into a shared one: which entries are new there, and what keeps them out."""

from collections.abc import Sequence
from typing import ClassVar, TypeAlias

from attrs import frozen
from msgspec import Struct

from ..errors import Category, Problem, sentence
from ..project.faults import NoHome, UnwritableFile
from .ledger_faults import AnotherPublish, LedgerFault
from .shared_ledger import LedgerChoiceFault


class DifferentPast(Struct, frozen=True):
    """The shared ledger knows other publishes to a target than the local one, so they cannot become one chain.

    Attributes:
        ledger: the shared one.

    The other attributes are those of `Target`.
    """

    ledger: str
    endpoint: str
    provider: str
    workspace: str
    project: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"{self.ledger}: the shared ledger has other publishes of {self.project} ({self.provider}, "
            f"{self.workspace}) to {self.endpoint}, so nothing was moved; if those are the right ones, rename the "
            "local ledger by hand"
        )


@frozen
class LedgerMoved:
    """A local ledger that is now part of a shared one.

    Attributes:
        ledger: the shared one.
        targets: the number of targets in the local one.
        entries: the number of entries that were new to the shared one.
        aside: where the local one is now; None if there was none.
        warnings: things to know, although it succeeded.
    """

    ledger: str
    targets: int
    entries: int
    aside: str | None
    warnings: tuple[Problem, ...] = ()


MoveLedgerError: TypeAlias = NoHome | LedgerChoiceFault | LedgerFault | AnotherPublish | DifferentPast | UnwritableFile

Mark: TypeAlias = tuple[str, str, str]
"""What tells an entry from all others of its target: its key, its digest, and when it began."""


def known_of(local: Sequence[Mark], shared: Sequence[Mark]) -> int | None:
    """Return how many of the *local* entries of a target are *shared* already; None if the pasts differ.

    One past must be the beginning of the other: the shared one may have gone on since an earlier move.

    >>> a, b, c = (("key", name, "then") for name in "abc")
    >>> known_of([a, b], []), known_of([a, b], [a]), known_of([a], [a, b]), known_of([a, b], [a, c])
    (0, 1, 1, None)
    """
    known = min(len(local), len(shared))
    return known if list(local[:known]) == list(shared[:known]) else None
