"""What the projects of a fleet take from the environment and from the settings of their home folders."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve

from tests.shell.fleet.test_run import Told, fleet_in
from tests.support.files import write
from tests.support.fleet import RunningFleet, account, running_fleet
from tests.support.jira_server import SECRET
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Delivered, NotAllowed, Verdict
from trackpost.core.fleet.outcome import Credential, Failed
from trackpost.core.parsing.secret import Secret
from trackpost.core.routing.origins import variable_of
from trackpost.shell.fleet.fleet import RunOrder
from trackpost.shell.fleet.run import run


def words(running: RunningFleet, environ: Mapping[str, str]) -> Told:
    """Run the fleet once in an environment."""
    told = Told()
    run(fleet_in(running, environ), RunOrder(), told.listener).unwrap()
    return told


def without_table(running: RunningFleet) -> dict[str, str]:
    """Leave the credentials out of the fleet file, and return them as variables."""
    text = running.files.file.read_text().partition("[credentials.jira]")[0]
    write(running.files.file, text)
    return {variable_of("jira", key): str(text) for key, text in account(running.tracker.url).items()}


def test_the_environment_takes_the_place_of_a_table(tmp_path: Path) -> None:
    """Without a table for the tracker, all projects have the credentials of the environment, and their own pins."""
    with running_fleet(tmp_path, projects=2) as running:
        told = words(running, without_table(running))
    assert told.words == {"delivered": 2}


def test_a_table_comes_before_the_environment(tmp_path: Path) -> None:
    """Address and secret are from one place, so nothing of the environment is mixed in."""
    with running_fleet(tmp_path, projects=1) as running:
        told = words(running, {"TRACKPOST_JIRA_API_TOKEN": "dead", "TRACKPOST_JIRA_BASE_URL": "http://127.0.0.1:9"})
    assert told.words == {"delivered": 1}


def test_a_dead_token_of_the_environment(tmp_path: Path) -> None:
    """It is one credential for all projects, so the others are not tried with it."""
    with running_fleet(tmp_path, projects=20) as running:
        told = words(running, {**without_table(running), "TRACKPOST_JIRA_API_TOKEN": "dead"})
    refused = {outcome.refused for outcome in told.outcomes.values() if isinstance(outcome, Failed)}
    assert refused == {Credential("127.0.0.1", "TRACKPOST_JIRA_API_TOKEN")}
    assert told.words["skipped"] > 0


def test_a_command_in_the_settings_of_a_home(tmp_path: Path) -> None:
    """It gives the secret, unless the fleet file has a table for the tracker."""
    with running_fleet(tmp_path, projects=1) as running:
        variables = without_table(running)
        secret = variables.pop("TRACKPOST_JIRA_API_TOKEN")
        (project,) = fleet_in(running).projects()
        command = json.dumps([sys.executable, "-c", f"print({secret!r})"])
        write(Path(project.home) / "trackpost" / "config.toml", f"[credentials.jira]\ncommand = {command}\n")
        first = words(running, variables)
        running.describe(api_token=None)
        second = words(running, {})
    assert (first.words, second.words) == ({"delivered": 1}, {"failed": 1})


def settings_of(running: RunningFleet, holder: str, *words: str) -> Path:
    """Write a command into the settings of the home of the only project, and return the file that counts its runs.

    It prints a word of *words* each time, the last one again and again.
    """
    (project,) = fleet_in(running).projects()
    folder = Path(project.home) / "trackpost"
    code = (
        f"import pathlib; path = pathlib.Path('runs'); words = {list(words)!r}; "
        "runs = len(path.read_text()) if path.exists() else 0; "
        "path.write_text('x' * (runs + 1)); print(words[min(runs, len(words) - 1)])"
    )
    command = json.dumps([sys.executable, "-c", code])
    write(folder / "config.toml", f"[credentials.{holder}]\ncommand = {command}\n")
    return folder / "runs"


AGAIN: Mapping[str, tuple[tuple[str, ...], dict[str, int], str]] = {
    "another secret": (("dead", SECRET), {"delivered": 1}, "xx"),
    "the same secret": (("dead",), {"failed": 1}, "xx"),
    "another that is refused, too": (("dead", "as dead"), {"failed": 1}, "xx"),
    "a secret that is accepted": ((SECRET,), {"delivered": 1}, "x"),
}


@pytest.mark.parametrize(("printed", "ended", "runs"), AGAIN.values(), ids=AGAIN.keys())
def test_a_refused_secret_of_a_home_is_asked_for_again_once(
    tmp_path: Path, printed: tuple[str, ...], ended: dict[str, int], runs: str
) -> None:
    """As one of the fleet file is: the project is tried with what the command prints then, if that is another one."""
    with running_fleet(tmp_path, projects=1) as running:
        variables = without_table(running)
        del variables["TRACKPOST_JIRA_API_TOKEN"]
        counted = settings_of(running, "jira", *printed)
        told = words(running, variables)
    assert (told.words, counted.read_text()) == (ended, runs)


def test_a_refused_token_of_a_home_is_asked_for_again_once(tmp_path: Path) -> None:
    """The server accepts the one that the command prints then."""
    sent = list[object]()

    def post(request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        sent.append(request.token)
        return NotAllowed(Answer(401, None)) if request.token == Secret("old") else Delivered(Answer(202, None))

    with running_fleet(tmp_path, projects=1) as running:
        counted, told = settings_of(running, "server", "old", "new"), Told()
        run(evolve(fleet_in(running), post=post), RunOrder(), told.listener).unwrap()
    assert (told.words, counted.read_text(), sent) == ({"delivered": 1}, "xx", [Secret("old"), Secret("new")])
