"""Parses TOML, and says in which line of it a value is."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from returns.result import Failure, Result, Success

from ...core.parsing.toml_table import Place
from ...core.project.faults import MalformedFile
from ..files.reading import printable


def parse_toml(path: Path, text: str) -> Result[Mapping[str, object], MalformedFile]:
    """Return what the text of a file says."""
    try:
        return Success(tomllib.loads(text))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and an integer of thousands of digits
        return Failure(MalformedFile(printable(path), "TOML", str(error)))


def line_of(text: str, place: Place) -> int:
    """Return the line of a place in a TOML file without faults, from 1.

    It is the first line of the statement with which the place comes into being. The beginnings of the file show which
    one that is: those that end between two statements can be parsed.
    """
    lines = text.splitlines(keepends=True) if text.isascii() else [f"{line}\n" for line in text.split("\n")]
    low, high = 0, len(lines)
    while low < high:
        length, before = _whole_statements(lines, (low + high) // 2)
        if before is not None and _has(before, place):
            high = length
        else:
            low = (low + high) // 2 + 1
    start, _ = _whole_statements(lines, max(0, high - 1))
    between = (number for number in range(start, high) if _says_something(lines[number]))
    return next(between, max(0, high - 1)) + 1


def _whole_statements(lines: list[str], length: int) -> tuple[int, Mapping[str, object] | None]:
    """Return how many of the first lines are whole statements, and what they say."""
    while length > 0:
        try:
            return length, tomllib.loads("".join(lines[:length]))
        except ValueError:
            length -= 1
    return 0, None


def _has(document: object, place: Place) -> bool:
    for key in place:
        match document, key:
            case dict(), str() if key in document:
                document = document[key]
            case list(), int() if key < len(document):
                document = document[key]
            case _:
                return False
    return True


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
