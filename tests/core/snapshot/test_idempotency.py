"""The digest of a body, its key, and the chain of keys for one target."""

from collections.abc import Iterable, Mapping
from functools import reduce
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.builders import digest_of
from tests.core.strategies import QUICK
from trackpost.core.snapshot.idempotency import (
    Digest,
    IdempotencyKey,
    LastKey,
    first_key,
    fresh_key,
    next_key,
)

VECTORS: Mapping[str, tuple[bytes, str, str]] = {
    "nothing": (
        b"",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "62114432825399beb63090d0518c701a7872d242bbb137d03868ffbfeb115108",
    ),
    "an empty object": (
        b"{}",
        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "509a7cee15d722ac7469dd797e049b681fc7fdfa5b3b81522b5f66ad083dd6df",
    ),
    "text beyond ASCII": (
        '{"title":"日本語"}'.encode(),
        "04fdf95b401c8f86d5b783aa8bf2add0f84cbe757e8e763d75d8b3dcbd77e64b",
        "2e8102435350a2c12cdd1c7285f64ba4cc3ffc646d6f2924693a6d7660165348",
    ),
}


@pytest.mark.parametrize(("body", "digest", "key"), VECTORS.values(), ids=VECTORS.keys())
def test_vector(body: bytes, digest: str, key: str) -> None:
    """These bytes have this digest and this key in every version."""
    assert (digest, key) == (digest_of(body), first_key(digest_of(body)))


@QUICK
@given(st.binary())
def test_rule(body: bytes) -> None:
    """The first key is SHA-256 over the version tag and the raw bytes of the digest."""
    digest = sha256(body)
    tagged = b"trackpost/idempotency-key/1\n" + digest.digest()
    assert (digest.hexdigest(), sha256(tagged).hexdigest()) == (digest_of(body), first_key(digest_of(body)))


@QUICK
@given(st.binary(), st.binary())
def test_other_bytes_have_another_key(first: bytes, second: bytes) -> None:
    """Two bodies have the same key only if they are equal."""
    assert (first_key(digest_of(first)) == first_key(digest_of(second))) == (first == second)


A, B, C = (digest_of(letter) for letter in (b"A", b"B", b"C"))
CHAINED = "f2d4f85d4a8b7facbde8dd00909d376dae14eacfdd031b1b0a75f1cb5d11b656"


def test_vector_of_a_chained_key() -> None:
    """An empty object after an empty body has this key in every version."""
    last = LastKey(first_key(digest_of(b"")), digest_of(b""), is_refused=False)
    assert next_key(digest_of(b"{}"), last) == CHAINED


@QUICK
@given(st.binary(min_size=32, max_size=32))
def test_a_link_takes_the_place_of_the_key(link: bytes) -> None:
    """A different body is chained to it, and an unchanged one keeps its key."""
    last = LastKey(first_key(A), A, is_refused=False, link=link.hex())
    assert next_key(B, last) == next_key(B, LastKey(IdempotencyKey(link.hex()), A, is_refused=False))
    assert next_key(A, last) == first_key(A)


def published(digests: Iterable[Digest], *, refused: frozenset[Digest] = frozenset()) -> list[IdempotencyKey]:
    """Return the keys of bodies that are sent to one target one after the other."""

    def with_next(sent: list[LastKey], digest: Digest) -> list[LastKey]:
        key = next_key(digest, sent[-1] if sent else None)
        return [*sent, LastKey(key, digest, is_refused=digest in refused)]

    start: list[LastKey] = []
    return [last.key for last in reduce(with_next, digests, start)]


CHAINS: Mapping[str, tuple[tuple[Digest, ...], frozenset[Digest], tuple[int, ...]]] = {
    "the same content": ((A, A, A), frozenset(), (0, 0, 0)),
    "an edit": ((A, B), frozenset(), (0, 1)),
    "an edit, repeated": ((A, B, B), frozenset(), (0, 1, 1)),
    "there and back": ((A, B, A), frozenset(), (0, 1, 2)),
    "there and back, twice": ((A, B, A, B), frozenset(), (0, 1, 2, 3)),
    "refused for good": ((A, A), frozenset({A}), (0, 1)),
    "refused repeatedly": ((A, A, A), frozenset({A}), (0, 1, 2)),
    "another after a refusal": ((A, B, B), frozenset({A}), (0, 1, 1)),
    "back to the refused content": ((A, B, A), frozenset({A}), (0, 1, 2)),
}
"""The published contents, those that the server refuses, and the keys, numbered by their first occurrence."""


