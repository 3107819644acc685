"""Commands for one project that look at it as the fleet does that keeps it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.shell.fleet.test_run import ran
from tests.support.fleet import RunningFleet, running_fleet
from trackpost.core.delivery.publish import PublishOrder
from trackpost.core.fleet.faults import ExposedFleetFile, NotOfFleet
from trackpost.core.fleet.outcome import Failed, Published
from trackpost.core.issues.cache_faults import MissingCache
from trackpost.core.issues.work_packages import parse_link_order
from trackpost.core.parsing.secret import Secret
from trackpost.core.reporting.findings import BOTH
from trackpost.core.routing.given import CredentialsCommandFailed
from trackpost.core.trackers.order import PullOrder
from trackpost.shell.fleet.keeping import kept_by
from trackpost.shell.operations.doctor import examine
from trackpost.shell.operations.wiring import Wiring

TOKEN = '[credentials.server]\nauth_token = "t0ken"\n'


def wiring_in(running: RunningFleet, environ: Mapping[str, str] | None = None) -> Wiring:
    """Return what the operations on the first project are made of."""
    files = running.files
    return kept_by(files.file, files.repos / "p000", environ or {}).unwrap()


def test_a_preview_is_what_the_next_run_sends(tmp_path: Path) -> None:
    """A link that was made by the key of an issue is in it, and the token is the one of the fleet file."""
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(after=TOKEN)
        ran(running)
        wiring = wiring_in(running)
        link = parse_link_order("WP01", "P000-1", None, None).unwrap()
        wiring.work_packages().unwrap().add(link).unwrap()
        publisher = wiring.publisher(wiring.ordered(PublishOrder()).unwrap()).unwrap()
        preview = publisher.preview(wiring.endpoint_if_any(None, insecure_http=False).unwrap()).unwrap()
        (outcome,) = ran(running).outcomes.values()
    assert isinstance(outcome, Published)
    assert (outcome.word, outcome.idempotency_key) == ("delivered", preview.snapshot.idempotency_key)
    assert (outcome.route, preview.snapshot.mappings) == (preview.snapshot.routing.unwrap(), 1)
    assert (preview.token, publisher.order.token_from) == (Secret("t0ken"), "[credentials.server] in the fleet file")


def test_nothing_is_written(tmp_path: Path) -> None:
    """A look makes no home folder, and nothing in it."""
    with running_fleet(tmp_path, projects=1) as running:
        wiring = wiring_in(running)
        wiring.runtime().unwrap()
        wiring.publisher(PublishOrder()).unwrap().preview(None).failure()
    assert not (tmp_path / "homes").exists()


def test_the_token_is_for_the_server_of_the_fleet(tmp_path: Path) -> None:
    """Whatever else names a server, the endpoint is that of the fleet."""
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(after=TOKEN)
        wiring = wiring_in(running, {"SAAS_API_URL": "https://elsewhere.example"})
    named = wiring.endpoint("https://elsewhere.example", insecure_http=True)
    assert named == wiring.endpoint_if_any(None, insecure_http=False)
    assert named.unwrap().url.startswith(running.server_url)


def test_the_token_of_the_environment(tmp_path: Path) -> None:
    """It counts if the fleet file has none, as for a job."""
    with running_fleet(tmp_path, projects=1) as running:
        order = wiring_in(running, {"SAAS_AUTH_TOKEN": "other"}).ordered(PublishOrder()).unwrap()
        without = wiring_in(running).ordered(PublishOrder()).unwrap()
        secret = wiring_in(running, {"SAAS_AUTH_TOKEN": "s3cret"})
        secret.ordered(PublishOrder()).unwrap()
    assert (order.auth_token, order.token_from) == ("other", "SAAS_AUTH_TOKEN")
    assert "s3cret" not in repr(secret.kept)
    assert without == PublishOrder()


def test_the_ledger_that_machines_share(tmp_path: Path) -> None:
    """If they share a state, the ledger is there, too."""
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(more='state = "postgresql://db.example/fleet"\n')
        wiring = wiring_in(running)
    assert wiring.shared == "postgresql://db.example/fleet"
    assert wiring.kept is not None
    assert "fleet enqueue" in wiring.kept.run, "jobs go through the queue there"


def test_what_others_may_read(tmp_path: Path) -> None:
    """A fleet file with secrets that others can read is a warning, as it is for the fleet."""
    with running_fleet(tmp_path, projects=1) as running:
        running.files.file.chmod(0o644)
        wiring = wiring_in(running)
    exposed = ExposedFleetFile(str(running.files.file), "0644")
    assert wiring.runtime().unwrap().warnings == (exposed,)


def name_command(running: RunningFleet, entries: str = '[[discover]]\npath = "repos/*"\n') -> None:
    """Write a fleet file with a command that leaves a line for each time that it is run, and fails."""
    command = '[credentials.jira]\ncommand = ["sh", "-c", "echo run >> was-run; exit 1"]\n'
    running.files.replace(f'[fleet]\nserver_url = "{running.server_url}"\n{entries}{command}')


@pytest.mark.parametrize("mode", [0o666, 0o620, 0o602])
def test_what_others_may_write(tmp_path: Path, mode: int) -> None:
    """A fleet file that others can write is refused, and nothing that it names is run."""
    with running_fleet(tmp_path, projects=1) as running:
        file, root = running.files.file, running.files.repos / "p000"
        name_command(running)
        file.chmod(mode)
        refused = kept_by(file, root, {})
    assert refused == Failure(ExposedFleetFile(str(file), f"{mode:04o}"))
    assert not (tmp_path / "was-run").exists()


def test_a_project_is_loaded_once(tmp_path: Path) -> None:
    """A message needs no credentials, so no command is run for it; what failed is not tried again."""
    with running_fleet(tmp_path, projects=1) as running:
        name_command(running)
        wiring = wiring_in(running)
    assert wiring.kept is not None
    assert wiring.kept.told(MissingCache("x")).endswith("the next run of the fleet pulls the issues")
    assert not (tmp_path / "was-run").exists()
    assert wiring.runtime().failure() == wiring.publisher(PublishOrder()).failure()
    assert (tmp_path / "was-run").read_text() == "run\n"
    assert wiring.kept.told(MissingCache("x")).endswith("the next run of the fleet pulls the issues")


def test_a_token_that_cannot_be_had(tmp_path: Path) -> None:
    """Its command is run once, for what needs the token alone; the doctor goes on, and the next job would not."""
    failing = '[credentials.server]\ncommand = ["sh", "-c", "echo run >> was-run; exit 1"]\n'
    with running_fleet(tmp_path, projects=1) as running:
        running.describe(after=failing)
        wiring = wiring_in(running)
        wiring.runtime().unwrap()
        wiring.pull(PullOrder(), None).unwrap()
        assert not (tmp_path / "was-run").exists()
        findings = {one.subject: one for one in examine(wiring, server_url=None)}
        refused = wiring.ordered(PublishOrder()).failure()
        (outcome,) = ran(running).outcomes.values()
    assert isinstance(refused, CredentialsCommandFailed)
    assert {subject for subject, one in findings.items() if one.problem == refused} == {"token"}
    assert findings["token"].stops == BOTH
    assert [findings[subject].level for subject in ("ledger", "route", "tracker")] == ["ok"] * 3
    assert (outcome.word, isinstance(outcome, Failed)) == ("failed", True)
    assert (tmp_path / "was-run").read_text() == "run\n" * 2, "once here, and once in the run"


FLEETS: Mapping[str, tuple[str, bool]] = {
    "named": ('[[projects]]\npath = "repos/p000"\n', True),
    "found": ('[[discover]]\npath = "repos/*"\n', True),
    "excluded": ('[[discover]]\npath = "repos/*"\nexclude = ["p000"]\n', False),
    "elsewhere": ('[[projects]]\npath = "repos/p001"\n', False),
    "broken": ("[[projects", False),
}


@pytest.mark.parametrize(("entries", "is_kept"), FLEETS.values(), ids=FLEETS.keys())
def test_whether_a_fleet_keeps_a_project(tmp_path: Path, entries: str, *, is_kept: bool) -> None:
    """To find out, nothing is run that the fleet file names."""
    with running_fleet(tmp_path, projects=1) as running:
        name_command(running, entries)
        found = kept_by(running.files.file, running.files.repos / "p000", {})
    assert isinstance(found, Success) is is_kept
    assert not (tmp_path / "was-run").exists()


def test_a_project_of_no_such_fleet(tmp_path: Path) -> None:
    """It says so, and where to look."""
    with running_fleet(tmp_path, projects=1) as running:
        file, other = running.files.file, tmp_path / "other"
    assert kept_by(file, other, {}) == Failure(NotOfFleet(str(other), str(file)))
