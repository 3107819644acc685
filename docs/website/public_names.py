"""Makes the reference of the public names from the code: what `trackpost` exports, with signature and docstring."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from types import UnionType
from typing import Literal, NewType, get_args, get_origin

import trackpost

_PATTERN = re.compile(r"Annotated\[(\w+), msgspec\.Meta\(.*?'\)\]")
_DEFAULT = re.compile(r"attr_dict\['\w+'\]\.default")
_OF_ANOTHER_PACKAGE = {"Result", "Success", "Failure"}
_PUBLIC: Mapping[str, object] = {
    name: getattr(trackpost, name)
    for name in sorted(trackpost.__all__, key=str.lower)
    if name not in _OF_ANOTHER_PACKAGE
}


def with_definitions(page: str) -> str:
    """Return the *page* with the definition of each public name."""
    return "\n\n".join([page.rstrip("\n"), *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    for heading, is_of_it in _KINDS.items():
        yield f"## {heading}"
        for name, value in _PUBLIC.items():
            if is_of_it(value):
                yield f"### {name}\n\n```{{eval-rst}}\n{_definition(name, value)}\n```"


def _is_error(value: object) -> bool:
    return isinstance(value, type) and {"message", "category"} <= set(dir(value))


_KINDS: Mapping[str, Callable[[object], bool]] = {
    "Service": lambda value: value is trackpost.TrackerService,
    "Functions and tables": lambda value: inspect.isfunction(value) or isinstance(value, Mapping),
    "Values": lambda value: isinstance(value, type) and not _is_error(value) and value is not trackpost.TrackerService,
    "Errors and warnings": _is_error,
    "Unions and other types": lambda value: not isinstance(value, type | Mapping) and not inspect.isfunction(value),
}


def _definition(name: str, value: object) -> str:
    match value:
        case type() if issubclass(value, Enum):
            return f".. autoclass:: trackpost.{name}\n   :members:\n   :undoc-members:"
        case type():
            return f".. autoclass:: trackpost.{name}\n   :members:"
        case UnionType():
            return _data(name, (f":py:obj:`~trackpost.{member.__name__}`" for member in get_args(value)))
        case _ if inspect.isfunction(value):
            return f".. autofunction:: trackpost.{name}"
        case NewType():
            return _data(name, [f"``{value.__supertype__.__name__}``, as a type of its own"])
        case Mapping():
            return _data(name, (f"``{key}``: ``{entry}``" for key, entry in value.items()))
        case _ if get_origin(value) is Literal:
            return _data(name, (f"``{choice!r}``" for choice in get_args(value)))
        case _:
            return f".. autodata:: trackpost.{name}"


def _data(name: str, choices: Iterable[str]) -> str:
    return f".. py:data:: trackpost.{name}\n\n   {' | '.join(choices)}"


def plain_signature(text: str) -> str:
    """Return a signature without what only a machine reads.

    >>> plain_signature("(since: Annotated[str, msgspec.Meta(pattern='[0-9]')] | None = attr_dict['since'].default)")
    '(since: str | None = ...)'
    """
    return _DEFAULT.sub("...", _PATTERN.sub(r"\1", text))
