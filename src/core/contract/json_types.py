"""Find all differences between a JSON value and the type that it should have.

A decoder stops at the first fault, but people who fix their own side want to see all of them.
"""

from collections.abc import Iterator, Mapping
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

from ..issues.model import fault_in
from ..parsing.json_path import member_path
from ..parsing.strict_json import Fault

_Record: TypeAlias = type[attrs.AttrsInstance] | type[msgspec.Struct]

UNEXPECTED = "Unexpected member"
"""The reason of a fault that only a sender has to fix: a server ignores such a member."""

MISSING = "Missing member"
"""The reason of a fault that stands at the path where the member would be."""


def find_faults(value: object, kind: object, path: str = "$") -> Iterator[Fault]:
    """Compare *value* with the type *kind*, and yield all faults, from the outside in.

    An unexpected member of an object is a fault too.

    Args:
        value: a JSON value, as `parse_json` returns it.
        kind: an attrs class (a generic one with its type arguments), a struct, or any other type that ``msgspec``
            converts to.
        path: the path of *value*.
    """
    record, item, complaint = _record(kind), _item_type(kind), _complaint(value, kind)
    match value:
        case dict() if (member_type := _member_type(kind)) is not None:
            for name, member in value.items():
                yield from find_faults(member, member_type, member_path(path, name))
        case dict() if record is not None:
            yield from _member_faults(value, _members(*record), path)
        case list() if item is not None and (complaint is None or complaint.path != "$"):
            for index, element in enumerate(value):
                yield from find_faults(element, item, f"{path}[{index}]")
        case _ if complaint is not None:
            yield Fault(path + complaint.path.removeprefix("$"), complaint.reason)
        case _:
            pass


def _complaint(value: object, kind: object) -> Fault | None:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return fault_in(str(error))
    return None


def _member_faults(
    members: Mapping[str, object], known: Mapping[str, tuple[object, bool]], path: str
) -> Iterator[Fault]:
    for name in members:
        if name not in known:
            yield Fault(member_path(path, name), UNEXPECTED)
    for name, (kind, is_required) in known.items():
        if name in members:
            yield from find_faults(members[name], kind, member_path(path, name))
        elif is_required:
            yield Fault(member_path(path, name), MISSING)


@cache
def _members(record: _Record, arguments: tuple[object, ...]) -> Mapping[str, tuple[object, bool]]:
    """Return for each member of a class its type, and whether it is required.

    Args:
        record: the class.
        arguments: the type arguments, if the class is generic.
    """
    hints = get_type_hints(record, include_extras=True)
    type_of = dict(zip(getattr(record, "__parameters__", ()), arguments, strict=True))
    return {
        name: (type_of.get(hints[name], _without_unset(hints[name])), is_required)
        for name, is_required in fields_of(record)
    }


def fields_of(record: _Record) -> Iterator[tuple[str, bool]]:
    """Yield the names of the members, and whether they are required."""
    if issubclass(record, msgspec.Struct):
        yield from ((field.name, field.required) for field in msgspec.structs.fields(record))
    else:
        yield from ((attribute.name, attribute.default is attrs.NOTHING) for attribute in attrs.fields(record))


def _without_unset(hint: object) -> object:
    """Return *hint* without ``UnsetType``, which only says that the member may be absent."""
    return reduce(or_, (kind for kind in _alternatives(hint) if kind is not msgspec.UnsetType))


def _alternatives(kind: object) -> tuple[object, ...]:
    return get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)


@cache
def _record(kind: object) -> tuple[_Record, tuple[object, ...]] | None:
    """Return the attrs class or the struct among the alternatives of *kind*, with its type arguments."""
    for alternative in _alternatives(kind):
        origin = get_origin(alternative) or alternative
        if isinstance(origin, type) and (attrs.has(origin) or issubclass(origin, msgspec.Struct)):
            return origin, get_args(alternative)
    return None


@cache
def _item_type(kind: object) -> object | None:
    """Return the element type of the array among the alternatives of *kind*."""
    bare = (get_args(each)[0] if get_origin(each) is Annotated else each for each in _alternatives(kind))
    return next((get_args(each)[0] for each in bare if get_origin(each) is tuple), None)


@cache
def _member_type(kind: object) -> object | None:
    """Return the member type of the open object among the alternatives of *kind*."""
    return next((get_args(each)[1] for each in _alternatives(kind) if get_origin(each) is dict), None)
