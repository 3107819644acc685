"""The ways in which a text may be spelled where somebody repeats it: escaped for JSON, HTML or a URL, or in Base64."""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html.entities import html5

_SHORTEST_INSIDE = 8
"""Characters: what is shorter is found by chance in Base64 and hexadecimal text that means something else."""

_DEPTH = 3
"""So many times an escape may be escaped again, as for JSON inside JSON."""

_BACKSLASHES = rf"\\{{1,{2**_DEPTH}}}"
_PARTS = re.compile(r"\\+|.", re.DOTALL)
"""Backslashes in a row are one part: if each had a pattern of its own, a match could be tried in too many ways."""
_CONTROLS = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r"}


def spellings_of(text: str) -> tuple[re.Pattern[str], ...]:
    r"""Return patterns which together match *text*, not empty, however it is spelled.

    The first one matches any mixture of the escapes of its characters. The others match what Base64 (RFC 4648 sections
    4 and 5) and hexadecimal make of its UTF-8, also as a part of something longer.

    >>> escapes, _ = spellings_of("top/secret")
    >>> [bool(escapes.search(text)) for text in (r"top\/secret", "top%2fsecret", "top&#47;secret", "top-secret")]
    [True, True, True, False]
    """
    escapes = re.compile("".join(map(_part, _PARTS.findall(text))))
    return escapes, re.compile("|".join(_encodings(text.encode(errors="replace"))))


def _part(part: str) -> str:
    if not part.startswith("\\"):
        return rf"(?:{_escaped(part)}|{_plain(part)})"  # in this order: of "%25", "%" is only the beginning
    runs = "|".join(rf"\\{{{len(part) * 2**depth}}}" for depth in range(_DEPTH, -1, -1))
    return rf"(?:(?:{_escaped(part[0])}){{{len(part)}}}|{runs})"


def _plain(character: str) -> str:
    return "[+ ]" if character in "+ " else re.escape(character)  # a form writes a blank as "+"


@cache
def _escaped(character: str) -> str:
    return "|".join(_escapes(character))


def _escapes(character: str) -> Iterator[str]:
    point = ord(character)
    yield "".join(f"[%=](?:25){{0,{_DEPTH}}}{_hex(byte, 2)}" for byte in character.encode(errors="replace"))
    names = "".join(f"|{re.escape(name)}" for name in _entities().get(character, ()))
    yield f"&(?:amp;){{0,{_DEPTH}}}(?:#(?:0{{0,6}}{point}|[xX]0{{0,6}}{_hex(point)}){names});?"
    yield "".join(f"{_BACKSLASHES}u{_hex(unit, 4)}" for unit in _utf_16(character))
    yield rf"{_BACKSLASHES}(?:x{_hex(point, 2)}|u\{{0{{0,6}}{_hex(point)}\}}|U{_hex(point, 8)})"
    if character in {'"', "'", "/", *_CONTROLS}:
        yield _BACKSLASHES + _CONTROLS.get(character, character)


def _utf_16(character: str) -> Iterator[int]:
    content = character.encode("utf-16-be", errors="surrogatepass")
    return (high << 8 | low for high, low in zip(content[::2], content[1::2], strict=True))


@cache
def _entities() -> dict[str, list[str]]:
    """Return the names that HTML has for each character."""
    found: dict[str, list[str]] = {}
    for name, text in html5.items():
        if name.endswith(";"):
            found.setdefault(text, []).append(name[:-1])
    return found


def _hex(number: int, width: int = 1) -> str:
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in f"{number:0{width}x}")


def _encodings(content: bytes) -> Iterator[str]:
    if len(content) < _SHORTEST_INSIDE:
        yield _base64_text(b64encode(content).decode())
        return
    yield "".join(_hex(byte, 2) for byte in content)
    for offset in range(3):
        yield _base64_inside(content, offset)


def _base64_inside(content: bytes, offset: int) -> str:
    """Return a pattern for *content* where so many bytes stand before it in its group of three.

    Only those characters count which no neighbour has a part in; at the end, also one that has no neighbour.
    """
    text = b64encode(bytes(offset) + content).decode()
    begin, end = -(-offset * 8 // 6), (offset + len(content)) * 8 // 6
    return f"{_base64_text(text[begin:end])}(?:{_base64_text(text[end:].rstrip('='))}(?:=|%3[dD]){{0,2}})?"


def _base64_text(text: str) -> str:
    either = {"+": r"(?:[+\- ]|%2[bB])", "/": r"(?:\\*[/]|_|%2[fF])", "=": "(?:=|%3[dD])"}
    return "".join(either.get(character, character) for character in text)
