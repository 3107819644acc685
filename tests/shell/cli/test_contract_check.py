"""``trackpost contract check``: what a captured file is, or everything that is wrong with it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT
from tests.support.golden import GOLDEN
from tests.support.process import Ended, called, trackpost

FIXTURES = ROOT / "contracts" / "fixtures"


def _body(name: str) -> bytes:
    expected: dict[str, object] = json.loads((GOLDEN / name / "expected.json").read_bytes())
    return json.dumps(expected["body"]).encode()


BODIES: Mapping[str, str] = {
    "jira": "snapshot of jira acme.atlassian.net, route jira_project ACME, issues 6, mappings 3",
    "jira-no-key": "snapshot of jira acme.atlassian.net, route none, issues 2, mappings 0",
    "linear": "snapshot of linear acme-engineering, route linear_team abc-123-def-456, issues 8, mappings 1",
    "beads": "snapshot of beads my-workspace, route none, issues 1, mappings 0",
}


@pytest.mark.parametrize(("name", "expected"), BODIES.items(), ids=BODIES.keys())
def test_golden_bodies(name: str, expected: str) -> None:
    """What the replaced tool sent meets the contract."""
    assert called("contract", "check", "-", stdin=_body(name)) == Ended(0, f"-: {expected}\n".encode(), "")


REQUESTS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "1-status-change": (0, ("batch of 1: WPStatusChanged; version 1",)),
    "2-mixed": (0, ("batch of 3: WPStatusChanged, WPCreated, FeatureCreated; version 1",)),
    "3-duplicate": (0, ("batch of 1: WPStatusChanged; version 1",)),
    "4-rejected": (
        65,
        (
            "batch, version 1: $.events[0].payload.error_type: Missing member",
            "batch, version 1: a server rejects 1 of 1 events",
        ),
    ),
    "5-bad-request": (0, ("batch of 2: WPAssigned, HistoryAdded; version 1",)),
    "8-other-versions": (
        0,
        (
            (
                "batch of 3: WPAssigned, WPStatusChanged, WPStatusChanged; "
                "version 1 without project_uuid, project_slug; "
                "version 1 without git_branch, head_commit_sha, repo_slug; "
                "schema_version 3.0.0 (checked by what it shares with version 1)"
            ),
        ),
    ),
    "10-too-many": (
        65,
        ("batch: $.events: Expected `array` of length <= 1000", "batch: a server refuses the whole batch"),
    ),
}


@pytest.mark.parametrize(("name", "expected"), REQUESTS.items(), ids=REQUESTS.keys())
def test_batch_fixtures(name: str, expected: tuple[int, tuple[str, ...]]) -> None:
    """Each is what it says it is, or has the faults for which it is refused."""
    file = FIXTURES / "batch" / f"{name}.request.json"
    status, lines = expected
    ended = called("contract", "check", file)
    assert (ended.exit_code, ended.text.splitlines()) == (status, [f"{file}: {line}" for line in lines])


def test_several_files(tmp_path: Path) -> None:
    """One that is broken or not there does not keep the others from being looked at."""
    sound = FIXTURES / "events" / "WPCreated.json"
    ended = trackpost("contract", "check", "nowhere.json", sound, "-", cwd=tmp_path, stdin=b"{}")
    assert ended.exit_code == 65
    assert ended.stderr == "trackpost: error: nowhere.json: cannot read the file (No such file or directory)\n"
    assert ended.text.splitlines() == [
        f"{sound}: event WPCreated, version 1",
        "-: JSON: $: Expected a snapshot, an event or a batch",
    ]


BAD: Mapping[str, bytes] = {
    "nothing": b"",
    "no UTF-8": b"\xff\xfe",
    "no number": b"[NaN]",
    "a member twice": b'{"events": [], "events": []}',
    "10,000 levels": b"[" * 10_000,
    "10,000 levels of objects": b'{"events":' * 10_000,
    "1,001 events": b'{"events": [' + b",".join([b"{}"] * 1_001) + b"]}",
    "an event of today, broken": b'{"schema_version": "3\\u001b[2J", "event_id": "x"}',
    "an unknown event type": b'{"event_type": "WPForgotten", "payload": {}}',
    "a terminal's escape sequence": b'{"events": 1, "\\u001b[2J": 1}',
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_bad_input(content: bytes) -> None:
    """Each fault is one printable line, and nothing is raised."""
    ended = called("contract", "check", "-", stdin=content)
    assert (ended.exit_code, ended.stderr) == (65, "")
    assert ended.text
    assert all(line.isprintable() and line.startswith("-: ") for line in ended.text.splitlines())


def test_no_file() -> None:
    """Without a file there is nothing to check."""
    assert called("contract", "check").exit_code == 2
