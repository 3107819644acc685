"""A fleet on many machines: each has its own home folders, and all share one PostgreSQL."""

import socket
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from attrs import Factory, define, evolve
from returns.result import Success

from tests.shell.fleet.test_killed import applied
from tests.support.fleet import RunningFleet, name_of, running_fleet
from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from trackpost import TrackerService
from trackpost.core.errors import Problem, kind_of
from trackpost.core.fleet.outcome import Outcome
from trackpost.shell.fleet.choice import Choice
from trackpost.shell.fleet.fleet import Fleet, WorkOrder, read_fleet
from trackpost.shell.fleet.machines import Enqueued, WorkListener, enqueue, work
from trackpost.shell.telemetry.service_manager import ServiceManager

SILENCE = 3.0


@define
class Worked:
    """What a worker was told."""

    began: list[int] = Factory(list)
    outcomes: list[tuple[str, str]] = Factory(list)
    warnings: list[str] = Factory(list)
    messages: list[str] = Factory(list)

    def begin(self, projects: int) -> None:
        """Remember how many projects there are."""
        self.began.append(projects)

    def tell(self, name: str, outcome: Outcome) -> None:
        """Remember an outcome."""
        self.outcomes.append((Path(name).name, outcome.word))
        self.messages.append(str(outcome))

    def warn(self, warning: Problem) -> None:
        """Remember a warning."""
        self.warnings.append(kind_of(warning))

    @property
    def words(self) -> Counter[str]:
        """The outcomes, counted."""
        return Counter(word for _, word in self.outcomes)


def machine_of(running: RunningFleet, postgres: Postgres, name: str = "one", more: str = "", after: str = "") -> Fleet:
    """Return the fleet as one machine knows it: with homes of its own."""
    homes = running.files.folder / name
    running.describe(more=f'state = "{postgres.url}"\nhomes = "{homes}"\nworkers = 4\n{more}', after=after)
    return read_fleet(running.files.file, running.files.folder, {"HOME": str(running.files.folder)}).unwrap()


def enqueued(fleet: Fleet) -> Enqueued:
    """Put all projects on the queue."""
    return enqueue(fleet, Choice(), due=False).unwrap()


def worked(fleet: Fleet) -> Worked:
    """Do what is on the queue."""
    told = Worked()
    listener = WorkListener(begin=told.begin, tell=told.tell, warn=told.warn, is_stopped=lambda: False)
    work(fleet, WorkOrder(until_empty=True, silence=SILENCE), listener).unwrap()
    return told


def done(fleet: Fleet) -> None:
    """Do the jobs of all projects."""
    enqueued(fleet)
    assert worked(fleet).words == {"delivered": 1}


def link(fleet: Fleet, wp_id: str, issue: str) -> None:
    """Link a work package on one machine, before or after the project was pulled there."""
    (project,) = fleet.projects()
    service = TrackerService(project.path, home=Path(project.home))
    service.map_add(wp_id=wp_id, external_id=issue).unwrap()


def test_jobs_go_through_the_queue(tmp_path: Path, postgres: Postgres) -> None:
    """Each project has one job, which is done once, on whichever machine."""
    with running_fleet(tmp_path, projects=5) as running:
        fleet = machine_of(running, postgres)
        assert enqueued(fleet) == Enqueued(queued=5)
        assert enqueued(fleet) == Enqueued(already=5)
        first = worked(fleet)
        other = machine_of(running, postgres, "two")
        assert enqueued(other) == Enqueued(queued=5)
        second = worked(other)
        counts = applied(running.server_url)
    assert (first.began, first.words, first.warnings) == ([5], {"delivered": 5}, [])
    assert (second.words, second.warnings) == ({"unchanged": 5}, [])
    assert counts == {name_of(number).upper(): 1 for number in range(5)}


def test_a_worker_that_is_told_to_stop(tmp_path: Path, postgres: Postgres) -> None:
    """What it has not begun goes back to the queue, and another worker does it."""
    with running_fleet(tmp_path, projects=6) as running:
        fleet = machine_of(running, postgres, "one")
        fleet = evolve(fleet, source=evolve(fleet.source, file=evolve(fleet.source.file, workers=1)))
        enqueued(fleet)
        told = Worked()
        listener = WorkListener(
            begin=told.begin, tell=told.tell, warn=told.warn, is_stopped=lambda: len(told.outcomes) >= 2
        )
        work(fleet, WorkOrder(silence=SILENCE), listener).unwrap()
        rest = worked(fleet)
    assert (told.words["delivered"], rest.words["delivered"]) == (len(told.outcomes), 6 - len(told.outcomes))


