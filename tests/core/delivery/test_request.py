"""The headers of one POST."""

from collections.abc import Mapping

import pytest

from tests.core.builders import CANARY, PACKED
from trackpost.core import VERSION
from trackpost.core.delivery.publish import headers, shown_headers
from trackpost.core.parsing.secret import Secret

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


@pytest.mark.parametrize(("token", "sent", "shown"), CASES.values(), ids=CASES.keys())
def test_headers(token: Secret | None, sent: dict[str, str], shown: dict[str, str]) -> None:
    """What is sent holds the token, and what is shown holds its mask."""
    assert (sent, shown) == (headers(PACKED, token), shown_headers(PACKED, token))
