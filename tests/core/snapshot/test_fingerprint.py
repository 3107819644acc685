"""The fingerprint of a snapshot, which shows later what changed."""

import tracemalloc
import zlib
from collections.abc import Mapping
from hashlib import sha256
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.core import strategies
from tests.core.builders import CHECKPOINT, CONTENTS, HEADER, ISSUE, MAPPED, SNAPSHOT
from tests.core.strategies import QUICK
from tests.support.packed import builder_of
from trackpost.core.snapshot.body import Snapshot, encode_snapshot
from trackpost.core.snapshot.fingerprint import Difference, Fingerprint, compare, parse_fingerprint

NO_DIFFERENCE = Difference(members=(), added=(), removed=(), changed=())
OTHER = replace(ISSUE, ref=replace(ISSUE.ref, id="10002", key="ACME-2"))
FIRST, SECOND = "jira:acme.example:10001", "jira:acme.example:10002"

LATER: Mapping[str, tuple[Snapshot, Difference]] = {
    "the same": (SNAPSHOT, NO_DIFFERENCE),
    "another title": (
        replace(SNAPSHOT, contents=replace(CONTENTS, issues=(replace(ISSUE, title="Login fails!"),))),
        replace(NO_DIFFERENCE, changed=(FIRST,)),
    ),
    "one more issue": (
        replace(SNAPSHOT, contents=replace(CONTENTS, issues=(ISSUE, OTHER))),
        replace(NO_DIFFERENCE, added=(SECOND,)),
    ),
    "no issue": (
        replace(SNAPSHOT, contents=replace(CONTENTS, issues=())),
        replace(NO_DIFFERENCE, removed=(FIRST,)),
    ),
    "another issue": (
        replace(SNAPSHOT, contents=replace(CONTENTS, issues=(OTHER,))),
        replace(NO_DIFFERENCE, added=(SECOND,), removed=(FIRST,)),
    ),
    "another route": (
        replace(SNAPSHOT, header=replace(HEADER, route=None)),
        replace(NO_DIFFERENCE, members=("external_resource_id", "external_resource_type")),
    ),
    "no mapping, another checkpoint": (
        replace(SNAPSHOT, contents=replace(CONTENTS, mappings=(), checkpoint=replace(CHECKPOINT, cursor="43"))),
        replace(NO_DIFFERENCE, members=("checkpoint", "mappings")),
    ),
    "another mapping": (
        replace(SNAPSHOT, contents=replace(CONTENTS, mappings=(replace(MAPPED, wp_id="WP02"),))),
        replace(NO_DIFFERENCE, members=("mappings",)),
    ),
}


def fingerprint_of(snapshot: Snapshot) -> Fingerprint:
    """Build *snapshot*, and return its fingerprint."""
    builder = builder_of(snapshot.header, snapshot.contents)
    assert b"".join(builder.chunks()) == encode_snapshot(snapshot)
    return parse_fingerprint(builder.fingerprint())


@pytest.mark.parametrize(("later", "expected"), LATER.values(), ids=LATER.keys())
def test_compare(later: Snapshot, expected: Difference) -> None:
    """The difference lists members of the body and single issues."""
    assert compare(fingerprint_of(SNAPSHOT), fingerprint_of(later)) == expected


def test_fingerprint() -> None:
    """A fingerprint has 16 hex digits per member and a checksum per issue, computed from the bytes that are sent."""
    body = encode_snapshot(SNAPSHOT)
    members = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    (issue,) = msgspec.json.decode(members.pop("issues"), type=list[msgspec.Raw])
    assert fingerprint_of(SNAPSHOT) == Fingerprint(
        members={name: sha256(value).hexdigest()[:16] for name, value in members.items()},
        issues={FIRST: crc32(issue)},
    )


def test_a_fingerprint_has_no_content() -> None:
    """A fingerprint shows which issues there were, but nothing of their text."""
    shown = msgspec.json.encode(fingerprint_of(SNAPSHOT)).decode()
    assert FIRST in shown
    assert not [text for text in ("Login", "alice", "in_progress", "ACME-1", "WP01") if text in shown]


@QUICK
@given(strategies.SNAPSHOT, strategies.SNAPSHOT)
def test_snapshots_without_a_difference_are_equal(first: Snapshot, second: Snapshot) -> None:
    """No difference is missed, and swapping the two snapshots swaps added and removed."""
    there, back = (
        compare(fingerprint_of(first), fingerprint_of(second)),
        compare(fingerprint_of(second), fingerprint_of(first)),
    )
    assert (there == NO_DIFFERENCE) == (first == second)
    assert back == replace(there, added=there.removed, removed=there.added)


SOME_DIGESTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["0", "1"]))
SOME_CHECKSUMS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 1))
FINGERPRINTS = st.builds(Fingerprint, members=SOME_DIGESTS, issues=SOME_CHECKSUMS)


@QUICK
@given(FINGERPRINTS, FINGERPRINTS)
def test_each_difference_is_listed_once(earlier: Fingerprint, later: Fingerprint) -> None:
    """This also holds for a member that only one side has, as in a body of another version."""
    found = compare(earlier, later)
    members = {name for name, _ in earlier.members.items() ^ later.members.items()}
    issues = {name for name, _ in earlier.issues.items() ^ later.issues.items()}
    assert found.members == tuple(sorted(members))
    assert sorted(found.added + found.removed + found.changed) == sorted(issues)
    assert set(found.added) == issues - earlier.issues.keys()
    assert set(found.removed) == issues - later.issues.keys()


DAMAGED: Mapping[str, tuple[bytes, type[Exception]]] = {
    "nothing": (b"", zlib.error),
    "cut off": (zlib.compress(b"{}\n")[:-1], zlib.error),
    "not compressed": (b"{}\n", zlib.error),
    "members that are not an object": (zlib.compress(b"[]\n"), msgspec.DecodeError),
    "a line of another form": (zlib.compress(b'{}\n{"a":1}\n'), msgspec.DecodeError),
    "a missing checksum": (zlib.compress(b'{}\n[["a","b"],[1]]\n'), ValueError),
    "an extra checksum": (zlib.compress(b'{}\n[["a"],[1,2]]\n'), ValueError),
}


@pytest.mark.parametrize(("damaged", "error"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_fingerprint_is_refused(damaged: bytes, error: type[Exception]) -> None:
    """A damaged fingerprint raises an error, so no checksum is guessed."""
    with pytest.raises(error):
        parse_fingerprint(damaged)


TOO_LARGE = 64 * 1024 * 1024


def blank(size: int) -> bytes:
    """Return the fingerprint of nothing, of this size before it is compressed."""
    return zlib.compress(b"{}".ljust(size), 1)


def test_a_fingerprint_that_is_too_large() -> None:
    """A row that expands to 64 MiB is damaged."""
    assert parse_fingerprint(blank(TOO_LARGE - 1)) == Fingerprint(members={}, issues={})
    with pytest.raises(zlib.error, match=r"^its fingerprint is too large$"):
        parse_fingerprint(blank(TOO_LARGE))


def test_a_fingerprint_that_is_truncated() -> None:
    """It is not taken for a smaller one."""
    with pytest.raises(zlib.error, match=r"^its fingerprint is truncated$"):
        parse_fingerprint(blank(9)[:-1])


def test_nothing_is_expanded_beyond_the_limit() -> None:
    """Twice as much would take twice the memory."""
    bomb = blank(2 * TOO_LARGE)
    tracemalloc.start()
    try:
        with pytest.raises(zlib.error):
            parse_fingerprint(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * TOO_LARGE
