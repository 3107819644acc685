"""Hostile and unexpected captures: each has its faults, and is checked quickly."""

import json
import time
import tracemalloc
from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from returns.result import Failure, Success

from tests.core.builders import SNAPSHOT
from tests.core.contract.test_events import EVENT
from tests.core.strategies import QUICK
from tests.support.patience import PROMPTLY
from trackpost.core.contract.capture import BrokenCapture, identify
from trackpost.core.parsing.strict_json import Fault, parse_json
from trackpost.core.snapshot.body import encode_snapshot

BODY: dict[str, object] = json.loads(encode_snapshot(SNAPSHOT))
LONG = "n" * 10_000
TWICE = b'"retry_count": 0, "retry_count": 0'

BYTES: Mapping[str, tuple[bytes, Fault]] = {
    "a byte order mark": (
        b"\xef\xbb\xbf{}",
        Fault("$", "Expected JSON: Unexpected UTF-8 BOM (decode using utf-8-sig) at line 1, column 1"),
    ),
    "UTF-16": ("{}".encode("utf-16"), Fault("$", "Expected UTF-8, found another byte at 0")),
    "a surrogate in UTF-8": (b'"\xed\xa0\x80"', Fault("$", "Expected UTF-8, found another byte at 1")),
    "a NUL": (b"\0", Fault("$", "Expected JSON: Expecting value at line 1, column 1")),
    "two texts": (b"{}{}", Fault("$", "Expected JSON: Extra data at line 1, column 3")),
    "one text per line": (b'{"a": 1}\n{"a": 2}\n', Fault("$", "Expected JSON: Extra data at line 2, column 1")),
    "a leading zero": (b"01", Fault("$", "Expected JSON: Extra data at line 1, column 2")),
    "an extra comma": (b"[1,,2]", Fault("$", "Expected JSON: Expecting value at line 1, column 4")),
    "no end": (b"[" * 10_000, Fault("$", "Expected at most 100 levels of nesting")),
    "objects in objects": (b'{"a":' * 10_000, Fault("$", "Expected at most 100 levels of nesting")),
    "a repeated member in an event": (
        json.dumps(EVENT).encode().replace(b'"retry_count": 0', TWICE),
        Fault("$.payload.retry_count", "Expected each member once"),
    ),
    "a repeated member in a batch": (
        json.dumps({"events": [EVENT, EVENT]}).encode().replace(b'"retry_count": 0', TWICE, 1),
        Fault("$.events[0].payload.retry_count", "Expected each member once"),
    ),
    "a name with a quote, twice": (b'{"it\'s": 1, "it\'s": 2}', Fault(r"$['it\'s']", "Expected each member once")),
    "an empty name, twice": (b'{"": 1, "": 2}', Fault("$['']", "Expected each member once")),
}


@pytest.mark.parametrize(("content", "expected"), BYTES.values(), ids=BYTES.keys())
def test_bytes(content: bytes, expected: Fault) -> None:
    """If the form is wrong, this is the only fault."""
    assert identify(content) == Failure(BrokenCapture("JSON", (expected,)))


def test_a_comma_before_the_end() -> None:
    """It is one fault; since Python 3.13, the reason has words of its own."""
    (fault,) = identify(b"[1,]").failure().faults
    assert (fault.path, fault.reason.partition(": ")[0]) == ("$", "Expected JSON")


ALL: Mapping[str, tuple[object, tuple[str, ...]]] = {
    "a batch: one member of its own and one of an event": (
        {"events": [EVENT, {**EVENT, "node_id": "x"}], "sender": "me"},
        ("$.sender", "$.events[1].node_id"),
    ),
    "a snapshot, a member and half a route": (
        {**BODY, "external_resource_id": None, "workspace": " "},
        ("$.workspace", "$.external_resource_id"),
    ),
    "two owners that are not strings": (
        {**BODY, "doctrine_field_owners": {"title": 1, "status": "x", "a b": None}},
        ("$.doctrine_field_owners.title", "$.doctrine_field_owners['a b']"),
    ),
    "two labels that are not strings": (
        {**BODY, "issues": [{**EVENT, "labels": ["x", 1, None]}]},
        ("$.issues[0].labels[1]", "$.issues[0].labels[2]"),
    ),
}


@pytest.mark.parametrize(("value", "expected"), ALL.values(), ids=ALL.keys())
def test_no_fault_hides_another(value: object, expected: tuple[str, ...]) -> None:
    """All faults are found at once, each with its own path."""
    paths = identify(json.dumps(value).encode()).swap().map(lambda broken: {fault.path for fault in broken.faults})
    assert paths.map(lambda found: [path for path in expected if path not in found]) == Success([])


COSTLY: Mapping[str, object] = {
    "a wide array under a long name": {LONG: [0] * 10_000},
    "wide objects under a long name": {LONG: [{"a": 0}] * 5_000},
    "long names in long names": {LONG: {LONG: {LONG: [0] * 3_000}}},
    "many faults under a long name": {LONG: ["\ud800"] * 3_000},
    "a wide array": [0] * 10_000,
    "a wide object": {f"n{number}": 0 for number in range(10_000)},
}


@pytest.mark.parametrize("value", COSTLY.values(), ids=COSTLY.keys())
def test_memory_is_bounded(value: object) -> None:
    """The memory for parsing and the size of the faults are bounded by a multiple of the size of the text."""
    content = json.dumps(value).encode()
    tracemalloc.start()
    try:
        size = sum(len(fault.path) for fault in parse_json(content).swap().value_or(()))
        assert (tracemalloc.get_traced_memory()[1] < 200 * len(content), size < 20 * len(content)) == (True, True)
    finally:
        tracemalloc.stop()


def test_time_is_bounded() -> None:
    """A large snapshot and a full batch of empty events take only seconds."""
    issues = BODY["issues"]
    assert isinstance(issues, list)
    began = time.process_time()
    identify(json.dumps({**BODY, "issues": issues * 2_000}).encode())
    identify(json.dumps({"events": [{}] * 1_000}).encode())
    assert time.process_time() - began < PROMPTLY


NAMES = st.sampled_from([*BODY, *EVENT, "events", "retry_count", "wp_id"]) | st.text(max_size=4)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=()), max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def _is_identified(content: bytes) -> bool:
    """Say whether the bytes are a capture or have at least one fault."""
    return bool(identify(content).swap().map(lambda broken: broken.faults).value_or("sound"))


@QUICK
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    """No bytes raise an error."""
    assert _is_identified(content)


@QUICK
@given(ANY_JSON)
def test_any_json(value: object) -> None:
    """No JSON raises an error, not even NaN or a lone surrogate, and not under the names of our members."""
    assert _is_identified(json.dumps(value).encode())


@QUICK
@given(st.sampled_from([BODY, EVENT]), st.data())
def test_a_sound_capture_with_one_member_changed(sound: dict[str, object], data: st.DataObject) -> None:
    """All faults are about this member, or about what depends on it."""
    name = data.draw(st.sampled_from(sorted(sound)))
    content = json.dumps({**sound, name: data.draw(ANY_JSON)}).encode()
    assume(isinstance(parse_json(content), Success))
    paths = identify(content).swap().map(lambda broken: [fault.path for fault in broken.faults]).value_or([])
    depends = {"event_type": "$.payload", "external_resource_type": "$.external_resource_id"}
    assert [path for path in paths if not path.startswith((f"$.{name}", depends.get(name, "$.!")))] == []
