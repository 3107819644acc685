"""Find the contract that a captured JSON text meets."""

import json
from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from tests.core.builders import ACME, SNAPSHOT
from tests.core.contract.test_event_versions import THREE
from tests.core.contract.test_events import EVENT
from trackpost.core.contract.capture import (
    BrokenCapture,
    Capture,
    CapturedBatch,
    CapturedSnapshot,
    identify,
)
from trackpost.core.contract.event_versions import CapturedEvent, EnvelopeVersion
from trackpost.core.parsing.strict_json import Fault
from trackpost.core.snapshot.body import encode_snapshot

BODY = encode_snapshot(SNAPSHOT)
ASSIGNED = CapturedEvent("WPAssigned")
REFUSED = "a server refuses the whole batch"


def _batch(*events: object) -> bytes:
    return json.dumps({"events": events}).encode()


def _changed(**members: object) -> bytes:
    return json.dumps({**json.loads(BODY), **members}).encode()


CASES: Mapping[str, tuple[bytes, Result[Capture, BrokenCapture]]] = {
    "a snapshot": (BODY, Success(CapturedSnapshot("jira", "acme.example", ACME, 1, 1))),
    "an event": (json.dumps(EVENT).encode(), Success(ASSIGNED)),
    "an event of today": (
        json.dumps(THREE).encode(),
        Success(CapturedEvent("MissionCreated", EnvelopeVersion("3.0.0"))),
    ),
    "a batch": (_batch(EVENT, EVENT), Success(CapturedBatch((ASSIGNED, ASSIGNED)))),
    "an empty batch": (_batch(), Success(CapturedBatch(()))),
    "a full batch": (_batch(*[EVENT] * 1_000), Success(CapturedBatch((ASSIGNED,) * 1_000))),
    "one event too many": (
        _batch(*[EVENT] * 1_001),
        Failure(BrokenCapture("batch", (Fault("$.events", "Expected `array` of length <= 1000"),), REFUSED)),
    ),
    "faults in two events": (
        _batch({**EVENT, "team_slug": ""}, EVENT, 5),
        Failure(
            BrokenCapture(
                "batch, version 1",
                (
                    Fault("$.events[0].team_slug", "Expected `str` of length >= 1"),
                    Fault("$.events[2]", "Expected `object`, got `int`"),
                ),
                REFUSED,
            )
        ),
    ),
    "a fault in the second event": (
        _batch(EVENT, {**EVENT, "lamport_clock": -1}),
        Failure(
            BrokenCapture(
                "batch, version 1",
                (Fault("$.events[1].lamport_clock", "Expected `int` >= 0"),),
                "a server rejects 1 of 2 events",
            )
        ),
    ),
    "a fault in a batch of two versions": (
        _batch({**EVENT, "lamport_clock": -1}, THREE),
        Failure(
            BrokenCapture(
                "batch, several versions",
                (Fault("$.events[0].lamport_clock", "Expected `int` >= 0"),),
                "a server rejects 1 of 2 events",
            )
        ),
    ),
    "two faults of a snapshot": (
        _changed(project_uuid=5, doctrine_mode="none"),
        Failure(
            BrokenCapture(
                "snapshot",
                (
                    Fault("$.doctrine_mode", "Invalid enum value 'none'"),
                    Fault("$.project_uuid", "Expected `str | null`, got `int`"),
                ),
            )
        ),
    ),
    "a snapshot with half a route": (
        _changed(external_resource_id=None),
        Failure(
            BrokenCapture("snapshot", (Fault("$.external_resource_id", "Expected both routing members or neither"),))
        ),
    ),
    "a snapshot with a twelfth member": (
        _changed(extra=1),
        Failure(BrokenCapture("snapshot", (Fault("$.extra", "Unexpected member"),))),
    ),
    "a broken event": (
        json.dumps({**EVENT, "team_slug": "", "node_id": 1}).encode(),
        Failure(
            BrokenCapture(
                "event, version 1",
                (
                    Fault("$.node_id", "Expected `str`, got `int`"),
                    Fault("$.team_slug", "Expected `str` of length >= 1"),
                ),
            )
        ),
    ),
    "a broken event of today": (
        json.dumps({**THREE, "payload": 5}).encode(),
        Failure(BrokenCapture("event, schema_version 3.0.0", (Fault("$.payload", "Expected `object`, got `int`"),))),
    ),
    "nothing known": (
        b'{"hello": "world"}',
        Failure(BrokenCapture("JSON", (Fault("$", "Expected a snapshot, an event or a batch"),))),
    ),
    "not an object": (
        b"[]",
        Failure(BrokenCapture("JSON", (Fault("$", "Expected a snapshot, an event or a batch"),))),
    ),
    "not JSON": (b"NaN", Failure(BrokenCapture("JSON", (Fault("$", "Expected a number that can be written: NaN"),)))),
}


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES.keys())
def test_identify(content: bytes, expected: Result[Capture, BrokenCapture]) -> None:
    """Each text meets exactly this contract, or has exactly these faults under the nearest one."""
    assert expected == identify(content)
