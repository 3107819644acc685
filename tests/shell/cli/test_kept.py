"""The commands for one project that a fleet keeps: by itself with a hint, and with ``--fleet`` as the fleet does."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.fleet import RunningFleet, running_fleet
from tests.support.jira_server import SECRET
from tests.support.process import Ended, called

HINT = "there is a fleet file, "
KEY = "P000-1"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFleet]:
    """Run a fleet of one project, which was published."""
    with running_fleet(tmp_path_factory.mktemp("fleet"), projects=1) as fleet:
        fleet.describe(after='[credentials.server]\nauth_token = "t0ken"\n')
        assert _called(fleet, "fleet", "run").exit_code == 0
        yield fleet


def _called(running: RunningFleet, *arguments: str) -> Ended:
    folder = running.files.folder
    return called(*arguments, env={"HOME": str(folder / "person")}, cwd=folder)


ALONE: Mapping[str, tuple[tuple[str, ...], int]] = {
    "status": (("status",), 0),
    "doctor": (("doctor",), 78),
    "route": (("route",), 78),
    "preview": (("preview",), 78),
    "links": (("map", "list"), 65),
    "a link": (("map", "add", "--wp-id", "WP01", "--external-id", "10001"), 0),
}


@pytest.mark.parametrize(("arguments", "status"), ALONE.values(), ids=ALONE.keys())
def test_a_project_by_itself(running: RunningFleet, arguments: tuple[str, ...], status: int) -> None:
    """What stands only in the fleet file is missing, and a hint says so."""
    ended = _called(running, *arguments, "--root", "repos/p000")
    assert (ended.exit_code, f"{ended.text}{ended.stderr}".count(HINT)) == (status, 1)


AS_THE_FLEET: Mapping[str, tuple[tuple[str, ...], str]] = {
    "status": (("status",), "credentials     api_token, base_url, email, project_key"),
    "doctor": (("doctor",), "publish: ready\npull:    ready"),
    "route": (("route",), "external_resource_id    P000"),
    "preview": (("preview",), "route   jira_project P000"),
    "a link": (("map", "add", "--wp-id", "WP01", "--external-id", KEY), f"Linked: WP01 to jira 10001 ({KEY})"),
    "links": (("map", "list"), KEY),
    "no link": (("map", "remove", "--wp-id", "WP01"), "Unlinked: WP01"),
    "receipts": (("receipts",), "jira_project P000"),
}


@pytest.mark.parametrize(("arguments", "shown"), AS_THE_FLEET.values(), ids=AS_THE_FLEET.keys())
def test_a_project_as_the_fleet_has_it(running: RunningFleet, arguments: tuple[str, ...], shown: str) -> None:
    """Server, credentials, cache and ledger are those of its job; no secret is shown."""
    ended = _called(running, *arguments, "--root", "repos/p000", "--fleet", "fleet.toml")
    assert (ended.exit_code, shown in ended.text, HINT in ended.stderr) == (0, True, False), ended
    assert SECRET not in f"{ended.text}{ended.stderr}"
    assert "t0ken" not in f"{ended.text}{ended.stderr}"


def test_a_cache_that_the_next_run_fills(tmp_path: Path) -> None:
    """Before the first job, nothing is cached, and that stops none."""
    with running_fleet(tmp_path, projects=1) as fleet:
        ended = _called(fleet, "doctor", "--root", "repos/p000", "--fleet", "fleet.toml")
    assert (ended.exit_code, "the next run of the fleet pulls the issues" in ended.text) == (0, True), ended
    assert f"trackpost fleet run --config {tmp_path}/fleet.toml --only {tmp_path}/repos/p000" in ended.text


def test_a_receipt_and_a_difference(running: RunningFleet) -> None:
    """The ledger of the home has them."""
    of_fleet = ("--root", "repos/p000", "--fleet", "fleet.toml")
    listed = _called(running, "receipts", "--field", "receipts.0.key", *of_fleet)
    key = listed.text.strip()
    shown = _called(running, "receipts", "show", key, *of_fleet)
    differing = _called(running, "diff", key, *of_fleet, "--json")
    assert (shown.exit_code, key in shown.text) == (0, True)
    assert '"nothing_before"' in differing.text


def test_a_hint_for_a_program(running: RunningFleet) -> None:
    """It is among the warnings of the object, and not on standard error."""
    ended = _called(running, "status", "--root", "repos/p000", "--json")
    warnings = ended.report["warnings"]
    assert (HINT in json.dumps(warnings), ended.stderr) == (True, "")


REFUSED: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "another server": (("preview", "--server-url", "https://x.example"), 2, "combined with --server-url"),
    "another token": (("doctor", "--auth-token", "x"), 2, "combined with --auth-token"),
    "another ledger": (("status", "--ledger", "postgresql://x/y"), 2, "combined with --ledger"),
    "plain http": (("doctor", "--insecure-http"), 2, "combined with --insecure-http"),
    "trust": (("preview", "--trust-server"), 2, "combined with --trust-server"),
    "no such file": (("status", "--fleet", "none.toml"), 78, "none.toml"),
    "another fleet": (("status", "--root", "person"), 78, "fleet.toml does not list"),
}


@pytest.mark.parametrize(("arguments", "status", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(running: RunningFleet, arguments: tuple[str, ...], status: int, message: str) -> None:
    """A secret of the fleet is for its own server alone, and the fleet file decides the rest."""
    command, *rest = arguments
    ended = _called(running, command, "--root", "repos/p000", "--fleet", "fleet.toml", *rest)
    assert (ended.exit_code, message in ended.stderr, ended.text) == (status, True, ""), ended


@pytest.mark.parametrize(("mode", "status"), [(0o644, 0), (0o666, 78)])
def test_a_fleet_file_that_is_not_for_its_owner_alone(running: RunningFleet, mode: int, status: int) -> None:
    """Others who can read its secrets are a warning; others who can write its commands are an error."""
    running.files.file.chmod(mode)
    try:
        ended = _called(running, "status", "--root", "repos/p000", "--fleet", "fleet.toml")
    finally:
        running.files.file.chmod(0o600)
    assert (ended.exit_code, ended.stderr.count(f"(mode {mode:04o}); run chmod 600")) == (status, 1), ended


def test_a_folder_for_the_receipts(running: RunningFleet) -> None:
    """The ledger of this machine has all projects, so a folder says nothing there."""
    ended = _called(running, "receipts", "--root", "repos/p000")
    assert (ended.exit_code, "--root needs --fleet" in ended.stderr) == (2, True)


def test_a_value_of_the_fleet_file_that_is_wrong(running: RunningFleet) -> None:
    """The doctor says so, and names no command that would change another file."""
    text = running.files.file.read_text()
    try:
        running.describe(api_token="dead")
        ended = _called(running, "doctor", "--root", "repos/p000", "--fleet", "fleet.toml")
    finally:
        running.files.replace(text)
    assert "correct the api_token that the fleet file gives" in ended.text
    assert (ended.exit_code, ended.text.splitlines()[-2]) == (77, "publish: would exit with 77")
    assert "trackpost bind" not in ended.text
