"""The reference server's answer to a snapshot."""

from collections.abc import Mapping

import msgspec
import pytest
from msgspec.structs import replace

from tests.core.builders import CONTENTS, ISSUE, SNAPSHOT
from trackpost.core.contract.server import (
    Acceptance,
    AwaitsPerson,
    ByResource,
    ByWorkspace,
    Complaint,
    Refused,
    Resolution,
    accept,
)

TWO = replace(SNAPSHOT, contents=replace(CONTENTS, issues=(ISSUE, ISSUE)))

CASES: Mapping[str, tuple[Resolution, tuple[int, Acceptance]]] = {
    "by its resource": (
        ByResource("acme"),
        (200, Acceptance(resolved_by="resource", mapping="acme", issues=2, mappings=1)),
    ),
    "by its workspace": (
        ByWorkspace("all"),
        (200, Acceptance(resolved_by="workspace", mapping="all", issues=2, mappings=1)),
    ),
    "not yet by anyone": (AwaitsPerson(), (202, Acceptance(resolved_by=None, mapping=None, issues=2, mappings=1))),
}


@pytest.mark.parametrize(("resolution", "expected"), CASES.values(), ids=CASES.keys())
def test_accept(resolution: Resolution, expected: tuple[int, Acceptance]) -> None:
    """The result of the look-up determines status and body."""
    assert expected == accept(resolution, 2, 1)


def test_a_complaint_about_nothing_in_particular() -> None:
    """It has no path, and the answer needs no header beside it."""
    refused = Refused(503, Complaint(error="unavailable", message="later"))
    decoded = msgspec.json.decode(msgspec.json.encode(refused.complaint))
    assert (decoded, refused.headers) == ({"error": "unavailable", "message": "later", "path": None}, {})


def test_an_acceptance_is_json() -> None:
    """Its attributes become the members of the answer."""
    _, acceptance = accept(ByResource("acme"), len(SNAPSHOT.contents.issues), len(SNAPSHOT.contents.mappings))
    decoded = msgspec.json.decode(msgspec.json.encode(acceptance))
    assert decoded == {"resolved_by": "resource", "mapping": "acme", "issues": 1, "mappings": 1}
