"""The headers that the reference server accepts, and the order in which it checks them."""

from collections.abc import Iterator, Mapping

import pytest

from tests.support.raw_http import SOUND, Headers, asked
from tests.support.reference_server import KEY, received, reference_server
from trackpost.shell.server.read_back import RECEIVED_PATH

JSON = ("Content-Type", "application/json")
KEYED = ("Idempotency-Key", KEY)
RIGHT = ("Authorization", "Bearer right")
OTHER_KEY = ("Idempotency-Key", "0" * 64)
ALL = (JSON, KEYED, RIGHT)

CASES: Mapping[str, tuple[Headers, tuple[int, str | None]]] = {
    "sound": (ALL, (202, None)),
    "the same key twice": ((*ALL, KEYED), (202, None)),
    "the same token twice": ((*ALL, RIGHT), (202, None)),
    "two keys": ((*ALL, OTHER_KEY), (400, "conflicting_headers")),
    "two keys, in reverse order": ((OTHER_KEY, *ALL), (400, "conflicting_headers")),
    "a key and none": ((*ALL, ("Idempotency-Key", "")), (400, "conflicting_headers")),
    "two tokens, the right one first": ((*ALL, ("Authorization", "Bearer wrong")), (400, "conflicting_headers")),
    "two tokens, the right one last": ((("Authorization", "Bearer wrong"), *ALL), (400, "conflicting_headers")),
    "two media types": ((*ALL, ("Content-Type", "text/plain")), (400, "conflicting_headers")),
    "two keys in one line": ((JSON, RIGHT, ("Idempotency-Key", f"{KEY}, {KEY}")), (400, "malformed_idempotency_key")),
    "gzip": ((*ALL, ("Content-Encoding", "gzip")), (415, "unsupported_content_encoding")),
    "brotli in capitals": ((*ALL, ("Content-Encoding", "BR")), (415, "unsupported_content_encoding")),
    "gzip after identity": ((*ALL, ("Content-Encoding", "identity, gzip")), (415, "unsupported_content_encoding")),
    "gzip in a second line": (
        (*ALL, ("Content-Encoding", "identity"), ("Content-Encoding", "gzip")),
        (415, "unsupported_content_encoding"),
    ),
    "identity": ((*ALL, ("Content-Encoding", "identity")), (202, None)),
    "everything wrong except the token": (
        (RIGHT, ("Content-Type", "text/plain"), ("Content-Encoding", "gzip")),
        (415, "unsupported_media_type"),
    ),
    "everything wrong": ((("Content-Type", "text/plain"),), (401, "unauthorized")),
    "everything wrong, and some of it twice": (
        (("Content-Type", "text/plain"), KEYED, OTHER_KEY),
        (400, "conflicting_headers"),
    ),
    "an encoding before a key": ((JSON, RIGHT, ("Content-Encoding", "gzip")), (415, "unsupported_content_encoding")),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Run one server for all cases."""
    with reference_server(token="right") as url:
        yield url


@pytest.mark.parametrize(("headers", "expected"), CASES.values(), ids=CASES.keys())
def test_headers(headers: Headers, expected: tuple[int, str | None], url: str) -> None:
    """A request is accepted, or gets the first error."""
    answer = asked(url, headers)
    assert (answer.status, None if answer.status == 202 else answer.code) == expected


def test_refused_requests_are_not_recorded() -> None:
    """No refused request is recorded, whatever the reason."""
    with reference_server(token="right") as url:
        for headers, (status, _) in CASES.values():
            assert status == 202 or asked(url, headers).status == status
        assert received(url, headers=dict([RIGHT])).body == []


def test_conflicting_tokens_cannot_read(url: str) -> None:
    """Requests with conflicting tokens read nothing."""
    answer = asked(url, (RIGHT, ("Authorization", "Bearer wrong")), b"", "GET", RECEIVED_PATH)
    assert (answer.status, answer.code) == (400, "conflicting_headers")


ADVICE: Mapping[str, tuple[Headers, str, str]] = {
    "how to send a token": (SOUND, "www-authenticate", 'Bearer realm="trackpost"'),
    "which encoding is accepted": ((*ALL, ("Content-Encoding", "gzip")), "accept-encoding", "identity"),
}


@pytest.mark.parametrize(("headers", "name", "expected"), ADVICE.values(), ids=ADVICE.keys())
def test_headers_of_a_refusal(headers: Headers, name: str, expected: str, url: str) -> None:
    """A refusal has the headers that HTTP requires, so that the client can correct its request."""
    assert asked(url, headers).headers[name] == expected
