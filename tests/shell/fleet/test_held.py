"""What releases a project that is held."""

from itertools import count
from pathlib import Path

import pytest
from attrs import evolve

from tests.shell.fleet.test_links import service_in
from tests.shell.fleet.test_run import Told, fleet_in, ran
from tests.support.files import write
from tests.support.fleet import RunningFleet, running_fleet
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Rejected, Verdict
from trackpost.core.issues.work_packages import parse_link_order
from trackpost.shell.clock import utc_now
from trackpost.shell.delivery.attempts import Post
from trackpost.shell.fleet.fleet import RunOrder
from trackpost.shell.fleet.run import run
from trackpost.shell.operations.work_packages import WorkPackages


def refuse(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
    """Refuse a snapshot."""
    return Rejected(Answer(400, None))


def refused(running: RunningFleet, post: Post = refuse) -> dict[str, int]:
    """Run the fleet against a server that refuses everything, and return what came of it."""
    told = Told()
    run(evolve(fleet_in(running), post=post), RunOrder(), told.listener).unwrap()
    return dict(told.words)


def test_files_that_change_during_the_job(tmp_path: Path) -> None:
    """The job has not seen what was written meanwhile, so the project is tried with it."""
    with running_fleet(tmp_path, projects=1) as running:
        running.files.project("p000", more="  egress: false\n")
        change = "echo '# better' >> repos/p000/.kittify/config.yaml; echo dead"
        running.describe(api_token=None, command=["sh", "-c", change])
        words = [ran(running).words, ran(running).words]
        running.describe(api_token="dead")
        words += [ran(running).words, ran(running).words]
    assert words == [{"failed": 1}, {"failed": 1}, {"failed": 1}, {"held": 1}]


def test_links_that_change(tmp_path: Path) -> None:
    """A link may be why the server refused the snapshot; what a pull writes is no change."""
    with running_fleet(tmp_path, projects=1) as running:
        service = service_in(running)
        service.map_add(wp_id="WP01", external_id="10001").unwrap()
        words = [refused(running), refused(running)]
        service.map_remove(wp_id="WP01").unwrap()
        words += [refused(running), refused(running)]
        service.map_add(wp_id="WP02", external_id="10002").unwrap()
        words.append(refused(running))
    assert words == [{"failed": 1}, {"held": 1}, {"failed": 1}, {"held": 1}, {"failed": 1}]


@pytest.mark.parametrize("cache", ["own", "other"])
def test_links_that_change_during_the_job(tmp_path: Path, cache: str) -> None:
    """The snapshot was made before, so the project is tried with them, once."""
    with running_fleet(tmp_path, projects=1) as running:
        fleet, counted = fleet_in(running), count()
        (project,) = fleet.projects()
        own = fleet.jobs().ready(project).unwrap().runtime

        def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
            number = next(counted)
            if number == 0 and cache == "own":
                link = parse_link_order("WP01", "10001", None, None).unwrap()
                WorkPackages(own, utc_now).add(link).unwrap()
            elif number == 0:
                service_in(running).map_add(wp_id="WP01", external_id="10001").unwrap()
            return Rejected(Answer(400, None))

        words = [refused(running, post) for _ in range(3)]
    assert words == [{"failed": 1}, {"failed": 1}, {"held": 1}]


def test_a_store_that_changes_during_the_job(tmp_path: Path) -> None:
    """Nobody knows whether the command has read that, so the project is tried once more."""
    with running_fleet(tmp_path, projects=0) as running:
        root = running.files.repos / "local"
        write(root / ".kittify" / "config.yaml", "project:\n  slug: x\ntracker:\n  provider: beads\n  workspace: w\n")
        write(root / ".beads" / "issues.jsonl", "{}")
        change = write(root / "change", "")
        text = "#!/bin/sh\n[ -e change ] && rm change && echo x >> .beads/issues.jsonl\nexit 3\n"
        command = write(tmp_path / "bd", text)
        command.chmod(0o755)
        running.describe(after=f'[credentials.beads]\ncommand = "{command}"\n')
        words = [ran(running).words, ran(running).words, ran(running).words]
    assert words == [{"failed": 1}, {"failed": 1}, {"held": 1}]
    assert not change.exists()


@pytest.mark.parametrize("cwd", [None, "../elsewhere"], ids=["in the project", "elsewhere"])
def test_a_store_that_changes(tmp_path: Path, cwd: str | None) -> None:
    """The issues of beads are in the project, or where the fleet file says; what its command writes is no change."""
    with running_fleet(tmp_path, projects=0) as running:
        root = running.files.repos / "local"
        write(root / ".kittify" / "config.yaml", "project:\n  slug: x\ntracker:\n  provider: beads\n  workspace: w\n")
        store = write(root / (cwd or "") / ".beads" / "issues.jsonl", "{}")
        command = write(tmp_path / "bd", "#!/bin/sh\necho x >> .beads/daemon.log\nexit 3\n")
        folder = "" if cwd is None else f'cwd = "{cwd}"\n'
        command.chmod(0o755)
        running.describe(after=f'[credentials.beads]\ncommand = "{command}"\n{folder}')
        words = [ran(running).words, ran(running).words]
        write(store, "{}{}")
        words.append(ran(running).words)
    assert words == [{"failed": 1}, {"held": 1}, {"failed": 1}]
