"""``trackpost receipts`` and ``trackpost explain``: what left this machine, in words and for programs."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import Files, make_project
from tests.support.ledger import entries, held
from tests.support.process import Ended, called
from tests.support.scripted_server import TAKEN, Reply, ScriptedServer, http, scripted

PATH = "/api/v1/connectors/trackers/snapshots/"


def run(files: Files, *arguments: str) -> Ended:
    """Run a command in the project."""
    return called(*arguments, env=files.env, cwd=files.root)


def published(files: Files, server: ScriptedServer, *titles: str) -> str:
    """Publish these issues, and return their key."""
    held(files, *titles)
    return str(run(files, "publish", "--server-url", server.url, "--json").report["idempotency_key"])


def test_nothing_yet(tmp_path: Path) -> None:
    """One is told that there is nothing."""
    ended = run(make_project(tmp_path), "receipts")
    assert (ended.exit_code, ended.text, ended.stderr) == (0, "No snapshots have been sent yet.\n", "")


def test_a_list(tmp_path: Path) -> None:
    """When, how it ended, whereto, under which route and key: a line each, the newest first."""
    files = make_project(tmp_path)
    with scripted(TAKEN, http(401)) as server:
        keys = [published(files, server, *titles) for titles in (("A",), ("A", "B"))]
        url = server.url + PATH
    first, second = entries(files.home)
    assert run(files, "receipts").text.splitlines() == [
        f"  {second.began_at}  not_allowed  {url}  jira_project ACME  2 issues  {keys[1][:12]}",
        f"  {first.began_at}  delivered    {url}  jira_project ACME  1 issue   {keys[0][:12]}",
    ]
    assert len(run(files, "receipts", "--limit", "1").text.splitlines()) == 1


def test_a_list_for_a_program(tmp_path: Path) -> None:
    """All that is known of each."""
    files = make_project(tmp_path)
    with scripted() as server:
        key = published(files, server, "A")
    report = run(files, "receipts", "--json").report
    (entry,) = entries(files.home)
    assert report["receipts"] == [
        {
            "target": {
                "endpoint": server.url + PATH,
                "provider": "jira",
                "workspace": "acme.example",
                "project": str(files.root),
            },
            "route": {"external_resource_type": "jira_project", "external_resource_id": "ACME"},
            "key": key,
            "digest": entry.digest,
            "state": "acknowledged",
            "issues": 1,
            "mappings": 1,
            "bytes": len(server.only.body),
            "began_at": entry.began_at,
            "ended_at": entry.ended_at,
            "times": 1,
            "attempts": 1,
            "outcome": "delivered",
            "status_code": 200,
        }
    ]


ENDS: Mapping[str, tuple[Reply, dict[str, str]]] = {
    "delivered": (TAKEN, {"state": "acknowledged", "outcome": "delivered", "status": "200"}),
    "not allowed": (http(403), {"state": "pending", "outcome": "not_allowed", "status": "403"}),
    "no HTTP": (Reply(content=b"x\r\n\r\n"), {"state": "pending", "outcome": "broken_protocol", "status": "none"}),
}


@pytest.mark.parametrize(("reply", "expected"), ENDS.values(), ids=ENDS.keys())
def test_one_whole(reply: Reply, expected: dict[str, str], tmp_path: Path) -> None:
    """Everything of one, name by name."""
    files = make_project(tmp_path)
    with scripted(reply) as server:
        key = published(files, server, "A")
    (entry,) = entries(files.home)
    ended = run(files, "receipts", "show", key[:8])
    assert dict(line.split(maxsplit=1) for line in ended.text.splitlines()) == expected | {
        "endpoint": server.url + PATH,
        "provider": "jira",
        "workspace": "acme.example",
        "project": str(files.root),
        "route": "jira_project ACME",
        "key": key,
        "digest": entry.digest,
        "issues": "1",
        "links": "1",
        "bytes": str(entry.bytes),
        "began": entry.began_at,
        "ended": str(entry.ended_at),
        "published": "1 time, 1 request",
    }
    report = run(files, "receipts", "show", key[:8], "--json").report
    assert report["receipts"] == run(files, "receipts", "--json").report["receipts"]


def test_what_differs(tmp_path: Path) -> None:
    """Names of members and of issues, and nothing of what they hold."""
    files = make_project(tmp_path)
    with scripted() as server:
        before = published(files, server, "one", "two")
        files.config.write_text(f"{files.config.read_text()}  doctrine: {{mode: split_ownership}}\n")
        after = published(files, server, "one", "changed", "three")
    ended = run(files, "explain", before[:12], after[:12])
    assert (ended.exit_code, ended.text.splitlines()) == (
        0,
        ["  member   doctrine_mode", "  added    jira:acme.example:2", "  changed  jira:acme.example:1"],
    )
    assert run(files, "explain", after, after).text == "No differences.\n"
    report = run(files, "explain", before, after, "--json").report
    assert (report["members"], report["added"], report["changed"]) == (
        ["doctrine_mode"],
        ["jira:acme.example:2"],
        ["jira:acme.example:1"],
    )


FAULTS: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "an unknown key": (("receipts", "show", "xyz"), 65, "'xyz'"),
    "an unknown key to explain": (("explain", "xyz", "xyz"), 65, "'xyz'"),
    "no limit": (("receipts", "--limit", "0"), 2, "--limit"),
    "one key alone": (("explain", "xyz"), 2, "KEY"),
}


@pytest.mark.parametrize(("arguments", "exit_code", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_faults(arguments: tuple[str, ...], exit_code: int, words: str, tmp_path: Path) -> None:
    """One clear line, and the status that goes with it."""
    ended = run(make_project(tmp_path), *arguments)
    assert (ended.exit_code, ended.text) == (exit_code, "")
    assert words in ended.stderr
