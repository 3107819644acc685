"""The decision of a server about an idempotency key that it may have seen before."""

from collections.abc import Mapping

import pytest

from tests.core.builders import digest_of
from trackpost.core.contract.admission import Admission, Apply, InProgress, KeyReused, Replay, Seen, StoredAnswer, admit

THIS = digest_of(b"this")
OTHER = digest_of(b"other")
STORED = StoredAnswer(202, b"{}")

CASES: Mapping[str, tuple[Seen | None, Admission]] = {
    "a new key": (None, Apply()),
    "the same body, answered": (Seen(THIS, STORED), Replay(STORED)),
    "the same body, under way": (Seen(THIS, None), InProgress()),
    "another body, answered": (Seen(OTHER, STORED), KeyReused()),
    "another body, under way": (Seen(OTHER, None), KeyReused()),
}


@pytest.mark.parametrize(("seen", "expected"), CASES.values(), ids=CASES.keys())
def test_admit(seen: Seen | None, expected: Admission) -> None:
    """The record of the key decides what happens to the request."""
    assert expected == admit(THIS, seen)
