"""Links of work packages that a person makes in the home folder of a project of a fleet."""

from pathlib import Path

from tests.shell.fleet.test_run import fleet_in, ran
from tests.support.files import write
from tests.support.fleet import RunningFleet, running_fleet
from tests.support.reference_server import received
from trackpost import TrackerService
from trackpost.core.fleet.outcome import Published


def service_in(running: RunningFleet) -> TrackerService:
    """Return the commands for the only project, as a person runs them in its home folder."""
    (project,) = fleet_in(running).projects()
    return TrackerService(project.path, home=Path(project.home), environ={})


def published(running: RunningFleet) -> list[tuple[str, str]]:
    """Run the fleet, and return the links that the server has then."""
    (outcome,) = ran(running).outcomes.values()
    assert isinstance(outcome, Published)
    whole = received(running.server_url, outcome.idempotency_key).body
    assert isinstance(whole, dict)
    return [(link["wp_id"], link["external_id"]) for link in whole["body"]["mappings"]]


def test_links_are_published(tmp_path: Path) -> None:
    """Only the fleet file has the address and the account, and both are in the name of the cache."""
    with running_fleet(tmp_path, projects=1) as running:
        service = service_in(running)
        service.map_add(wp_id="WP01", external_id="10001").unwrap()
        before_the_first_job = published(running)
        service.map_add(wp_id="WP02", external_id="10002").unwrap()
        then = published(running)
        service.map_remove(wp_id="WP01").unwrap()
        service.map_add(wp_id="WP02", external_id="10001").unwrap()
        changed = published(running)
        same = published(running)
    assert before_the_first_job == [("WP01", "10001")]
    assert then == [("WP01", "10001"), ("WP02", "10002")]
    assert changed == same == [("WP02", "10001")]


def test_links_stay_if_the_address_changes(tmp_path: Path) -> None:
    """The cache has another name then, and the links are brought there."""
    with running_fleet(tmp_path, projects=1) as running:
        service_in(running).map_add(wp_id="WP01", external_id="10001").unwrap()
        before = published(running)
        running.describe(base_url=f"{running.tracker.url}/")
        after = published(running)
    assert before == after == [("WP01", "10001")]


def test_links_of_another_project_stay_where_they_are(tmp_path: Path) -> None:
    """A home folder that the fleet file names may have been another project's, too."""
    with running_fleet(tmp_path, projects=1) as running:
        (project,) = fleet_in(running).projects()
        other = tmp_path / "other"
        write(other / ".kittify" / "config.yaml", "tracker:\n  provider: jira\n  workspace: other.example\n")
        TrackerService(other, home=Path(project.home)).map_add(wp_id="WP09", external_id="10002").unwrap()
        write(Path(project.home) / "trackers" / "damaged.db", "no cache")
        assert published(running) == []
