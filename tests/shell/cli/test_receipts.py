"""``trackpost receipts`` and ``trackpost diff``: what left this machine, in words and for programs."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import Files, make_project
from tests.support.ledger import entries, held
from tests.support.process import Ended, called
from tests.support.scripted_server import TAKEN, Reply, ScriptedServer, http, scripted
from tests.support.terminal import on_a_terminal

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
    """When, how it ended, under which key and route, how much, and where: a line each, the newest first."""
    files = make_project(tmp_path)
    with scripted(TAKEN, http(401)) as server:
        keys = [published(files, server, *titles) for titles in (("A",), ("A", "B"))]
        url = server.url
    first, second = entries(files.home)
    assert run(files, "receipts").text.splitlines() == [
        f"  {second.began_at[:19]}Z  not_allowed  {keys[1][:12]}  jira_project ACME  2 issues  {url}",
        f"  {first.began_at[:19]}Z  delivered    {keys[0][:12]}  jira_project ACME  1 issue   {url}",
    ]
    assert len(run(files, "receipts", "--limit", "1").text.splitlines()) == 1


def test_what_never_left(tmp_path: Path) -> None:
    """It is listed apart, and is not what another snapshot is compared with."""
    files = make_project(tmp_path)
    with scripted() as server:
        first = published(files, server, "A")
        held(files, "A", "B")
        arguments = ("publish", "--server-url", server.url, "--deadline-seconds", "0.001", "--json")
        never = str(run(files, *arguments).report["idempotency_key"])
        last = published(files, server, "A", "B", "C")
    lines = run(files, "receipts").text.splitlines()
    assert [key[:12] in line for key, line in zip((last, first, "left this", never), lines, strict=True)] == [True] * 4
    assert "  unreachable  " in lines[3]
    assert run(files, "diff", last).text == run(files, "diff", first, last).text


@pytest.mark.parametrize(
    ("columns", "options", "has_server"), [(70, (), ""), (200, (), "http"), (70, ("--wide",), "http")]
)
def test_a_list_on_a_terminal(columns: int, options: tuple[str, ...], has_server: str, tmp_path: Path) -> None:
    """It has as many columns as fit, or all of them."""
    files = make_project(tmp_path)
    with scripted() as server:
        key = published(files, server, "A")
        with on_a_terminal(files, "receipts", *options, columns=columns) as terminal:
            seen = terminal.shows()
    assert key[:12] in seen
    assert seen.rstrip().endswith(server.url if has_server else "ACME")


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
            "effect": "applied",
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
    ended = run(files, "diff", before[:12], after[:12])
    assert (ended.exit_code, ended.text.splitlines()) == (
        0,
        ["  member   doctrine_mode", "  added    jira:acme.example:2", "  changed  jira:acme.example:1"],
    )
    assert run(files, "diff", after, after).text == "No differences.\n"
    assert run(files, "diff", after[:12]) == run(files, "explain", before, after) == ended
    report = run(files, "diff", before, after, "--json").report
    assert (report["members"], report["added"], report["changed"]) == (
        ["doctrine_mode"],
        ["jira:acme.example:2"],
        ["jira:acme.example:1"],
    )


FAULTS: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "an unknown key": (("receipts", "show", "xyz"), 65, "'xyz'"),
    "an unknown key to compare": (("diff", "xyz", "xyz"), 65, "'xyz'"),
    "no limit": (("receipts", "--limit", "0"), 2, "--limit"),
    "an unknown key alone": (("diff", "xyz"), 65, "'xyz'"),
    "no key": (("diff",), 2, "KEY"),
}


@pytest.mark.parametrize(("arguments", "exit_code", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_faults(arguments: tuple[str, ...], exit_code: int, words: str, tmp_path: Path) -> None:
    """One clear line, and the status that goes with it."""
    ended = run(make_project(tmp_path), *arguments)
    assert (ended.exit_code, ended.text) == (exit_code, "")
    assert words in ended.stderr


def test_nothing_before(tmp_path: Path) -> None:
    """The first snapshot of a project has none to be compared with."""
    files = make_project(tmp_path)
    with scripted() as server:
        key = published(files, server, "A")
    ended = run(files, "diff", key[:12])
    assert (ended.exit_code, ended.text) == (65, "")
    assert ended.stderr.startswith(f"trackpost: error: {key[:12]}: no earlier snapshot of this project was sent")
