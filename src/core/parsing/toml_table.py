"""Reads the tables of a TOML file that people write. Whatever is wrong is told with its line and its key."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeAlias, TypeVar

from attrs import field, frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success

from .duration import parse_duration
from .text import is_unicode, nearest

Place: TypeAlias = tuple[str | int, ...]
"""The keys from the top level down; a number stands for one table of several."""
LineOf: TypeAlias = Callable[[Place], int]

_Fault = TypeVar("_Fault")

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_NUL = "contains the character NUL (\\u0000), which nothing can use; remove it"


def spelled(place: Place) -> str:
    """Return the dotted key of a place.

    >>> spelled(("projects", 1, "path")), spelled(("limits", "acme.example", "at_once"))
    ('projects.path', 'limits."acme.example".at_once')
    """
    return ".".join(key if _BARE.fullmatch(key) else f'"{key}"' for key in place if isinstance(key, str))


@frozen
class TomlTable(Generic[_Fault]):
    """One table of the file.

    Attributes:
        source: the file's name.
        place: where the table is.
        members: its values; not printed, because there may be secrets among them.
        line_of: returns the line of a place.
        wrong: makes a fault of the file's name, a line, a dotted key, and what is wrong with its value.
    """

    source: str
    place: Place
    members: Mapping[str, object] = field(repr=False)
    line_of: LineOf = field(repr=False, eq=False)
    wrong: Callable[[str, int, str, str], _Fault] = field(repr=False, eq=False)

    def fault(self, key: str, reason: str) -> _Fault:
        """Return the fault of one member; the line of one that is absent is that of the table."""
        place = (*self.place, key)
        return self.wrong(
            self.source, self.line_of(place if key in self.members else self.place), spelled(place), reason
        )

    def here(self, reason: str) -> _Fault:
        """Return the fault of the table itself."""
        return self.wrong(self.source, self.line_of(self.place), spelled(self.place), reason)

    def only(self, known: Iterable[str]) -> Result[None, _Fault]:
        """Refuse members that nothing reads: a misspelled key would be ignored in silence."""
        words = tuple(known)
        odd = next((key for key in self.members if key not in words), None)
        if odd is None:
            return Success(None)
        meant = nearest(odd, words)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(words)}" if words else "remove it"
        return Failure(self.fault(odd, f"is unknown; {hint}"))

    def text(self, key: str) -> Result[str | None, _Fault]:
        """Return text without outer blanks; None if there is none."""
        match self.members.get(key):
            case None:
                return Success(None)
            case str(text) if "\0" in text:
                return Failure(self.fault(key, _NUL))
            case str(text) if text.strip() and is_unicode(text):
                return Success(text.strip())
            case _:
                return Failure(self.fault(key, "must be text that is not blank"))

    def required(self, key: str) -> Result[str, _Fault]:
        """Return text without outer blanks."""
        return self.text(key).bind(
            lambda text: Failure(self.fault(key, "is missing; add it")) if text is None else Success(text)
        )

    def texts(self, key: str) -> Result[tuple[str, ...], _Fault]:
        """Return a list of texts; an empty one if there is none."""
        match self.members.get(key, []):
            case list(found) if any(isinstance(one, str) and "\0" in one for one in found):
                return Failure(self.fault(key, _NUL))
            case list(found) if all(isinstance(one, str) and one for one in found):
                return Success(tuple(map(str, found)))
            case _:
                return Failure(self.fault(key, "must be a list of texts, none of them empty"))

    def number(self, key: str, most: int) -> Result[int | None, _Fault]:
        """Return a whole number from 1 to *most*; None if there is none."""
        match self.members.get(key):
            case None:
                return Success(None)
            case int(number) if not isinstance(number, bool) and 1 <= number <= most:
                return Success(number)
            case _:
                return Failure(self.fault(key, f"must be a whole number from 1 to {most}"))

    def flag(self, key: str) -> Result[bool, _Fault]:
        """Return true or false; false if there is neither."""
        match self.members.get(key, False):
            case bool(flag):
                return Success(flag)
            case _:
                return Failure(self.fault(key, "must be true or false"))

    def seconds(self, key: str) -> Result[int | None, _Fault]:
        """Return a duration; None if there is none."""
        return self.text(key).bind(lambda text: Success(None) if text is None else self._seconds(key, text))

    def _seconds(self, key: str, text: str) -> Result[int | None, _Fault]:
        seconds = parse_duration(text)
        if seconds is None:
            return Failure(self.fault(key, f"must be a duration such as 90s, 15m, 1h or 1d, not {text!r}"))
        return Success(seconds)

    def table(self, key: str) -> Result["TomlTable[_Fault]", _Fault]:
        """Return a table; an empty one if there is none."""
        match self.members.get(key, {}):
            case dict(found):
                return Success(TomlTable(self.source, (*self.place, key), found, self.line_of, self.wrong))
            case _:
                return Failure(self.fault(key, "must be a table"))

    def tables(self, key: str) -> Result[tuple["TomlTable[_Fault]", ...], _Fault]:
        """Return the tables of an array of tables."""
        match self.members.get(key, []):
            case list(found) if all(isinstance(one, dict) for one in found):
                tables = (one for one in found if isinstance(one, dict))
                return Success(
                    tuple(
                        TomlTable(self.source, (*self.place, key, number), one, self.line_of, self.wrong)
                        for number, one in enumerate(tables)
                    )
                )
            case _:
                return Failure(self.fault(key, f"must be written as [[{key}]]"))

    def named(self, key: str) -> Result[tuple[tuple[str, "TomlTable[_Fault]"], ...], _Fault]:
        """Return the tables inside a table, each with its name."""
        return self.table(key).bind(
            lambda outer: Fold.collect([outer.inner(name) for name in outer.members], Success(()))
        )

    def inner(self, name: str) -> Result[tuple[str, "TomlTable[_Fault]"], _Fault]:
        """Return a table with its name."""
        return self.table(name).map(lambda found: (name, found))