def test_only_some_are_put_on_the_queue(tmp_path: Path, postgres: Postgres) -> None:
    """What is held, what is not due, and what was not chosen is left out."""
    with running_fleet(tmp_path, projects=3) as running:
        running.files.project("p000", more="  egress: false\n")
        fleet = machine_of(running, postgres)
        assert enqueue(fleet, Choice(only="p00[01]"), due=True) == Success(Enqueued(queued=2))
        assert worked(fleet).words == {"failed": 1, "delivered": 1}
        assert enqueue(fleet, Choice(), due=True) == Success(Enqueued(queued=1, not_due=2))
        assert enqueue(fleet, Choice(), due=False) == Success(Enqueued(queued=1, already=1, held=1))
        (running.files.repos / "p000" / ".kittify" / "config.yaml").touch()  # as on another machine
        assert enqueue(fleet, Choice(is_failed=True), due=False) == Success(Enqueued(held=1))


def test_a_machine_without_the_project(tmp_path: Path, postgres: Postgres) -> None:
    """The job waits for another machine; if none has it, somebody says so."""
    with running_fleet(tmp_path, projects=1) as running:
        fleet = machine_of(running, postgres)
        enqueued(fleet)
        postgres.ask("UPDATE trackpost.fleet_pgqueuer SET payload = '/elsewhere', attempts = 20")
        told = worked(fleet)
    assert told.outcomes == [("elsewhere", "failed")]
    assert "does not have this project" in told.messages[0]


def test_a_link_is_not_lost_by_a_move(tmp_path: Path, postgres: Postgres) -> None:
    """Links that were made on either machine are published from whichever machine has the project."""
    with running_fleet(tmp_path, projects=1) as running:
        one = machine_of(running, postgres)
        done(one)
        link(one, "WP01", "10001")
        done(one)
        two = machine_of(running, postgres, "two")
        link(two, "WP02", "10002")
        done(two)
        last = postgres.ask("SELECT mappings FROM trackpost.publishes ORDER BY id DESC LIMIT 1")
    assert last == [{"mappings": 2}]


def test_a_worker_as_a_service(tmp_path: Path, postgres: Postgres) -> None:
    """It tells the service manager how it is doing, and reads the fleet file again when it changes, with the limits."""
    told, stop, heard = Worked(), Event(), list[str]()
    with (
        TemporaryDirectory() as short,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel,
        running_fleet(tmp_path, projects=1) as running,
    ):
        channel.bind(address := str(Path(short) / "notify"))
        channel.settimeout(FOREVER)
        fleet = machine_of(running, postgres)
        listener = WorkListener(
            begin=told.begin, tell=told.tell, warn=told.warn, is_stopped=stop.is_set, service=ServiceManager(address)
        )
        thread = Thread(target=lambda: work(fleet, WorkOrder(silence=SILENCE), listener).unwrap())
        thread.start()
        heard.append(channel.recv(1024).decode())
        running.files.replace("[fleet")
        while "malformed_file" not in told.warnings:
            heard.append(channel.recv(1024).decode())
        running.files.project("p001", key="P000")
        other = machine_of(running, postgres, after='[limits."127.0.0.1"]\nper_minute = 100000\n')
        while heard[-1] != "WATCHDOG=1\nSTATUS=working for 2 projects":
            heard.append(channel.recv(1024).decode())
        enqueued(other)
        while len(told.outcomes) < 2:
            heard.append(channel.recv(1024).decode())
        stop.set()
        while heard[-1] != "STOPPING=1":
            heard.append(channel.recv(1024).decode())
        thread.join(FOREVER)
    assert heard[0] == "READY=1\nSTATUS=working for 1 project"
    assert told.words == {"delivered": 2}
    assert told.warnings == ["malformed_file"]
    assert postgres.ask("SELECT gate FROM trackpost.fleet_paces") == [{"gate": "127.0.0.1 fleet"}]
