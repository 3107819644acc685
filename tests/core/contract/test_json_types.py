"""Find all faults of a value that should have a certain type."""

from collections.abc import Mapping
from typing import Annotated, Generic, Literal, TypeVar

import pytest
from attrs import frozen
from msgspec import UNSET, Meta, UnsetType

from trackpost.core.contract.json_types import find_faults
from trackpost.core.parsing.strict_json import Fault

Inner = TypeVar("Inner")


@frozen(kw_only=True)
class Leaf:
    """An object with two members, one of which may be absent but not null."""

    name: Annotated[str, Meta(min_length=1)]
    count: int | UnsetType = UNSET


@frozen(kw_only=True)
class Tree(Generic[Inner]):
    """An object that contains other objects."""

    kind: Literal["oak", "elm"]
    crown: Inner
    leaves: Annotated[tuple[Leaf, ...], Meta(max_length=2)] = ()
    nest: Leaf | None = None
    tags: dict[str, str] | None = None


SOUND: dict[str, object] = {"kind": "oak", "crown": {"name": "x"}}

CASES: Mapping[str, tuple[object, tuple[Fault, ...]]] = {
    "sound": (SOUND, ()),
    "with everything": (
        {**SOUND, "leaves": [{"name": "a"}, {"name": "b", "count": 1}], "nest": None, "tags": {"a": "b"}},
        (),
    ),
    "not an object": ([], (Fault("$", "Expected `object`, got `array`"),)),
    "empty": ({}, (Fault("$.kind", "Missing member"), Fault("$.crown", "Missing member"))),
    "an unexpected member": ({**SOUND, "a b": 1}, (Fault("$['a b']", "Unexpected member"),)),
    "an unexpected member, further down": (
        {**SOUND, "leaves": [{"name": "a"}, {"name": "b", "colour": "red"}]},
        (Fault("$.leaves[1].colour", "Unexpected member"),),
    ),
    "another kind": ({**SOUND, "kind": "fir"}, (Fault("$.kind", "Invalid enum value 'fir'"),)),
    "the argument of a generic": (
        {**SOUND, "crown": {"name": 5}},
        (Fault("$.crown.name", "Expected `str`, got `int`"),),
    ),
    "null for a member that may only be absent": (
        {**SOUND, "crown": {"name": "x", "count": None}},
        (Fault("$.crown.count", "Expected `int`, got `null`"),),
    ),
    "too many elements": (
        {**SOUND, "leaves": [{"name": ""}] * 3},
        (Fault("$.leaves", "Expected `array` of length <= 2"),),
    ),
    "another alternative": ({**SOUND, "nest": 5}, (Fault("$.nest", "Expected `object | null`, got `int`"),)),
    "inside a mapping": ({**SOUND, "tags": {"a": 1}}, (Fault("$.tags.a", "Expected `str`, got `int`"),)),
    "all at once": (
        {"crown": {"name": ""}, "leaves": [{}, {"name": 1}], "nest": {"count": "x"}, "z": 0},
        (
            Fault("$.z", "Unexpected member"),
            Fault("$.kind", "Missing member"),
            Fault("$.crown.name", "Expected `str` of length >= 1"),
            Fault("$.leaves[0].name", "Missing member"),
            Fault("$.leaves[1].name", "Expected `str`, got `int`"),
            Fault("$.nest.name", "Missing member"),
            Fault("$.nest.count", "Expected `int`, got `str`"),
        ),
    ),
}


@pytest.mark.parametrize(("value", "expected"), CASES.values(), ids=CASES.keys())
def test_find_faults(value: object, expected: tuple[Fault, ...]) -> None:
    """Each value has exactly these faults, in the order of the members."""
    assert expected == tuple(find_faults(value, Tree[Leaf]))


def test_a_bare_array() -> None:
    """The type can be something other than an object."""
    assert tuple(find_faults([1, "x"], tuple[int, ...], "$.a")) == (Fault("$.a[1]", "Expected `int`, got `str`"),)