@pytest.mark.parametrize(("digests", "refused", "expected"), CHAINS.values(), ids=CHAINS.keys())
def test_chain(digests: tuple[Digest, ...], refused: frozenset[Digest], expected: tuple[int, ...]) -> None:
    """Unchanged content keeps its key; any other content gets a new key."""
    keys = published(digests, refused=refused)
    names = {key: number for number, key in reversed(list(enumerate(keys)))}
    assert [sorted(names.values()).index(names[key]) for key in keys] == list(expected)


def test_a_chain_starts_with_the_first_key() -> None:
    """Without a last key, the key depends only on the content."""
    assert next_key(A, None) == first_key(A)


@QUICK
@given(st.lists(st.sampled_from([A, B, C]), max_size=12))
def test_no_key_is_ever_used_for_two_contents(digests: list[Digest]) -> None:
    """The same content gets a new key, too, if another content came in between."""
    keys = published(digests)
    changes = [digest for place, digest in enumerate(digests) if place == 0 or digests[place - 1] != digest]
    assert len(set(keys)) == len(changes)
    assert len(set(zip(digests, keys, strict=True))) == len(changes)


@QUICK
@given(st.lists(st.sampled_from([A, B, C]), max_size=8), st.sampled_from([A, B, C]))
def test_a_crash_between_record_and_answer_repeats_the_key(digests: list[Digest], last: Digest) -> None:
    """The last content that was put on the wire is sent again under the same key, whatever came before."""
    assert published([*digests, last, last])[-2:] == published([*digests, last])[-1:] * 2


@QUICK
@given(earlier=st.binary(), later=st.binary(), is_refused=st.booleans())
def test_rule_of_a_chained_key(*, earlier: bytes, later: bytes, is_refused: bool) -> None:
    """The key of any other content is SHA-256 over the version tag and the raw bytes of the digest and the last key."""
    last = LastKey(first_key(digest_of(earlier)), digest_of(earlier), is_refused=is_refused)
    tagged = b"trackpost/idempotency-key/2\n" + sha256(later).digest() + bytes.fromhex(last.key)
    expected = last.key if earlier == later and not is_refused else sha256(tagged).hexdigest()
    assert next_key(digest_of(later), last) == expected


@QUICK
@given(st.binary(), st.binary(min_size=32, max_size=32))
def test_rule_of_a_fresh_key(body: bytes, nonce: bytes) -> None:
    """SHA-256 over a version tag of its own, the digest's raw bytes and the random ones."""
    tagged = b"trackpost/idempotency-key/3\n" + sha256(body).digest() + nonce
    assert fresh_key(digest_of(body), nonce) == sha256(tagged).hexdigest()


def read_back(**members: object) -> LastKey:
    """Return the last key as a ledger holds it, with *members* over it."""
    return msgspec.convert({"key": CHAINED, "digest": A, "is_refused": False, **members}, LastKey)


def test_a_last_key_is_read_back() -> None:
    """What a ledger holds becomes the same value again."""
    assert read_back() == LastKey(IdempotencyKey(CHAINED), A, is_refused=False)
    assert read_back().link is None


NO_HEX: Mapping[str, str] = {
    "nothing": "",
    "a digit less": "a" * 63,
    "a digit more": "a" * 65,
    "upper case": "A" * 64,
    "a letter that is no digit": "a" * 63 + "g",
    "a line end behind it": "a" * 64 + "\n",
    "a blank before it": " " + "a" * 64,
    "a second line": "a" * 64 + "\n" + "a" * 64,
}


@pytest.mark.parametrize("member", ["key", "digest", "link"])
@pytest.mark.parametrize("text", NO_HEX.values(), ids=NO_HEX.keys())
def test_no_other_text_is_read_back(text: str, member: str) -> None:
    """A ledger that someone has edited cannot bring a key that is none into a header."""
    with pytest.raises(msgspec.ValidationError, match="matching regex"):
        read_back(**{member: text})
