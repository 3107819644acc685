"""Issues of the cache: what is read fast is what would be read slowly."""

import json
from collections.abc import Mapping
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.builders import ISSUE
from tests.core.strategies import ISSUE as ANY_ISSUE
from tests.core.strategies import QUICK
from trackpost.core.issues.cached import (
    UNDECODABLE,
    CachedIssue,
    CachedRef,
    cached,
    cached_issue,
    cached_issues,
    encode_cached,
)
from trackpost.core.issues.model import Issue, IssueRef

SORTED = msgspec.json.Encoder(order="sorted").encode
DECODE = msgspec.json.Decoder(Issue).decode
WHOLE = json.loads(SORTED(ISSUE))

TIMES: Mapping[str, object] = {
    "none": None,
    "with a zone": "2026-03-01T12:30:45+01:00",
    "with a zone without a colon": "2026-03-01T12:30:45.000+0100",
    "with Z": "2026-03-01T12:30:45.123456789Z",
    "without a zone": "2026-03-01T12:30:45",
    "without seconds": "2026-03-01T12:30Z",
    "with a zone to the second": "2026-03-01T12:30:45+05:53:28",
    "year 0": "0000-02-29T00:00:00Z",
    "a day that does not exist": "2026-02-29T12:30:45Z",
    "a small letter": "2026-03-01t12:30:45Z",
    "another small letter": "2026-03-01T12:30:45z",
    "a space in place of T": "2026-03-01 12:30:45Z",
    "a NUL in place of its end": "2026-03-01T12:30:45\0Z",
    "a leap second": "2026-03-01T23:59:60Z",
    "a line break at its end": "2026-03-01T12:30:45Z\n",
    "two": "2026-03-01T12:30:45Z2026-03-01T12:30:45Z",
    "empty": "",
    "half a surrogate": "2026-03-01T12:30:45\ud800",
    "digits of another script": "٢٠٢٦-03-01T12:30:45Z",
    "a number": 1_772_368_245,
}


def payload(**members: object) -> bytes:
    """Return the payload of an issue that has these members."""
    return json.dumps(WHOLE | members).encode()


def slowly(payloads: list[bytes]) -> list[bytes] | None:
    """Decode *payloads* as what the contract says, and encode them sorted; None if one of them is not an issue."""
    try:
        return [SORTED(DECODE(payload)) for payload in payloads]
    except UNDECODABLE:
        return None


def fast(payloads: list[bytes]) -> list[bytes] | None:
    """Decode and encode *payloads* as a publish does; None if one of them is not an issue."""
    try:
        return [*map(encode_cached, cached_issues(payloads))]
    except UNDECODABLE:
        return None


CLASSES: Mapping[str, tuple[type, type]] = {"an issue": (CachedIssue, Issue), "a ref": (CachedRef, IssueRef)}


@pytest.mark.parametrize(("read", "said"), CLASSES.values(), ids=CLASSES.keys())
def test_members(read: type, said: type) -> None:
    """A class of the cache has the members of the other, sorted, and their types, where they are not classes, too."""
    members, others = get_type_hints(read), get_type_hints(said)
    assert [*members] == sorted(others)
    assert {name for name in members if members[name] != others[name]} == ({"ref"} if "ref" in members else set())


@pytest.mark.parametrize("time", TIMES.values(), ids=TIMES.keys())
def test_times(time: object) -> None:
    """A time among others is taken or refused as the contract says."""
    payloads = [payload(), payload(updated_at=time), payload(updated_at=None)]
    assert fast(payloads) == slowly(payloads)


_LETTERS = "0123456789-+:.TZ"
_OTHERS = "tz ,_/Ww\0\n٢é"
_LIKE_AN_INSTANT = st.builds(
    lambda text, at, put, cut: text[: at % len(text)] + put + text[at % len(text) + cut :],
    st.sampled_from([text for text in TIMES.values() if isinstance(text, str) and text]),
    st.integers(0, 40),
    st.text(_LETTERS + _OTHERS, max_size=3),
    st.integers(0, 3),
)


@QUICK
@given(st.lists(st.none() | _LIKE_AN_INSTANT | st.text(_LETTERS, max_size=30), max_size=4))
@example(["2026-03-01T12:30:45", "Z2026-03-01T12:30:45Z"])
def test_any_times(times: list[str | None]) -> None:
    """Whatever text the times are, the issues are the same."""
    payloads = [payload(updated_at=time) for time in times]
    assert fast(payloads) == slowly(payloads)


@QUICK
@given(st.lists(ANY_ISSUE, max_size=4))
def test_any_issues(issues: list[Issue]) -> None:
    """Issues are encoded as if their members were sorted, and read as they were."""
    payloads = [SORTED(issue) for issue in issues]
    assert [*map(encode_cached, map(cached, issues))] == payloads == fast(payloads)


@QUICK
@given(st.lists(st.binary(max_size=8) | st.just(payload()), max_size=3))
def test_any_payloads(payloads: list[bytes]) -> None:
    """Payloads that are not issues are refused."""
    assert fast(payloads) == slowly(payloads)


@QUICK
@given(ANY_ISSUE)
def test_one_issue(issue: Issue) -> None:
    """One payload is read as many are."""
    assert cached_issue(SORTED(issue)) == cached(issue) == cached_issues([SORTED(issue)])[0]


@pytest.mark.parametrize("beside", ["2026-03-01T12:30Z", "2026-03-01T12:30:45Z"])
def test_a_time_that_is_there_twice(beside: str) -> None:
    """The last one counts, whatever the neighbors are."""
    twice = payload().replace(b"{", b'{"updated_at":"no",', 1)
    assert cached_issues([payload(updated_at=beside), twice])[1] == cached_issue(twice) == cached_issue(payload())


def test_a_value_that_is_not_bytes() -> None:
    """The type of a value that SQLite holds in place of a text is in the message."""
    with pytest.raises(msgspec.ValidationError, match="Expected `object`, got `int`"):
        cached_issue(5)
