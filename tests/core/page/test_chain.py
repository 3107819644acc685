"""How a key follows from the one before, and why two keys differ."""

from collections.abc import Mapping

import pytest

from trackpost.core.page.chain import (
    BeginsChain,
    ContinuesChain,
    Keyed,
    MayFollowFirst,
    Origin,
    OtherChain,
    origin_of,
    why_keys_differ,
)
from trackpost.core.snapshot.idempotency import Digest, IdempotencyKey, LastKey, first_key, fresh_key, next_key

A, B = Digest("a" * 64), Digest("b" * 64)
FIRST = Keyed(first_key(A), A)


def _after(digest: Digest, before: Keyed) -> Keyed:
    return Keyed(next_key(digest, LastKey(before.key, before.digest, is_refused=False)), digest)


SECOND = _after(B, FIRST)
THIRD = _after(A, SECOND)
FOURTH = _after(B, THIRD)
OF_CLIENT = Keyed(next_key(B, LastKey(FIRST.key, FIRST.digest, is_refused=False, link="c" * 64)), B)
FRESH = Keyed(fresh_key(A, bytes(32)), A)

ORIGINS: Mapping[str, tuple[Keyed, Keyed | None, Origin]] = {
    "the first": (FIRST, None, BeginsChain()),
    "the second": (SECOND, FIRST, ContinuesChain(FIRST.key)),
    "the first body again": (THIRD, SECOND, ContinuesChain(SECOND.key)),
    "the second of a client": (OF_CLIENT, FIRST, MayFollowFirst(FIRST.key)),
    "one in between is missing": (FOURTH, SECOND, OtherChain()),
    "the one before is missing": (SECOND, None, OtherChain()),
    "a fresh key": (FRESH, None, OtherChain()),
    "a second beginning": (Keyed(first_key(B), B), FIRST, BeginsChain()),
}


@pytest.mark.parametrize(("snapshot", "before", "expected"), ORIGINS.values(), ids=ORIGINS.keys())
def test_origin(snapshot: Keyed, before: Keyed | None, expected: Origin) -> None:
    """The key shows what it was made from, and the origin says it in a sentence."""
    assert origin_of(snapshot, before) == expected
    assert expected.why.endswith(".")


OWN = Keyed(first_key(B), B)
LATE = _after(A, OF_CLIENT)

REASONS: Mapping[str, tuple[Keyed, Keyed, tuple[str, ...], list[str]]] = {
    "a chain of its own": (SECOND, OWN, (), ["the same, byte for byte", "begins a chain of its own"]),
    "one snapshot": (FIRST, FIRST, (), ["one snapshot under one key"]),
    "the next": (FIRST, SECOND, ("issues",), ["differ in issues,", "follows the other directly"]),
    "the other way round": (SECOND, FIRST, ("issues",), ["differ in issues,", "The earlier key is made from"]),
    "the same body": (FIRST, THIRD, (), ["the same, byte for byte", "client can tell whether"]),
    "one in between": (SECOND, FOURTH, (), ["the same, byte for byte", "others lie between them"]),
    "members that are ignored": (FIRST, SECOND, (), ["bytes that mean nothing here", "directly"]),
    "several members": (FIRST, SECOND, ("a", "b", "c"), ["differ in a, b and c,", "directly"]),
}


@pytest.mark.parametrize(("earlier", "later", "members", "expected"), REASONS.values(), ids=REASONS.keys())
def test_why_keys_differ(earlier: Keyed, later: Keyed, members: tuple[str, ...], expected: list[str]) -> None:
    """One sentence is about the bodies, and one about the chain."""
    said = why_keys_differ(earlier, later, members)
    assert len(said) == len(expected)
    assert all(part in sentence for part, sentence in zip(expected, said, strict=True))


def test_what_lies_between() -> None:
    """A key that follows another one of the server does not follow the first, whatever a client may know."""
    assert why_keys_differ(FIRST, LATE, (), OF_CLIENT)[1] == (
        f"The later key is made from its body and another key, {OF_CLIENT.key[:8]}…, that lies between the two."
    )
    assert "client can tell whether" in why_keys_differ(FIRST, OF_CLIENT, ("issues",), FIRST)[1]


def test_another_key() -> None:
    """A key of another kind follows nothing."""
    assert origin_of(Keyed(IdempotencyKey("0" * 64), A), SECOND) == OtherChain()
