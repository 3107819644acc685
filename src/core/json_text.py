"""JSON read as strictly as two parties need who must read the same in it.

RFC 8259 leaves open what a repeated member means; RFC 7493 (I-JSON) forbids it, and lone surrogates with it.
"""

import json
import math
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn

from returns.result import Failure, Result, Success

from .fault import Fault
from .text import is_unicode

DEEPEST = 100
"""Levels of nesting, more than which no contract of ours has a use for."""


_TOO_DEEP = f"Expected at most {DEEPEST} levels of nesting"


class _Repeated(dict[str, object]):
    """An object in which a member stood more than once; the last one counts until the fault is reported."""

    def __init__(self, members: list[tuple[str, object]]) -> None:
        super().__init__(members)
        counts = Counter(name for name, _ in members)
        self.names = tuple(name for name, count in counts.items() if count > 1)


def parse_json(content: bytes) -> Result[object, tuple[Fault, ...]]:
    """Return the value of a JSON text, or every fault of its form; what it means is not looked at.

    >>> parse_json(b'{"a": [1, {"b": 1, "b": 2}]}')
    <Failure: (Fault(path='$.a[1].b', reason='Expected each member once'),)>
    """
    try:
        text = content.decode()
        value: object = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
    except UnicodeDecodeError as error:
        return Failure((Fault("$", f"Expected UTF-8, found another byte at {error.start}"),))
    except json.JSONDecodeError as error:
        return Failure((Fault("$", f"Expected JSON: {error.msg} at line {error.lineno}, column {error.colno}"),))
    except RecursionError:
        return Failure((Fault("$", _TOO_DEEP),))
    except ValueError as error:
        return Failure((Fault("$", f"Expected a number that can be written: {error}"),))
    faults = tuple(_form_faults(value))
    return Failure(faults) if faults else Success(value)


def member_path(path: str, name: str) -> str:
    """Return the path of a member, quoted where its name is no plain one (RFC 9535 section 2.5.1).

    >>> member_path("$", "wp_id"), member_path("$", "a b")
    ('$.wp_id', "$['a b']")
    """
    return f"{path}.{name}" if name.isidentifier() else f"{path}[{name!r}]"


def _object(members: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(members)
    return plain if len(plain) == len(members) else _Repeated(members)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number


def is_shallow(value: object) -> bool:
    """Say whether a JSON value is nested no deeper than `DEEPEST`, so that it can be walked by recursion."""
    return all(depth <= DEEPEST for _path, depth, _value in _walk(value))


def _walk(root: object) -> Iterator[tuple[str, int, object]]:
    """Yield path, level and value of everything in *root*, and nothing below the first level that is too deep."""
    waiting: list[tuple[str, int, object]] = [("$", 0, root)]
    while waiting:
        path, depth, value = waiting.pop()
        depth += isinstance(value, dict | list)
        yield path, depth, value
        if isinstance(value, dict) and depth <= DEEPEST:
            waiting += [(member_path(path, name), depth, value[name]) for name in reversed(value)]
        if isinstance(value, list) and depth <= DEEPEST:
            waiting += [(f"{path}[{index}]", depth, value[index]) for index in reversed(range(len(value)))]


def _form_faults(root: object) -> Iterator[Fault]:
    for path, depth, value in _walk(root):
        match value:
            case dict() | list() if depth > DEEPEST:
                yield Fault(path, _TOO_DEEP)
            case dict():
                yield from _name_faults(path, value)
            case str() if not is_unicode(value):
                yield Fault(path, "Expected Unicode text, found a lone surrogate")
            case _:
                pass


def _name_faults(path: str, members: dict[str, object]) -> Iterator[Fault]:
    if isinstance(members, _Repeated):
        yield from (Fault(member_path(path, name), "Expected each member once") for name in members.names)
    for name in members:
        if not is_unicode(name):
            yield Fault(path, "Expected Unicode names, found a lone surrogate")
