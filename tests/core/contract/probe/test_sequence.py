"""The promises about Snapshot-Sequence, which a server may leave out."""

from collections.abc import Mapping, Sequence

import pytest

from tests.core.contract.probe.builders import plan_of, refusal, response
from trackpost.core.contract.probe.exchange import Exchange, Response
from trackpost.core.contract.probe.promise import Broken, Finding, Kept, NotObservable

UNKNOWN = NotObservable("the server does not know the header Snapshot-Sequence, which is optional")
TAKEN, LATE, ODD = response(202), refusal(409, "superseded"), refusal(400, "malformed_snapshot_sequence")

LOWER: Mapping[str, tuple[Sequence[Response], type[Finding]]] = {
    "refuses it, and leaves the key free": ((TAKEN, LATE, TAKEN), Kept),
    "takes it": ((TAKEN, TAKEN, TAKEN), NotObservable),
    "refuses it in other words": ((TAKEN, refusal(409, "request_in_progress"), TAKEN), Broken),
    "spends the key": ((TAKEN, LATE, LATE), Broken),
}


@pytest.mark.parametrize(("responses", "expected"), LOWER.values(), ids=LOWER.keys())
def test_a_lower_sequence(responses: Sequence[Response], expected: type[Finding]) -> None:
    """A later snapshot stays; the one that came too late may come again with a higher number."""
    assert isinstance(_judged("sequence.lower", responses), expected)


def test_what_is_no_sequence() -> None:
    """Every way to write it wrongly is refused."""
    assert _judged("sequence.malformed", [ODD] * 5) == Kept()
    assert _judged("sequence.malformed", [ODD] * 4 + [refusal(400, "invalid_snapshot")]) != Kept()


@pytest.mark.parametrize(("name", "count"), [("sequence.lower", 3), ("sequence.malformed", 5)])
def test_a_server_that_does_not_know_it(name: str, count: int) -> None:
    """The header is optional, so nothing is broken."""
    assert _judged(name, [TAKEN] * count) == UNKNOWN


def _judged(name: str, responses: Sequence[Response]) -> Finding:
    plan = plan_of(name)
    requests = [request for step in plan.steps for request in step]
    return plan.judge([Exchange(*pair) for pair in zip(requests, responses, strict=True)])
