"""Reads the part of YAML that configs are made of, in a fraction of the time that it takes to import a whole parser.

It gives the value that a whole parser gives, or none where it sees anything else: then `parse_yaml` decides. This is
the one place where speed comes before having one way to read a file.
"""

from collections.abc import Mapping
from string import ascii_letters, digits, hexdigits
from typing import TypeAlias

_Members: TypeAlias = dict[str, object]

_MOST_LINES = 1_000
_DEEPEST = 16
_LONGEST_KEY = 100
_LONGEST_NUMBER = 9
_LONGEST_UUID = 36
_DASHES_OF_UUID = 4
_CONSTANTS: Mapping[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_PLAIN = frozenset(f"{ascii_letters}{digits}_./@+-: ")
_FIRST_OF_PLAIN = frozenset(f"{ascii_letters}_/")
_IN_UUID = frozenset(f"{hexdigits}-")


class _Other(Exception):  # noqa: N818 - it says what is so
    """There is more to the text than is read here."""


def parse_simple(text: str) -> Mapping[str, object] | None:
    r"""Return the value of a document of nested mappings and lists of scalars; None if it has anything else.

    >>> parse_simple("tracker:\n  provider: jira\n  field_owners: {}\nagents:\n- claude\n")
    {'tracker': {'provider': 'jira', 'field_owners': {}}, 'agents': ['claude']}
    >>> parse_simple("a: &anchor 1\n")
    """
    lines = text.split("\n")
    if not (text.isascii() and "".join(lines).isprintable() and len(lines) <= _MOST_LINES):
        return None
    document = _Document()
    try:
        for line in lines:
            document.read(line)
    except _Other:
        return None
    return document.root or None


class _Document:
    """What has been read so far.

    Attributes:
        root: the value of the document.
    """

    def __init__(self) -> None:
        self.root: _Members = {}
        self._blocks = [(0, self.root)]
        """The mappings that the next line can continue, each with its column."""
        self._empty: tuple[_Members, str] | None = None
        """The mapping and the key of the last line, if it has no value so far."""
        self._items: tuple[int, list[object]] | None = None
        """The list that the next line can continue, with its column."""

    def read(self, line: str) -> None:
        """Read one more line.

        Raises:
            _Other: it is nothing that is read here.
        """
        content = line.lstrip(" ")
        if not content or content[0] == "#":
            return
        column = len(line) - len(content)
        if content.startswith("- "):
            self._read_item(column, _scalar(_without_comment(content[2:])))
        else:
            key, colon, rest = content.partition(":")
            if not (colon and _is_key(key) and rest[:1] in {"", " "}):
                raise _Other
            self._read_member(column, key, _without_comment(rest))

    def _read_item(self, column: int, value: object) -> None:
        if self._empty is not None and column >= self._blocks[-1][0]:
            members, key = self._empty
            self._items = (column, [])
            members[key] = self._items[1]
            self._empty = None
        if self._items is None or self._items[0] != column:
            raise _Other
        self._items[1].append(value)

    def _read_member(self, column: int, key: str, text: str) -> None:
        if self._empty is not None and column > self._blocks[-1][0]:
            parent, name = self._empty
            block: _Members = {}
            parent[name] = block
            self._blocks.append((column, block))
        while self._blocks[-1][0] > column:
            self._blocks.pop()
        last, members = self._blocks[-1]
        if last != column or key in members or len(self._blocks) > _DEEPEST:
            raise _Other
        members[key] = _scalar(text)
        self._empty = None if text else (members, key)
        self._items = None


def _is_key(text: str) -> bool:
    is_word = text.replace("-", "_").isidentifier() and text[0] != "-"
    return is_word and len(text) <= _LONGEST_KEY and text not in _CONSTANTS


def _without_comment(text: str) -> str:
    return f" {text}".partition(" #")[0].strip(" ")


def _scalar(text: str) -> object:
    """Return the value of a scalar, or of an empty mapping or list.

    Raises:
        _Other: it is something else.
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text in {"{}", "[]"}:
        return {} if text == "{}" else []
    if text[0] in "\"'" and text[0] == text[-1] and len(text) > 1:
        return _quoted(text)
    if text.isdigit() and len(text) <= _LONGEST_NUMBER and (text == "0" or text[0] != "0"):
        return int(text)
    is_plain = text[0] in _FIRST_OF_PLAIN and _PLAIN.issuperset(text) and not (": " in text or text[-1] == ":")
    is_uuid = len(text) == _LONGEST_UUID and text.count("-") == _DASHES_OF_UUID and _IN_UUID.issuperset(text)
    if not (is_plain or (is_uuid and text[0] != "-")):
        raise _Other
    return text


def _quoted(text: str) -> str:
    inner = text[1:-1]
    if "\\" in inner or text[0] in inner:
        raise _Other
    return inner
