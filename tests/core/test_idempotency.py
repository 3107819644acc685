"""The digest of a body, and its key."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import QUICK
from trackpost.core.idempotency import digest_of, first_key

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
    """These bytes have this digest and this key, for ever."""
    assert (digest, key) == (digest_of(body), first_key(digest_of(body)))


@QUICK
@given(st.binary())
def test_rule(body: bytes) -> None:
    """The key is SHA-256 over the version tag and the digest's raw bytes."""
    digest = sha256(body)
    tagged = b"trackpost/idempotency-key/1\n" + digest.digest()
    assert (digest.hexdigest(), sha256(tagged).hexdigest()) == (digest_of(body), first_key(digest_of(body)))


@QUICK
@given(st.binary(), st.binary())
def test_other_bytes_have_another_key(first: bytes, second: bytes) -> None:
    """Two bodies share a key only where they are the same."""
    assert (first_key(digest_of(first)) == first_key(digest_of(second))) == (first == second)
