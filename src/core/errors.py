"""Errors that are values: each has a message (what happened, what to do) and a category, which sets the exit status.

They are structs of ``msgspec``, and not of attrs like other values: a command defines sixty of them and needs one at
most, and to define a struct takes a twentieth of the time.
"""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Generic, Protocol, TypeVar


class Category(Enum):
    """The kind of a problem; it determines the exit status."""

    USAGE = auto()
    CONFIG = auto()
    DATA = auto()
    UNAVAILABLE = auto()
    TEMPORARY = auto()
    PROTOCOL = auto()
    NOT_ALLOWED = auto()
    NOT_WRITTEN = auto()
    INTERRUPTED = auto()


class Problem(Protocol):
    """What every error and every warning has. There are no defaults, so mypy rejects a class that lacks either."""

    @property
    def message(self) -> str:
        """One printable line: what happened, where, and what to do. Contains no secret."""

    @property
    def category(self) -> Category:
        """The kind of the problem."""


_Problem = TypeVar("_Problem")


class Sentence(Generic[_Problem]):
    """A read-only attribute: the text that a method returns, as one printable line."""

    def __init__(self, write: Callable[[_Problem], str]) -> None:
        self._write = write

    def __get__(self, problem: _Problem | None, owner: type[_Problem] | None = None) -> str:
        """Return the line.

        Raises:
            AttributeError: looked up on the class, which has no line.
        """
        if problem is None:
            raise AttributeError
        return one_line(self._write(problem))


def sentence(write: Callable[[_Problem], str]) -> Sentence[_Problem]:
    """Turn a method of a problem into a read-only attribute of one line, such as its ``message``."""
    return Sentence(write)


def one_line(text: str) -> str:
    r"""Return *text* with its unprintable characters escaped, since files and servers can contain any.

    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def kind_of(value: object) -> str:
    """Return the name of the class of *value* in snake_case, which is the ``kind`` of an error in ``--json``.

    >>> kind_of(ValueError())
    'value_error'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()
