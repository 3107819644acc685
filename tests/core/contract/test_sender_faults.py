"""What a check finds in a snapshot that a server takes: a spelling, or a type, that no mapping can have."""

import json
from collections.abc import Mapping

import pytest
from returns.result import Failure

from tests.core.builders import SNAPSHOT
from trackpost.core.contract.capture import BrokenCapture, identify
from trackpost.core.contract.snapshot_check import SenderFaults, sender_faults
from trackpost.core.parsing.strict_json import Fault
from trackpost.core.snapshot.body import encode_snapshot

BODY: dict[str, object] = json.loads(encode_snapshot(SNAPSHOT))

_PROVIDER, _TYPE = "$.provider", "$.external_resource_type"


def _spelling(canonical: str) -> Fault:
    return Fault(_PROVIDER, f"Expected `{canonical}`, which is the canonical spelling")


def _no_type(provider: str) -> Fault:
    return Fault(_TYPE, f"Expected `null`, because the contract has no type for {provider}")


_NOT_OF_JIRA = Fault(_TYPE, "Expected `jira_project`, which is the type of jira")

CASES: Mapping[str, tuple[object, SenderFaults]] = {
    "nothing": ({"provider": "jira", "external_resource_type": "jira_project"}, SenderFaults()),
    "no route": ({"provider": "linear"}, SenderFaults()),
    "another provider": ({"provider": "my-tracker", "external_resource_type": None}, SenderFaults()),
    "capitals": (
        {"provider": "Jira", "external_resource_type": "jira_project"}, SenderFaults(faults=(_spelling("jira"),))
    ),
    "capitals, and another type": (
        {"provider": "Jira", "external_resource_type": "jira_board"},
        SenderFaults(faults=(_spelling("jira"), _NOT_OF_JIRA)),
    ),
    "outer blanks": ({"provider": "\u00a0linear"}, SenderFaults(faults=(_spelling("linear"),))),
    "an alias": ({"provider": "azure"}, SenderFaults(warnings=(_spelling("azure_devops"),))),
    "capitals of another provider": ({"provider": "My-Tracker"}, SenderFaults(warnings=(_spelling("my-tracker"),))),
    "a type of another provider": (
        {"provider": "notion", "external_resource_type": "page"}, SenderFaults(warnings=(_no_type("notion"),))
    ),
    "no provider": ({}, SenderFaults()),
    "a number": ({"provider": 5}, SenderFaults()),
    "a list": ([], SenderFaults()),
}  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), CASES.values(), ids=CASES.keys())
def test_sender_faults(value: object, expected: SenderFaults) -> None:
    """Faults for jira and linear, whatever their spelling; warnings for every other provider."""
    assert sender_faults(value) == expected


def test_they_follow_the_other_faults() -> None:
    """A check reports all faults at once, those that a server refuses first, and no path twice."""
    body = {**BODY, "provider": "Jira", "external_resource_type": "", "workspace": 5}
    found = identify(json.dumps(body).encode())
    blank = Fault(_TYPE, "Expected text that is not blank")
    assert found == Failure(
        BrokenCapture("snapshot", (Fault("$.workspace", "Expected `str`, got `int`"), blank, _spelling("jira")))
    )
