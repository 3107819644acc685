"""What of a refused request shows a person what to correct: the fragment at fault, and the project that sent it."""

import json
import re

from attrs import frozen

from ..parsing.strict_json import Fault
from ..parsing.text import shortened

_ENOUGH = 200
"""Characters of a fragment, before it is cut."""

_AROUND = 40
"""Characters on either side of the place where a text stops being JSON."""

_STEP = re.compile(r"\.(?P<name>\w+)|\[(?P<index>[0-9]+)\]|\['(?P<quoted>(?:[^'\\]|\\.)*)'\]")
_PLACE = re.compile(r"at line (?P<line>[0-9]+), column (?P<column>[0-9]+)$")
_BYTE = re.compile(r"another byte at (?P<number>[0-9]+)$")
_SENDER = ("project_slug", "project_uuid", "workspace")

_WRITE = json.JSONEncoder(ensure_ascii=False).iterencode


@frozen
class Evidence:
    """What a refused body shows.

    Attributes:
        fragment: the JSON at the path of the fault, or of the object that lacks a member; cut if it is long. None if
            there is nothing to show.
        project: what the sender calls itself; None if it does not say.
    """

    fragment: str | None = None
    project: str | None = None


NO_EVIDENCE = Evidence()
"""Of a request that was refused before its body was read."""


def find_evidence(content: bytes, fault: Fault) -> Evidence:
    r"""Return what a body shows that was refused for *fault*.

    >>> find_evidence(b'{"workspace": "acme", "issues": [{"title": 5}]}', Fault("$.issues[0].title", "..."))
    Evidence(fragment='5', project='acme')
    >>> find_evidence(b'{"a": nothing}', Fault("$", "Expected JSON: Expecting value at line 1, column 7")).fragment
    '{"a": nothing}'
    """
    try:
        value: object = json.loads(content)
        fragment = _written(_value_at(value, fault.path))
    except (ValueError, RecursionError):
        return Evidence(_around(content, fault.reason))
    return Evidence(fragment, _project(value))


def _value_at(value: object, path: str) -> object:
    """Return the value at a path, or the nearest one above that is there."""
    for step in _STEP.finditer(path):
        name = step["name"] or re.sub(r"\\(.)", r"\1", step["quoted"] or "")
        match value:
            case list() if step["index"] and int(step["index"]) < len(value):
                value = value[int(step["index"])]
            case dict() if name in value:
                value = value[name]
            case _:
                return value
    return value


def _written(value: object) -> str:
    """Return the beginning of a value's JSON; the rest of a large one is not written."""
    written = ""
    for chunk in _WRITE(value):
        written += chunk
        if len(written) > _ENOUGH:
            break
    return _shown(written)


def _around(content: bytes, reason: str) -> str | None:
    """Return what stands around the place where a text stops being JSON; its beginning if the reason names no place."""
    byte, place = _BYTE.search(reason), _PLACE.search(reason)
    if place is not None:
        lines = content.decode(errors="replace").split("\n")
        line, at = next(iter(lines[int(place["line"]) - 1 :]), ""), int(place["column"]) - 1
        return _shown(line[max(0, at - _AROUND) : at + _AROUND]) or None
    at = int(byte["number"]) if byte else 0
    return _shown(content[max(0, at - _AROUND) : at + _AROUND].decode(errors="backslashreplace")) or None


def _project(value: object) -> str | None:
    match value:
        case dict():
            named = (value.get(name) for name in _SENDER)
            return next((_shown(name) for name in named if isinstance(name, str) and name), None)
        case _:
            return None


def _shown(text: str) -> str:
    """Return a text that can be seen and stored: what is not printed is escaped, and what is long is cut."""
    return shortened("".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in shortened(text)))
