"""What releases a project that is held."""

from pathlib import Path

from tests.shell.fleet.test_run import ran
from tests.support.fleet import running_fleet


def test_files_that_change_during_the_job(tmp_path: Path) -> None:
    """The job has not seen what was written meanwhile, so the project is tried with it."""
    with running_fleet(tmp_path, projects=1) as running:
        change = "echo '# better' >> repos/p000/.kittify/config.yaml; echo dead"
        running.describe(api_token=None, command=["sh", "-c", change])
        words = [ran(running).words, ran(running).words]
        running.describe(api_token="dead")
        words += [ran(running).words, ran(running).words]
    assert words == [{"failed": 1}, {"failed": 1}, {"failed": 1}, {"held": 1}]
