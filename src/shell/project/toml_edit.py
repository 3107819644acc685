"""Changes one table of a TOML document in place: every line that is not one of its entries stays what it is."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from attrs import frozen

Table: TypeAlias = tuple[str, ...]
"""The names of a table's header."""

# what may hold a line break or a bracket without meaning it; a comment; what means it
_TOKEN = re.compile(
    r"""
    \"\"\" (?: \\. | [^\\] )*? "{3,5}  |  \'\'\' .*? '{3,5}  |  " (?: \\. | [^"\\] )* "  |  ' [^']* '
    |  \# [^\n]*  |  [\[\]{}\n]
    """,
    re.DOTALL | re.VERBOSE,
)
_SIMPLE_KEY = re.compile(r"""([\w-]+|"(?:\\.|[^"\\])*"|'[^']*')[ \t]*=[ \t]*""", re.ASCII)
_BARE = re.compile(r"[\w-]+", re.ASCII)
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)*")


@frozen
class _Statement:
    """A header, or a key with its value; *text* is without the indentation before it and the comment behind it."""

    start: int
    text: str
    after: int

    @property
    def table(self) -> Table | None:
        """The names of the header; None if this is none."""
        if not self.text.startswith("[") or self.text.startswith("[["):
            return None
        names, inner = [], tomllib.loads(self.text)
        while inner:
            ((name, inner),) = inner.items()
            names.append(name)
        return tuple(names)


def with_entries(text: str, table: Table, entries: Mapping[str, str]) -> str:
    """Return *text* with *entries* in a table that it has, or gets at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    whole = text if not text or text.endswith("\n") else f"{text}{newline}"
    group = next((group for group in _groups(whole, table) if group[0].table == table), None)
    if group is None:
        header = f"{newline if whole else ''}[{'.'.join(map(_key, table))}]{newline}"
        return whole + header + "".join(_line(*entry, newline) for entry in entries.items())
    places = {name: place for statement in group[1:] for name, place in _places(whole, statement)}
    new = "".join(_line(name, value, newline) for name, value in entries.items() if name not in places)
    edits = [(*places[name], _text(value)) for name, value in entries.items() if name in places]
    at = group[-1].after
    for start, end, value in sorted([*edits, (at, at, new)], reverse=True):
        whole = whole[:start] + value + whole[end:]
    return whole


def without_table(text: str, table: Table) -> str:
    """Return *text* without a table, the tables inside it, and the blank lines that follow them."""
    groups = [(group[0].start, group[-1].after) for group in _groups(text, table)]
    for start, after in reversed(groups):
        found = _BLANK_LINES.match(text, after)
        text = text[:start] + text[after if found is None else found.end() :]
    return text


def _groups(text: str, table: Table) -> Iterator[list[_Statement]]:
    """Return the header of a table with its entries, and those of the tables inside it."""
    group: list[_Statement] = []
    for statement in _statements(text):
        if statement.text.startswith("["):
            if group:
                yield group
            group = [statement] if (statement.table or ())[: len(table)] == table else []
        elif group:
            group.append(statement)
    if group:
        yield group


def _statements(text: str) -> Iterator[_Statement]:
    begin, depth, comment = 0, 0, None
    for token in _TOKEN.finditer(f"{text}\n"):
        first = token[0][0]
        if first == "\n" and depth == 0:
            line = text[begin : token.start() if comment is None else comment]
            if line.strip():
                yield _Statement(begin, line.strip(), min(token.end(), len(text)))
            begin, comment = token.end(), None
        elif first == "#" and depth == 0:
            comment = token.start()
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(first, 0)


def _places(text: str, statement: _Statement) -> Iterator[tuple[str, tuple[int, int]]]:
    """Return the name of an entry and where its value is, unless its key is a dotted one."""
    found = _SIMPLE_KEY.match(statement.text)
    if found is not None:
        start = text.index(statement.text, statement.start)
        (name,) = tomllib.loads(f"{found[1]} = 0")
        yield name, (start + found.end(), start + len(statement.text))


def _line(name: str, value: str, newline: str) -> str:
    return f"{_key(name)} = {_text(value)}{newline}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
