"""Parse JSON strictly, and find all faults of its form."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NoReturn

from attrs import field, frozen
from returns.result import Failure, Result, Success

from .json_path import Step, cut, path_of
from .text import is_unicode

DEEPEST = 100
"""The maximum number of nesting levels; no contract needs more."""

LONGEST_REASON = 200
"""The maximum length of a reason, in characters, because a reason may quote a value of any length."""


def _short(reason: str) -> str:
    return cut(reason, LONGEST_REASON)


@frozen
class Fault:
    """One thing that is wrong with a JSON text.

    Attributes:
        path: the path of the member, as a JSONPath; ``$`` is the whole text.
        reason: what was expected and what was found; cut if it is longer than `LONGEST_REASON`.
    """

    path: str
    reason: str = field(converter=_short)


_PLACE = " - at `"


def fault_of(complaint: str) -> Fault:
    """Split the message of a ``msgspec`` decoder into path and reason; the path comes last, after any quoted value.

    >>> fault_of("Expected `str`, got `int` - at `$.issues[0].title`")
    Fault(path='$.issues[0].title', reason='Expected `str`, got `int`')
    >>> fault_of("Invalid enum value 'x - at `$.y`'")  # at the root there is no path
    Fault(path='$', reason="Invalid enum value 'x - at `$.y`'")
    """
    reason, _, path = complaint.rpartition(_PLACE)
    return Fault(path.removesuffix("`"), reason) if reason and path.endswith("`") else Fault("$", complaint)


_SECOND = 2
_TOO_DEEP = f"Expected at most {DEEPEST} levels of nesting"


class _Repetition(str):
    """The name of a member that is in its object for the second time."""

    __slots__ = ()


class _Repeated(dict[str, object]):
    """An object with repeated members; it keeps all of them, as they are written, until the faults are reported."""

    def __init__(self, members: list[tuple[str, object]]) -> None:
        super().__init__(members)
        self.members = tuple(_marked(members))


def _marked(members: list[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    counts = Counter[str]()
    for name, value in members:
        counts[name] += 1
        yield (_Repetition(name) if counts[name] == _SECOND else name), value


def parse_json(content: bytes) -> Result[object, tuple[Fault, ...]]:
    """Return the value of a JSON text, or all faults of its form.

    Faults of the whole text come alone. The others come in the order of the text: a repeated member where its name is
    written for the second time, a name or a string where it begins, a value that is too deep where it begins.
    Contract: contracts/tracker-snapshot-publish.md, "Strict JSON".

    >>> parse_json(b'{"a": [1, {"b": 1, "b": 2}]}')
    <Failure: (Fault(path='$.a[1].b', reason='Expected each member once'),)>
    """
    try:
        text = content.decode()
        value: object = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite, parse_int=_whole
        )
    except UnicodeDecodeError as error:
        return Failure((Fault("$", f"Expected UTF-8, found another byte at {error.start}"),))
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")
        return Failure((Fault("$", f"Expected JSON: {what} at line {error.lineno}, column {error.colno}"),))
    except RecursionError:
        return Failure((Fault("$", _TOO_DEEP),))
    except ValueError as error:
        return Failure((Fault("$", f"Expected a number that can be written: {error}"),))
    faults = () if _is_plain(text, value) else tuple(_form_faults(value))
    return Failure(faults) if faults else Success(value)


def _is_plain(text: str, value: object) -> bool:
    """Say whether nothing can be wrong with the form of *value*, looking at its objects and arrays alone.

    A lone surrogate can only have been written as an escape, because UTF-8 has none.
    """
    if "\\ud" in text or "\\uD" in text:
        return False
    level: list[object] = [value]
    for _ in range(DEEPEST):
        if any(isinstance(part, _Repeated) for part in level):
            return False
        level = [inner for part in level for inner in _parts(part) if isinstance(inner, dict | list)]
    return not level


def _parts(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def with_integers(value: object) -> object:
    """Return a JSON value with integers in place of numbers such as ``1.0`` and ``1e0``: JSON does not tell them apart.

    Args:
        value: as `parse_json` returns it.
    """
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [with_integers(item) for item in value]
        case dict():
            return {name: with_integers(member) for name, member in value.items()}
        case _:
            return value


def _object(members: list[tuple[str, object]]) -> dict[str, object]:
    plain = dict(members)
    return plain if len(plain) == len(members) else _Repeated(members)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _whole(digits: str) -> int:
    _finite(digits)  # also keeps Python from counting thousands of digits
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(digits)
    return number


def is_shallow(value: object) -> bool:
    """Say whether a JSON value is nested at most `DEEPEST` levels deep, so that recursion over it is safe."""
    return not any(_is_too_deep(steps, part) for steps, part in _walk(value))


def _is_too_deep(steps: Sequence[Step], value: object) -> bool:
    return len(steps) >= DEEPEST and isinstance(value, dict | list)


def _walk(root: object) -> Iterator[tuple[Sequence[Step], object]]:
    """Yield every value in *root* with the steps that lead to it, down to the first level that is too deep.

    For speed, the steps are one list that changes during the walk; `_path` turns it into a path when one is needed.
    """
    steps: list[Step] = []
    yield steps, root
    levels = [_children(root)]
    while levels:
        del steps[len(levels) - 1 :]
        for step, value in levels[-1]:
            steps.append(step)
            yield steps, value
            if len(steps) < DEEPEST:
                levels.append(_children(value))
                break
            del steps[-1]
        else:
            levels.pop()


def _children(value: object) -> Iterator[tuple[Step, object]]:
    match value:
        case _Repeated():
            return iter(value.members)
        case dict():
            return iter(value.items())
        case list():
            return iter(enumerate(value))
        case _:
            return iter(())


def _form_faults(root: object) -> Iterator[Fault]:
    for steps, value in _walk(root):
        name = steps[-1] if steps else 0
        if isinstance(name, str) and not is_unicode(name):
            yield Fault(path_of(steps[:-1]), "Expected Unicode names, found a lone surrogate")
        if isinstance(name, _Repetition):
            yield Fault(path_of(steps), "Expected each member once")
        match value:
            case dict() | list() if _is_too_deep(steps, value):
                yield Fault(path_of(steps), _TOO_DEEP)
            case str() if not is_unicode(value):
                yield Fault(path_of(steps), "Expected Unicode text, found a lone surrogate")
            case _:
                pass
