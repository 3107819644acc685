"""The commands of a fleet, as processes."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import process
from tests.support.files import write
from tests.support.fleet import RunningFleet, running_fleet
from tests.support.jira_server import SECRET, Fault
from tests.support.postgres import PASSWORD, Postgres
from tests.support.process import Ended, trackpost

HEAD = '[fleet]\nserver_url = "https://kitty.example"\n'


def called(running: RunningFleet, *arguments: str) -> Ended:
    """Call a command of the fleet."""
    return process.called("fleet", *arguments, env={"HOME": str(running.files.folder)}, cwd=running.files.folder)


def test_a_run(tmp_path: Path) -> None:
    """A line for each project in the log, a summary, and exit 0; the second time nothing is sent."""
    with running_fleet(tmp_path, projects=3) as running:
        first, second = called(running, "run"), called(running, "run", "--json")
        status = called(running, "status")
    lines = first.stderr.splitlines()
    assert (first.exit_code, sorted(line.partition(" ")[2] for line in lines)) == (
        0,
        [f"delivered {tmp_path}/repos/p00{number}" for number in range(3)],
    )
    assert first.stdout.decode().splitlines()[1:] == ["  delivered  3"]
    assert (second.exit_code, second.report["ok"], second.report["counts"]) == (
        0,
        True,
        {"delivered": 0, "replayed": 0, "unchanged": 3, "failed": 0, "held": 0, "skipped": 0},
    )
    one = second.report["projects"]
    assert isinstance(one, list)
    assert [*one[0]] == ["path", "outcome", "route", "idempotency_key", "error"]
    assert [*second.report] == ["ok", "error", "warnings", "counts", "causes", "projects", "seconds"]
    assert len(status.stdout.splitlines()) == 3


def test_projects_that_are_gone(tmp_path: Path) -> None:
    """The status only counts them."""
    with running_fleet(tmp_path, projects=3) as running:
        called(running, "run")
        running.describe(after='[[projects]]\npath = "repos/p000"\n')
        (running.files.repos / "p001").rename(tmp_path / "elsewhere")
        shown, as_json = called(running, "status"), called(running, "status", "--json")
    assert "1 project gone from the fleet" in shown.stdout.decode()
    assert as_json.report["gone"] == [f"{tmp_path}/repos/p001"]
    assert len(shown.stdout.decode().splitlines()) == 3


def test_causes_and_statuses(tmp_path: Path) -> None:
    """One line stands for all projects with the same cause; what can pass exits 75, what is for good 65."""
    with running_fleet(tmp_path, projects=3) as running:
        running.tracker.break_from(0, Fault(status=429, headers={"Retry-After": "600"}))
        busy = called(running, "run")
        running.tracker.mend()
        none, all_of_them = called(running, "retry", "--only", "nothing"), called(running, "retry")
        running.tracker.break_from(0, Fault(status=403))  # after a 401, nobody else would be asked
        dead = called(running, "run", "--json")
        held = called(running, "status", "--json")
        released = called(running, "retry", "--only", "*/p*", "--json")
    assert busy.exit_code == 75
    assert none.stdout.decode() == "No such project has failed, so there is nothing to try again.\n"
    assert all_of_them.stdout.decode().splitlines() == [
        "3 projects will be tried again by the next run, or by a watch that is running:",
        *(f"  {tmp_path}/repos/p00{number}" for number in range(3)),
    ]
    assert "127.0.0.1 is busy" in busy.stdout.decode()
    assert (dead.exit_code, dead.report["ok"]) == (65, False)
    causes = dead.report["causes"]
    assert isinstance(causes, list)
    assert (causes[0]["cause"], causes[0]["number"], [*causes[0]]) == (
        "token refused by 127.0.0.1",
        3,
        ["cause", "number", "example", "message"],
    )
    projects = held.report["projects"]
    assert isinstance(projects, list)
    assert {one["outcome"] for one in projects} == {"held"}
    assert len(str(released.report["released"]).split(",")) == 3
    assert SECRET not in "".join(one.stdout.decode() + one.stderr for one in (busy, dead, held, released))


def test_a_plan(tmp_path: Path) -> None:
    """Nobody is asked, and nothing is written."""
    with running_fleet(tmp_path, projects=2) as running:
        planned = called(running, "run", "--dry-run")
        as_json = called(running, "run", "--dry-run", "--json", "--only", "p000")
        assert running.tracker.asked == []
    assert planned.stdout.decode() == "".join(f"  due  {tmp_path}/repos/p00{number}\n" for number in range(2))
    assert as_json.report["projects"] == [
        {
            "path": f"{tmp_path}/repos/p000",
            "outcome": "due",
            "route": None,
            "idempotency_key": None,
            "error": None,
        }
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fleet.toml", "repos"]


def test_a_pattern_that_matches_nothing(tmp_path: Path) -> None:
    """A list, a run and a plan warn of it, and do the rest."""
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(after='[[discover]]\npath = "repso/*"\n')
        shown = called(running, "list")
        reports = [called(running, *words, "--json").report for words in (["list"], ["run", "--dry-run"], ["run"])]
    warning = "[[discover]] path 'repso/*' matches no folder; check its spelling"
    assert (shown.exit_code, warning in shown.stderr) == (0, True)
    assert [(report["ok"], report["warnings"]) for report in reports] == [(True, [warning])] * 3


def test_a_list(tmp_path: Path) -> None:
    """Projects with their homes, what is wrong with them, and why other folders are none; names are escaped."""
    with running_fleet(tmp_path, projects=1) as running:
        write(running.files.repos / "a\x1b[31m\nb" / ".kittify" / "config.yaml", "tracker: [")
        write(running.files.repos / "empty" / "README", "")
        shown, as_json = called(running, "list"), called(running, "list", "--json")
        ran = called(running, "run", "--only", "a*")
    text = shown.stdout.decode()
    assert "jira   acme.atlassian.net, every 1 h" in text
    assert "a\\x1b[31m\\nb" in text
    assert f"{tmp_path}/repos/empty  has no .kittify folder" in text
    projects = as_json.report["projects"]
    assert isinstance(projects, list)
    assert projects[1]["home"].startswith(f"{tmp_path}/homes/p000-")
    assert projects[0]["error"]["kind"] == "malformed_file"
    assert as_json.report["left_out"] == [
        {"path": f"{tmp_path}/repos/empty", "reason": "no_kittify", "message": "has no .kittify folder"}
    ]
    assert len(ran.stderr.splitlines()) == 1
    assert "\x1b" not in ran.stderr


WRONG: Mapping[str, tuple[str | None, tuple[str, ...], int, str]] = {
    "no file": (None, ("run",), 78, "no fleet.toml here or in any folder above"),
    "no TOML": ("[fleet", ("status",), 78, "not valid TOML"),
    "an unknown key": (HEAD + "evry = '1h'\n", ("list",), 78, "fleet.toml, line 3: fleet.evry is unknown"),
    "no limit": (HEAD, ("run", "--max-failures", "ten"), 2, "'ten' is neither a number from 1 nor a per cent"),
    "an unknown command": (HEAD, ("walk",), 2, "No such command 'walk'"),
    "another file": (HEAD, ("retry", "--config", "other.toml"), 78, "other.toml: cannot read the file"),
}


@pytest.mark.parametrize(("text", "arguments", "status", "message"), WRONG.values(), ids=WRONG.keys())
def test_wrong_input(text: str | None, arguments: tuple[str, ...], status: int, message: str, tmp_path: Path) -> None:
    """One clear line, and a status."""
    if text is not None:
        write(tmp_path / "fleet.toml", text)
    ended = process.called("fleet", *arguments, env={"HOME": str(tmp_path)}, cwd=tmp_path)
    assert (ended.exit_code, message in ended.stderr) == (status, True)
    assert "Traceback" not in ended.stderr


def test_a_state_that_is_none(tmp_path: Path) -> None:
    """It is named, with --json too."""
    with running_fleet(tmp_path, projects=1) as running:
        write(running.files.state, b"garbage" * 999)
        home = {"HOME": str(tmp_path)}
        ended = trackpost("fleet", "run", "--json", env=home, cwd=running.files.folder)
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert (ended.exit_code, error["kind"]) == (73, "state_lost")


def test_many_machines(tmp_path: Path, postgres: Postgres) -> None:
    """Jobs are put on the queue and taken from it; the status shows it; other commands are refused with one line."""
    with running_fleet(tmp_path, projects=2) as running:
        local = [called(running, *command) for command in (("enqueue",), ("work", "--until-empty"))]
        running.describe(more=f'state = "{postgres.url}"\n')
        queued, again = called(running, "enqueue"), called(running, "enqueue", "--json")
        waiting = called(running, "status", "--json")
        worked = called(running, "work", "--until-empty")
        status = called(running, "status")
        refused = [called(running, command) for command in ("run", "watch")]
        running.describe(more=f'state = "postgresql://bob:{PASSWORD}@127.0.0.1:1/fleet"\n')
        lost = [called(running, *command) for command in (("enqueue",), ("work",), ("status",), ("list",))]
    ended = [*local, queued, again, waiting, worked, status, *refused, *lost]
    assert [one.exit_code for one in ended] == [78, 78, 0, 0, 0, 0, 0, 78, 78, 75, 75, 75, 0]
    assert queued.stdout.decode() == "2 projects queued\n"
    assert [again.report[key] for key in ("queued", "already", "held", "not_due")] == [0, 2, 0, 0]
    assert waiting.report["queue"] == {"waiting": 2, "under_way": 0}
    assert worked.stdout.decode() == "The queue is empty.\n"
    assert "queue: 0 waiting, 0 under way" in status.stdout.decode()
    for one in (*local, *refused, *lost[:3]):
        assert len(one.stderr.splitlines()) == 1, one.stderr
    assert not [one for one in ended if PASSWORD in one.stderr or PASSWORD in one.stdout.decode()]


RUN = ["ok", "error", "warnings", "counts", "causes", "projects", "seconds"]
BROKEN_OFF: Mapping[str, tuple[tuple[str, ...], str, list[str]]] = {
    "an unknown option": (("run", "--json", "--nowhere"), "usage", RUN),
    "a limit that is none": (("run", "--max-failures", "soon", "--json"), "usage", RUN),
    "no fleet file": (("run", "--json"), "no_fleet_file", RUN),
    "an argument too many": (("retry", "more", "--json"), "usage", ["ok", "error", "warnings", "released"]),
    "an unknown command": (("dance", "--json"), "usage", ["ok", "error", "warnings"]),
}


@pytest.mark.parametrize(("arguments", "kind", "members"), BROKEN_OFF.values(), ids=BROKEN_OFF.keys())
def test_a_command_without_a_result(arguments: tuple[str, ...], kind: str, members: list[str], tmp_path: Path) -> None:
    """With ``--json`` it prints the object of this command all the same."""
    ended = trackpost("fleet", *arguments, env={"HOME": str(tmp_path)}, cwd=tmp_path)
    error = ended.report["error"]
    assert isinstance(error, dict)
    assert ([*ended.report], ended.report["ok"], error["kind"], ended.stderr) == (members, False, kind, "")
