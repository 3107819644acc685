"""Workers that are killed, frozen and cut off, and a database that is restarted and whose clock jumps."""

import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import monotonic, sleep

from attrs import define

from tests.shell.fleet.test_machines import enqueued, machine_of, worked
from tests.support.fleet import RunningFleet, name_of, running_fleet
from tests.support.fleet_task import SILENCE
from tests.support.jira_server import Story
from tests.support.patience import FOREVER
from tests.support.postgres import Postgres
from tests.support.process import bare
from tests.support.reference_server import received
from tests.support.shared_ledger import pass_time
from trackpost.shell.fleet.fleet import Fleet

PROJECTS = 6
ROUNDS = int(os.environ.get("TRACKPOST_SOAK_ROUNDS", "4"))
"""`make soak-fleet` sets more."""
ISSUES = 2
ACCEPTED = 202
LONG = 1_000.0


@define
class Machines:
    """Two machines, each with a worker, and the database."""

    running: RunningFleet
    postgres: Postgres
    files: tuple[Path, Path]
    processes: list["subprocess.Popen[str]"]
    random: Random

    def start(self, number: int) -> None:
        """Start the worker of a machine."""
        arguments = (sys.executable, "-m", "tests.support.fleet_task", self.running.files.folder, self.files[number])
        process = subprocess.Popen(arguments, env=bare(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.processes.insert(number, process)

    def end(self, number: int) -> str:
        """Kill a worker, and return what it complained about."""
        process = self.processes.pop(number)
        process.send_signal(signal.SIGKILL)
        return process.communicate(timeout=FOREVER)[1]

    def kill(self) -> None:
        """Kill a worker, and start another one in its place."""
        number = self.random.randrange(2)
        self.end(number)
        self.start(number)

    def freeze(self) -> None:
        """Freeze a worker for longer than its jobs are its own, and thaw it."""
        process = self.processes[self.random.randrange(2)]
        process.send_signal(signal.SIGSTOP)
        sleep(SILENCE * 1.5)
        pass_time(self.postgres, LONG)
        process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """Restart the database at once, as after a power cut."""
        self.postgres.stop()
        self.postgres.start()

    def cut(self) -> None:
        """Cut all connections to the database."""
        self.postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'trackpost'")
        self.postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")

    def jump(self) -> None:
        """Let the database's clock jump, forth or back."""
        pass_time(self.postgres, self.random.choice((LONG, -LONG)))


MISHAPS: tuple[Callable[[Machines], None], ...] = (
    Machines.kill,
    Machines.freeze,
    Machines.restart,
    Machines.cut,
    Machines.kill,
    Machines.jump,
)


@contextmanager
def machines_of(running: RunningFleet, postgres: Postgres, random: Random) -> Iterator[Machines]:
    """Run a worker on each of two machines, and kill them in the end."""
    files = []
    for name in ("one", "two"):
        machine_of(running, postgres, name)
        files.append(running.files.folder / f"{name}.toml")
        running.files.file.rename(files[-1])
    machines = Machines(running, postgres, (files[0], files[1]), [], random)
    try:
        for number in range(2):
            machines.start(number)
        yield machines
    finally:
        while machines.processes:
            complaints = machines.end(0)
            assert "Traceback" not in complaints, complaints


def journal_of(url: str) -> Mapping[str, list[tuple[int, str]]]:
    """Return how many issues each snapshot of each project has that the server applied, in order, and its digest."""
    entries = received(url, "?limit=1000").body
    assert isinstance(entries, list)
    journal = defaultdict[str, list[tuple[int, str]]](list)
    for entry in entries:
        if entry["status_code"] == ACCEPTED:
            found = received(url, entry["idempotency_key"]).body
            assert isinstance(found, dict)
            journal[found["body"]["external_resource_id"]].append((len(found["body"]["issues"]), entry["digest"]))
    return journal


def settle(fleet: Fleet, postgres: Postgres) -> None:
    """Wait until every lease has ended, and let everything be tried that failed for now."""
    pass_time(postgres, LONG)
    until = monotonic() + FOREVER
    while True:
        enqueued(fleet)
        words = worked(fleet).words
        if words == {"unchanged": PROJECTS}:  # the jobs of a worker that was killed are not taken at once
            return
        sleep(SILENCE / 4)
        pass_time(postgres, LONG)
        assert monotonic() < until, words


def test_mishaps(tmp_path: Path, postgres: Postgres) -> None:
    """Whatever happens: nothing is lost, and the server has applied each content of each project once, in order."""
    random = Random(14)  # noqa: S311 - which mishap, and when
    with running_fleet(tmp_path, projects=PROJECTS, issues=ISSUES) as running:
        fleet = machine_of(running, postgres)
        enqueued(fleet)
        assert worked(fleet).words == {"delivered": PROJECTS}
        with machines_of(running, postgres, random) as machines:
            for turn in range(ROUNDS):
                for number in range(PROJECTS):
                    story = Story(100 + turn, "New", running.tracker.now)
                    running.tracker.stories[name_of(number).upper()].append(story)
                enqueued(fleet)
                sleep(random.random())
                MISHAPS[turn % len(MISHAPS)](machines)
        settle(fleet, postgres)
        journal = journal_of(running.server_url)
    assert set(journal) == {name_of(number).upper() for number in range(PROJECTS)}
    for snapshots in journal.values():
        issues = [number for number, _ in snapshots]
        digests = [digest for _, digest in snapshots]
        assert issues[-1] == ISSUES + ROUNDS, "something was lost"
        assert issues == sorted(issues), "something old came after something new"
        assert len(set(digests)) == len(digests), "something was applied twice"
    fences = "SELECT target, array_agg(fence ORDER BY id) AS taken FROM trackpost.publishes GROUP BY target"
    for row in postgres.ask(fences):
        assert row["taken"] == sorted(row["taken"]), "two publishes of a project overlapped"
