"""Read a tracker's JSON, and repair first what nothing else could read."""

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import TypeAlias, TypeVar

import msgspec
from returns.result import Failure, Result, Success

from ..parsing.strict_json import DEEPEST, Fault, fault_of

Scalar: TypeAlias = str | int | float | bool | None
"""A member that should be text. Trackers also send numbers, and null for what is hidden or unset."""

_Value = TypeVar("_Value")

UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What ``msgspec`` raises about JSON that is malformed, of another shape, or nested too deeply."""

# RFC 8259 section 7: a character outside the BMP is a pair of escapes, of which neither half means anything alone
_ESCAPE = re.compile(rb"\\(?:u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|(?P<half>u[Dd][89A-Fa-f]..)|.)", re.DOTALL)
_SURROGATE = re.compile(rb"\\u[Dd][89A-Fa-f]")
# The closing quote may be missing, and nothing is tried twice, so that malformed JSON takes no longer than other JSON.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_TOKEN = re.compile(rb"%b|[\[{]|[\]}]" % _STRING.pattern, re.DOTALL)
_TEXT_MEMBER = re.compile(rb'"text"\s*+:\s*+"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)


def parsed(content: bytes, decoder: msgspec.json.Decoder[_Value]) -> Result[_Value, Fault]:
    """Decode what `repaired` makes of *content*; for one issue, or for a page of ``msgspec.Raw`` issues.

    >>> parsed(b'["cut " , "' + bytes([0x5C]) + b'ud83d"]', msgspec.json.Decoder(list[str])).unwrap()
    ['cut ', '�']
    """
    try:
        return Success(decoder.decode(repaired(content)))
    except UNDECODABLE as error:
        return Failure(fault_of(str(error)))


def repaired(content: bytes) -> bytes:
    """Return *content* as JSON that every reader of the cache can read; JSON without faults stays as it is.

    Half a surrogate pair and invalid UTF-8 become U+FFFD. A value nested deeper than `DEEPEST` levels becomes
    the text of its ``text`` members, or null if it has none.
    """
    if _SURROGATE.search(content):
        content = _ESCAPE.sub(_whole, content)
    if not content.isascii():
        content = content.decode(errors="replace").encode()
    return _flattened(content) if _depth(content) > DEEPEST else content


_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NO_MARKS = bytes(set(range(256)) - set(b'[{]}"'))
_QUOTED = re.compile(rb'"[^"]*+"?')


def _depth(content: bytes) -> int:
    """Return how many levels of arrays and objects there are, or at most as many."""
    brackets = content.count(b"{") + content.count(b"[")
    if brackets <= DEEPEST:
        return brackets
    steps = _QUOTED.sub(b"", _marks(content)).translate(_STEPS)
    return max(accumulate(memoryview(steps).cast("b")), default=0)


def _marks(content: bytes) -> bytes:
    """Return the brackets of JSON, and as many quotes as tell which of them are text.

    A page has thousands of strings, and hardly any with a bracket. Two quotes side by side can go, because a bracket
    that is text before them, or after them, stays text.
    """
    quoted = content.replace(rb"\\", b"").replace(rb"\"", b"")
    return quoted.translate(None, _NO_MARKS).replace(b'""', b"")


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape["half"] else escape[0]


def _flattened(content: bytes) -> bytes:
    bounds = (0, *(bound for cut in _too_deep(content) for bound in cut), len(content))
    parts = [content[start:end] for start, end in pairwise(bounds)]
    return b"".join(part if position % 2 == 0 else _text_of(part) for position, part in enumerate(parts))


def _too_deep(content: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and end of each array and object that stands inside of `DEEPEST` others."""
    depth = start = 0
    for token in _TOKEN.finditer(content):
        if token[0] in b"[{":
            depth += 1
            if depth == DEEPEST + 1:
                start = token.start()
        elif token[0] in b"]}":
            depth -= 1
            if depth == DEEPEST:
                yield start, token.end()


def _text_of(value: bytes) -> bytes:
    texts = _TEXT_MEMBER.findall(value)
    return b'"' + b" ".join(texts) + b'"' if texts else b"null"


class _Name(msgspec.Struct):
    """The members that tell people which issue it is."""

    key: object = None
    identifier: object = None
    number: object = None
    iid: object = None
    id: object = None


_NAME = msgspec.json.Decoder(_Name)


def name_in(content: bytes) -> str | None:
    """Return what people call the issue, even if the rest of it cannot be understood.

    >>> name_in(b'{"id": 10, "key": "ACME-1", "fields": 7}')
    'ACME-1'
    """
    name = _decoded_name(content)
    return _first_word(name.key, name.identifier, name.number, name.iid, name.id)


def id_in(content: bytes) -> str | None:
    """Return the id under which the issue is filed, even if the rest of it cannot be understood.

    Where issues have numbers of their own, in GitHub and GitLab, that is the number.

    >>> id_in(b'{"id": 10, "key": "ACME-1", "fields": 7}'), id_in(b'{"id": 9001, "number": 5}')
    ('10', '5')
    """
    name = _decoded_name(content)
    return _first_word(name.number, name.iid, name.id)


def project_in(content: bytes) -> str | None:
    """Return the key of the project in the issue's key, where it has one, which only Jira's issues have.

    >>> project_in(b'{"id": 10, "key": "ACME-1"}'), project_in(b'{"id": 9001, "number": 5}')
    ('ACME', None)
    """
    return (_first_word(_decoded_name(content).key) or "").rpartition("-")[0] or None


def _decoded_name(content: bytes) -> _Name:
    try:
        return _NAME.decode(content)
    except UNDECODABLE:
        return _Name()


def _first_word(*given: object) -> str | None:
    return next((str(one) for one in given if isinstance(one, str | int) and str(one).strip()), None)


def text_of(value: Scalar) -> str | None:
    """Return *value* as text; null stays null.

    >>> text_of(7), text_of(True), text_of(""), text_of(None)
    ('7', 'true', '', None)
    """
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def present(value: Scalar) -> str | None:
    """Return *value* as text if it says anything: null and blank text do not."""
    text = text_of(value)
    return text if text and text.strip() else None


def texts_of(values: Iterable[Scalar] | None) -> tuple[str, ...]:
    """Return the values that say anything, as text; null is none at all.

    >>> texts_of(["web", None, 7, " "]), texts_of(None)
    (('web', '7'), ())
    """
    return tuple(text for value in values or () if (text := present(value)) is not None)
