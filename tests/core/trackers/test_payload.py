"""What a pull writes, the publisher can send, and the other tools of the cache can read."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Success
from spec_kitty_tracker import CanonicalIssue

from tests.core.strategies import ANY_TEXT, QUICK
from tests.core.trackers.samples import CONTEXTS, TRANSLATIONS, issue_from, items
from trackpost.core.issues.model import Issue
from trackpost.core.parsing.strict_json import is_shallow
from trackpost.core.trackers.model import (
    NotAnIssue,
    Translated,
    decode_payload,
    encode_payload,
)

GOLDEN = Path(__file__).parents[2] / "golden"
MEMBERS = {
    "ref",
    "title",
    "body",
    "status",
    "issue_type",
    "priority",
    "assignees",
    "labels",
    "parent",
    "links",
    "custom_fields",
    "created_at",
    "updated_at",
    "raw",
}
"""Of a payload."""


def _golden_payloads() -> Iterator[str]:
    for path in sorted(GOLDEN.glob("*/home/.spec-kitty/trackers/*.db")):
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        yield from (payload for (payload,) in connection.execute("SELECT payload FROM tracker_issues"))
        connection.close()


@pytest.mark.parametrize("payload", tuple(_golden_payloads()))
def test_a_payload_of_another_tool(payload: str) -> None:
    """It is read whole, and written again with the same members."""
    assert Success(json.loads(payload)) == decode_payload(payload.encode()).map(encode_payload).map(json.loads)


def test_no_payload() -> None:
    """What is none says where it is wrong."""
    assert decode_payload(b'{"ref": 7}').failure().path == "$.ref"


def test_members() -> None:
    """A translated issue has all the members, and what the tracker sent."""
    (item, *_) = items("jira_cloud")
    payload = json.loads(encode_payload(issue_from(item, CONTEXTS["jira"])))
    assert set(payload) == MEMBERS
    assert payload["raw"] == item


def test_raw_makes_no_difference() -> None:
    """An issue that only says more that nobody reads is the same issue."""
    given_ = {"id": "a", "title": "t"}
    assert issue_from(given_, CONTEXTS["linear"]) == issue_from({**given_, "more": 1}, CONTEXTS["linear"])


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT
    | st.sampled_from(["2026-03-01T12:00:00", "closed", "https://u:p@a.example//x", "\u00a0", "10", "Epic"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
FIXTURE_OF: Mapping[str, tuple[str, ...]] = {
    "jira": ("jira_cloud", "jira_data_center"),
    "linear": ("linear",),
    "azure_devops": ("azure_devops",),
    "github": ("github", "gitea"),
    "gitlab": ("gitlab",),
    "beads": ("beads",),
}
PROVIDER = st.sampled_from(list(FIXTURE_OF))


def _places(value: object, *steps: str | int) -> Iterator[tuple[str | int, ...]]:
    yield steps
    match value:
        case dict():
            for name, one in value.items():
                yield from _places(one, *steps, name)
        case list():
            for position, one in enumerate(value):
                yield from _places(one, *steps, position)
        case _:
            pass


def _replaced(value: object, steps: tuple[str | int, ...], by: object) -> object:
    if not steps:
        return by
    first, *others = steps
    match value, first:
        case dict(), str():
            return {**value, first: _replaced(value[first], tuple(others), by)}
        case list(), int():
            return [*value[:first], _replaced(value[first], tuple(others), by), *value[first + 1 :]]
        case _:
            raise AssertionError(steps)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw an issue of a tracker in which one member is something else."""
    provider = draw(PROVIDER)
    item = draw(st.sampled_from([item for fixture in FIXTURE_OF[provider] for item in items(fixture)]))
    place = draw(st.sampled_from(list(_places(item))))
    return provider, json.dumps(_replaced(item, place, draw(ANY_JSON))).encode()


def _check(provider: str, content: bytes) -> None:
    context = CONTEXTS[provider]
    match TRANSLATIONS[provider](content, context).value_or(None):
        case Translated(issue):
            payload = encode_payload(issue)
            sent = msgspec.json.decode(payload, type=Issue)
            read = msgspec.json.decode(payload, type=CanonicalIssue)
            assert (sent.title, sent.ref.id, sent.labels) == (issue.title, issue.ref.id, issue.labels)
            assert sent.updated_at == (None if read.updated_at is None else read.updated_at.isoformat())
            assert read.updated_at is None or read.updated_at.tzinfo is not None
            assert decode_payload(payload.encode()) == Success(issue)
            assert is_shallow(json.loads(payload)["raw"])
        case NotAnIssue() | None:
            pass
        case other:
            raise AssertionError(other)


@QUICK
@given(spoiled())
def test_whatever_a_tracker_says_can_be_sent_or_is_set_aside(case: tuple[str, bytes]) -> None:
    """The publisher and the other tools read what is written; what they could not read is not written."""
    _check(*case)


@QUICK
@given(PROVIDER, ANY_JSON)
def test_any_json_at_all(provider: str, value: object) -> None:
    """It is translated or set aside."""
    _check(provider, json.dumps(value).encode())


@QUICK
@given(st.sampled_from(list(TRANSLATIONS)), st.binary(max_size=50))
def test_any_bytes_at_all(provider: str, content: bytes) -> None:
    """They are translated or set aside."""
    _check(provider, content)


def test_a_bottomless_issue() -> None:
    """What is nested without end stays behind; the issue does not."""
    content = b'{"id": "bd-1", "title": "t", "metadata": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    assert issue_from(content, CONTEXTS["beads"]).title == "t"
    _check("beads", content)
