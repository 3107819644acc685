"""The headers of the POST request."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.core.builders import CANARY, PACKED, URL
from trackpost.core import VERSION
from trackpost.core.delivery.endpoint import Endpoint
from trackpost.core.delivery.publish import PublishRequest, shown_headers
from trackpost.core.parsing.secret import MASK, Secret

FIXED = {
    "Content-Type": "application/json",
    "Idempotency-Key": PACKED.idempotency_key,
    "Accept": "application/json",
    "User-Agent": f"trackpost/{VERSION}",
}

CASES: Mapping[str, tuple[Secret | None, dict[str, str], dict[str, str]]] = {
    "without a token": (None, FIXED, FIXED),
    "with a token": (
        Secret(CANARY),
        {**FIXED, "Authorization": f"Bearer {CANARY}"},
        {**FIXED, "Authorization": "Bearer ********"},
    ),
}


LENGTH = {"Content-Length": str(len(PACKED.body))}


def request_with(token: Secret | None) -> PublishRequest:
    """Return a request that carries *token*."""
    return PublishRequest(endpoint=Endpoint(URL, is_loopback=False), token=token, snapshot=PACKED)


@pytest.mark.parametrize(("token", "sent", "shown"), CASES.values(), ids=CASES.keys())
def test_headers(token: Secret | None, sent: dict[str, str], shown: dict[str, str]) -> None:
    """The sent headers have the token and the length; the shown headers have a mask in place of the token."""
    assert (request_with(token).headers(), shown_headers(PACKED, token)) == (sent | LENGTH, shown)


def test_headers_that_only_some_requests_have() -> None:
    """The fence of a shared ledger, and the span that a tracer follows."""
    request = replace(request_with(None), sequence=7, traceparent="00-1-2-01")
    assert request.headers() == FIXED | LENGTH | {"Snapshot-Sequence": "7", "traceparent": "00-1-2-01"}


HIDDEN: Mapping[str, tuple[Secret | None, str]] = {
    "without a token": (None, f"unknown token {CANARY}"),
    "with a token": (Secret(CANARY), f"unknown token {MASK}"),
}


@pytest.mark.parametrize(("token", "shown"), HIDDEN.values(), ids=HIDDEN.keys())
def test_hide(token: Secret | None, shown: str) -> None:
    """The request's token is masked in a text from a server."""
    assert request_with(token).hide(f"unknown token {CANARY}") == shown
