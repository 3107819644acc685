"""Everything that is wrong with a JSON value that should have a certain type.

A decoder stops at the first fault; people who mend their own side want them all.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

import attrs
import msgspec

from ..parsing.strict_json import Fault, fault_of, member_path

UNEXPECTED = "Unexpected member"
"""The reason of a fault that only who sends must mend: a server ignores such a member."""


def find_faults(value: object, kind: object, path: str = "$") -> Iterator[Fault]:
    """Compare *value* with the type *kind*, and yield every fault, from the outside in.

    A member that an object must not have is a fault too.

    Args:
        value: of JSON, as `parse_json` returns it.
        kind: an attrs class (a generic one with its arguments), or whatever else ``msgspec`` converts to.
        path: where *value* stands.
    """
    record, item, complaint = _record(kind), _item(kind), _complaint(value, kind)
    match value:
        case dict() if (of_members := _of_members(kind)) is not None:
            for name, member in value.items():
                yield from find_faults(member, of_members, member_path(path, name))
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
        return fault_of(str(error))
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
            yield Fault(member_path(path, name), "Missing member")


@cache
def _members(record: type[attrs.AttrsInstance], given: tuple[object, ...]) -> Mapping[str, tuple[object, bool]]:
    """Return type and necessity of each member of a class; *given* are the arguments of a generic one."""
    hints = get_type_hints(record, include_extras=True)
    arguments = dict(zip(getattr(record, "__parameters__", ()), given, strict=True))
    return {
        attribute.name: (
            arguments.get(hints[attribute.name], _present(hints[attribute.name])),
            attribute.default is attrs.NOTHING,
        )
        for attribute in attrs.fields(record)
    }


def _present(hint: object) -> object:
    """Return the type of a member that is there: without the mark for one that may be absent."""
    return Union[tuple(one for one in _alternatives(hint) if one is not msgspec.UnsetType)]  # noqa: UP007 - made at run time


def _alternatives(kind: object) -> tuple[object, ...]:
    return get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)


def _record(kind: object) -> tuple[type[attrs.AttrsInstance], tuple[object, ...]] | None:
    """Return the attrs class among the alternatives of *kind*, with its arguments."""
    for one in _alternatives(kind):
        origin = get_origin(one) or one
        if isinstance(origin, type) and attrs.has(origin):
            return origin, get_args(one)
    return None


def _item(kind: object) -> object | None:
    """Return what the arrays among the alternatives of *kind* consist of."""
    bare = (get_args(one)[0] if get_origin(one) is Annotated else one for one in _alternatives(kind))
    return next((get_args(one)[0] for one in bare if get_origin(one) is tuple), None)


def _of_members(kind: object) -> object | None:
    """Return what the members of the open objects among the alternatives of *kind* are."""
    return next((get_args(one)[1] for one in _alternatives(kind) if get_origin(one) is dict), None)
