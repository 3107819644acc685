"""Properties of the bytes of any snapshot."""

import json

from hypothesis import example, given
from hypothesis import strategies as st
from returns.result import Result, Success

from tests.core import strategies
from tests.core.builders import SNAPSHOT
from tests.core.snapshot.test_body import MEMBERS
from tests.core.strategies import QUICK
from trackpost.core.snapshot.body import Contents, Header, Snapshot, decode_snapshot, encode_snapshot


@QUICK
@given(strategies.SNAPSHOT)
def test_decoding_undoes_encoding(snapshot: Snapshot) -> None:
    """Decoding is the inverse of encoding."""
    assert Success(snapshot) == decode_snapshot(encode_snapshot(snapshot))


@QUICK
@given(strategies.SNAPSHOT)
def test_eleven_members(snapshot: Snapshot) -> None:
    """Every body is compact JSON with exactly the eleven members of the contract, sorted."""
    encoded = encode_snapshot(snapshot)
    wire = json.loads(encoded)
    assert tuple(wire) == MEMBERS
    assert encoded.decode() == json.dumps(wire, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@QUICK
@given(strategies.SNAPSHOT, strategies.SNAPSHOT)
@example(SNAPSHOT, SNAPSHOT)
def test_bytes_are_equal_only_where_snapshots_are(first: Snapshot, second: Snapshot) -> None:
    """Equal snapshots have equal bodies, and different snapshots have different bodies."""
    assert (encode_snapshot(first) == encode_snapshot(second)) == (first == second)


@QUICK
@given(strategies.HEADER, strategies.CONTENTS, strategies.HEADER, strategies.CONTENTS)
def test_each_half_of_a_snapshot_is_in_its_bytes(
    header: Header, contents: Contents, other_header: Header, other_contents: Contents
) -> None:
    """A change of only the header, or only the contents, changes the bytes."""
    here = encode_snapshot(Snapshot(header=header, contents=contents))
    assert (here == encode_snapshot(Snapshot(header=other_header, contents=contents))) == (header == other_header)
    assert (here == encode_snapshot(Snapshot(header=header, contents=other_contents))) == (contents == other_contents)


@QUICK
@given(strategies.SNAPSHOT, st.binary(max_size=4), st.integers(0, 2000))
def test_decoding_never_raises(snapshot: Snapshot, noise: bytes, position: int) -> None:
    """Broken bytes give an error, or another snapshot that can be sent."""
    whole = encode_snapshot(snapshot)
    broken = decode_snapshot(whole[:position] + noise + whole[position + 1 :])
    assert isinstance(broken.map(encode_snapshot), Result)
