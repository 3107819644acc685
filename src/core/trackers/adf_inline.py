"""The inline nodes of the Atlassian Document Format, as Markdown.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeAlias

from msgspec import Struct

from . import markdown
from .instants import date_of
from .tracker_json import text_of

Node: TypeAlias = Mapping[str, object]


_NODES = (dict, str)


def kind_of_node(node: Node) -> str:
    """Return the type of a node; one without a type has an unknown one."""
    return str(node.get("type"))


def children(node: Node) -> list[Node]:
    """Return the nodes in a node; bare text there counts as a text node."""
    content = node.get("content")
    if not isinstance(content, list):
        return []
    return [
        one if isinstance(one, dict) else {"type": "text", "text": one} for one in content if isinstance(one, _NODES)
    ]


def text_in(node: Node) -> str:
    """Return the text of a text node."""
    return _text(node.get("text"))


def attribute(node: Node, *names: str) -> str:
    """Return the first of the attributes that says anything, as text."""
    attributes = _attributes(node)
    return next((text for name in names if (text := _text(attributes.get(name))) and not text.isspace()), "")


def _attributes(node: Node) -> Node:
    attributes = node.get("attrs")
    return attributes if isinstance(attributes, dict) else {}


_NUMBER = re.compile(r"-?[0-9]{1,15}")


def number(node: Node, name: str, otherwise: int) -> int:
    """Return an attribute that is a whole number, or text that is one."""
    text = attribute(node, name)
    return int(text) if _NUMBER.fullmatch(text) else otherwise


def _text(value: object) -> str:
    return text_of(value) or "" if isinstance(value, str | int | float) else ""


def card(node: Node) -> str:
    """Return the link that a card shows; one without an address gives its name."""
    data = {"attrs": _attributes(node).get("data")}
    address = attribute(node, "url") or attribute(data, "url")
    name = attribute(data, "name")
    if not markdown.is_linkable(address):
        return markdown.escape(name or address)
    return markdown.link(markdown.escape(name, in_mark=True), address) if name else markdown.address_link(address)


def media_name(node: Node) -> str:
    """Return a link to a file elsewhere; of an attached one only the name can be given."""
    address = attribute(node, "url")
    name = attribute(node, "alt", "__fileName", "id") or address
    if markdown.is_linkable(address):
        return markdown.link(markdown.escape(name, in_mark=True), address)
    return f"(file: {markdown.escape(name)})"


def _mention(node: Node) -> str:
    return markdown.escape(attribute(node, "text") or f"@{attribute(node, 'id')}")


def _date(node: Node) -> str:
    timestamp = attribute(node, "timestamp")
    return date_of(int(timestamp)) if _NUMBER.fullmatch(timestamp) else markdown.escape(timestamp)


_INLINE: Mapping[str, Callable[[Node], str]] = {
    "text": lambda node: markdown.escape(text_in(node)),
    "hardBreak": lambda _node: "\n",
    "mention": _mention,
    "emoji": lambda node: markdown.escape(attribute(node, "text", "shortName")),
    "date": _date,
    "status": lambda node: markdown.escape(attribute(node, "text")),
    "inlineCard": card,
    "mediaInline": media_name,
    "inlineExtension": lambda node: markdown.escape(attribute(node, "text")),
    "placeholder": lambda node: markdown.escape(attribute(node, "text")),
}

INLINE_KINDS = frozenset(_INLINE)

_EMPHASES: Mapping[str, markdown.Emphasis] = {
    "strong": markdown.Emphasis("**", "strong"),
    "em": markdown.Emphasis("*", "em"),
    "strike": markdown.Emphasis("~~", "del"),
}
_WRAPPED: Mapping[str, Callable[[str, str], str]] = {
    "link": markdown.link,
    "underline": lambda inline, _: markdown.between("<u>", inline, "</u>"),
    "subsup": lambda inline, tag: markdown.between(f"<{tag}>", inline, f"</{tag}>"),
    "code": lambda code, _: markdown.code_span(code),
}
_DELIMITED = frozenset({"link", *_EMPHASES})
_MARKS = ("link", *_EMPHASES, "underline", "subsup", "code")
"""The marks that Markdown can show, from the outermost. Colours and comments are left out; their text stays."""

_UNMARKED: Mapping[str, str] = {}


class _Piece(Struct, frozen=True):
    """A part of a line, and its marks with what they say: a link its address, a position its tag."""

    inline: str
    marks: Mapping[str, str]


def inline_markdown(nodes: Iterable[Node]) -> str:
    """Return nodes as inline Markdown; an unknown one gives the text in it."""
    pieces = [piece for node in nodes for piece in _pieces(node)]
    given = {mark for piece in pieces for mark in piece.marks}
    return _marked(pieces, tuple(mark for mark in _MARKS if mark in given))


def _pieces(node: Node) -> Iterator[_Piece]:
    kind = kind_of_node(node)
    if kind == "text":
        yield _text_piece(node)
    elif kind in _INLINE:
        yield _Piece(_INLINE[kind](node), _UNMARKED)
    else:
        yield _Piece(markdown.escape(text_in(node) or attribute(node, "text")), _UNMARKED)
    for child in children(node):
        yield from _pieces(child)


def _text_piece(node: Node) -> _Piece:
    text = text_in(node)
    marks = _marks_of(node) if "marks" in node else _UNMARKED
    if "code" in marks or (marks == {"link": text} and markdown.is_plain_address(text)):
        return _Piece(text, marks)
    return _Piece(markdown.escape(text, in_mark=not _DELIMITED.isdisjoint(marks)), marks)


def _marks_of(node: Node) -> Mapping[str, str]:
    marks = node.get("marks")
    known = [mark for mark in marks if isinstance(mark, dict)] if isinstance(marks, list) else []
    return {kind: _said(kind, mark) for mark in known if (kind := kind_of_node(mark)) in _MARKS and _said(kind, mark)}


def _said(kind: str, mark: Node) -> str:
    match kind:
        case "link":
            address = attribute(mark, "href")
            return address if markdown.is_linkable(address) else ""
        case "subsup":
            return "sup" if attribute(mark, "type") == "sup" else "sub"
        case _:
            return kind


def _marked(pieces: list[_Piece], marks: tuple[str, ...]) -> str:
    """Return pieces with the outermost of *marks* around each run that shares it, and the others inside of it."""
    if not marks:
        return markdown.joined(piece.inline for piece in pieces)
    outermost, *inner = marks
    runs = groupby(pieces, key=lambda piece: piece.marks.get(outermost))
    parts = [(said, _marked(list(run), tuple(inner))) for said, run in runs]
    edges = ["", *(inline for _, inline in parts), ""]
    return markdown.joined(
        inline if said is None else _wrapped(outermost, said, inline, edges[at], edges[at + 2])
        for at, (said, inline) in enumerate(parts)
    )


def _wrapped(mark: str, said: str, inline: str, before: str, after: str) -> str:
    if mark in _EMPHASES:
        return _EMPHASES[mark].around(inline, before, after)
    return _WRAPPED[mark](inline, said)
