"""A snapshot that is parsed piece by piece is the one that it is as a whole, with the same faults."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core.builders import CONTENTS, HEADER, ISSUE, MAPPED
from trackpost.core.contract.piecewise import Taken, take_apart
from trackpost.core.contract.snapshot_check import parse_snapshot
from trackpost.core.page.parts import parts_of
from trackpost.core.snapshot.body import Snapshot, encode_snapshot

MANY = 150
"""Issues: more than two pieces."""
LINKS = tuple(replace(MAPPED, wp_id=f"WP{number:02}") for number in range(3))


def body_of(count: int) -> bytes:
    """Return a body with so many issues."""
    issues = tuple(
        replace(ISSUE, title=f"Title {number:03}", ref=replace(ISSUE.ref, id=str(number))) for number in range(count)
    )
    return encode_snapshot(Snapshot(header=HEADER, contents=replace(CONTENTS, issues=issues, mappings=LINKS)))


BODY = body_of(MANY)
LIST = BODY[BODY.index(b'"issues":') + 9 : BODY.index(b',"mappings"')]


def as_a_whole(content: bytes) -> object:
    """Return what the snapshot, or its fault, is by the rule."""
    return parse_snapshot(content).map(
        lambda snapshot: Taken(
            replace(snapshot, contents=replace(snapshot.contents, issues=())),
            len(snapshot.contents.issues),
            tuple(parts_of(snapshot)),
        )
    )


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return a change of the body."""
    return lambda body: body.replace(old, new, 1)


def deep(levels: int) -> bytes:
    """Return an array in so many others."""
    return b"[" * levels + b"]" * levels


IN_AN_ISSUE = b'"title":"Title 140"'
CHANGES: Mapping[str, Callable[[bytes], bytes]] = {
    "nothing": lambda body: body,
    "few issues": lambda _: body_of(1),
    "no issues": lambda _: body_of(0),
    "one more than a piece": lambda _: body_of(65),
    "a text for a number": replaced(b'"priority":1', b'"priority":"1"'),
    "a number with a point": replaced(b'"priority":1', b'"priority":1.0'),
    "another type in the last piece": replaced(IN_AN_ISSUE, b'"title":1'),
    "a repeated member in the last piece": replaced(IN_AN_ISSUE, IN_AN_ISSUE + b',"title":"x"'),
    "a lone surrogate in the last piece": replaced(b"Title 140", b"\\ud800"),
    "a pair of surrogates": replaced(b"Title 140", b"\\ud83d\\ude00"),
    "an unknown member as deep as may be": replaced(IN_AN_ISSUE, IN_AN_ISSUE + b',"more":' + deep(97)),
    "an unknown member that is too deep": replaced(IN_AN_ISSUE, IN_AN_ISSUE + b',"more":' + deep(98)),
    "a number that cannot be written": replaced(IN_AN_ISSUE, IN_AN_ISSUE + b',"more":1e999'),
    "no number": replaced(IN_AN_ISSUE, IN_AN_ISSUE + b',"more":NaN'),
    "no UTF-8": replaced(b"Title 140", b"\xff"),
    "a repeated member of the frame": replaced(b'"provider":', b'"provider":"x","provider":'),
    "issues twice": replaced(b'"issues":', b'"issues":[],"issues":'),
    "the same issues twice": replaced(b'"issues":', b'"issues":' + LIST + b',"issues":'),
    "a copy of the issues before them": replaced(b'"issues":', b'"a_copy":' + LIST + b',"issues":'),
    "a copy of the issues behind them": replaced(b',"mappings":', b',"more":' + LIST + b',"mappings":'),
    "no list of issues": replaced(b'"issues":', b'"other":'),
    "no mappings": lambda body: body[: body.index(b',"mappings"')] + b"}",
    "half a route": replaced(b'"external_resource_id":"ACME"', b'"external_resource_id":null'),
    "blanks": lambda body: body.replace(b",", b" ,\n "),
    "cut off": lambda body: body[:-1],
    "something behind it": lambda body: body + b"x",
    "issues that are none": lambda body: body.replace(LIST, b"[" + b"1," * 9999 + b"1]"),
    "an object": lambda body: body.replace(LIST, b'{"a":' + LIST + b"}"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_snapshot_is_taken_apart(change: Callable[[bytes], bytes]) -> None:
    """Frame, count and parts are those of the whole; so is the fault."""
    content = change(BODY)
    assert take_apart(content, parts_of) == as_a_whole(content)


@settings(deadline=None)
@given(st.integers(0, len(BODY)), st.integers(0, 9), st.binary(max_size=9))
def test_any_damage(place: int, length: int, damage: bytes) -> None:
    """Wherever a body is damaged, it is taken or refused as a whole is."""
    content = BODY[:place] + damage + BODY[place + length :]
    assert take_apart(content, parts_of) == as_a_whole(content)
