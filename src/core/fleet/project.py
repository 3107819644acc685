"""A project of a fleet, and why a folder is none."""

from typing import ClassVar, Literal, TypeAlias

from attrs import field, frozen
from msgspec import Struct

from ..errors import Category, sentence
from ..routing.given import GivenCredentials


@frozen(kw_only=True)
class FleetProject:
    """A project of the fleet.

    Attributes:
        path: of its folder, absolute.
        name: the same as it can be printed; projects are remembered by it.
        home: of its home folder, absolute.
        every: its period in seconds.
        credentials: its own; None if it has none.
        is_discovered: a pattern found it, so that it need not be bound to a tracker.
    """

    path: str
    name: str
    home: str
    every: int
    credentials: GivenCredentials | None = field(default=None)
    is_discovered: bool = False


Reason: TypeAlias = Literal[
    "no_kittify", "not_bound", "excluded", "named_twice", "unreadable", "own_state", "home_taken"
]

REASONS: dict[Reason, str] = {
    "no_kittify": "has no .kittify folder",
    "not_bound": "is not bound to a tracker",
    "excluded": "is excluded",
    "named_twice": "is named before",
    "unreadable": "cannot be read",
    "own_state": "holds the state of Spec Kitty itself, and is no project",
    "home_taken": "would share its home folder with a project that is named before",
}


@frozen
class LeftOut:
    """A folder that a pattern names and that is no project of the fleet."""

    name: str
    reason: Reason

    @property
    def message(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]


class NothingFound(Struct, frozen=True):
    """A path or pattern of the fleet file names no folder: perhaps it is misspelled.

    Attributes:
        table: the table that it is in, ``projects`` or ``discover``.
        path: as it is written.
    """

    table: Literal["projects", "discover"]
    path: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"[[{self.table}]] path {self.path!r} matches no folder; check its spelling"
