"""A fleet on many machines: each has its own home folders, and all share one PostgreSQL."""

from collections import Counter
from pathlib import Path

from attrs import Factory, define

from tests.shell.fleet.test_killed import applied
from tests.support.fleet import RunningFleet, name_of, running_fleet
from tests.support.postgres import Postgres
from trackpost.core.errors import Problem, kind_of
from trackpost.core.fleet.outcome import Outcome
from trackpost.shell.fleet.fleet import Choice, Fleet, WorkOrder, read_fleet
from trackpost.shell.fleet.machines import Enqueued, WorkListener, enqueue, work

SILENCE = 3.0


@define
class Worked:
    """What a worker was told."""

    outcomes: list[tuple[str, str]] = Factory(list)
    warnings: list[str] = Factory(list)
    messages: list[str] = Factory(list)

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


def machine_of(running: RunningFleet, postgres: Postgres, name: str = "one", more: str = "") -> Fleet:
    """Return the fleet as one machine knows it: with homes of its own."""
    homes = running.files.folder / name
    running.describe(more=f'state = "{postgres.url}"\nhomes = "{homes}"\nworkers = 4\n{more}')
    return read_fleet(running.files.file, running.files.folder, {"HOME": str(running.files.folder)}).unwrap()


def enqueued(fleet: Fleet) -> Enqueued:
    """Put all projects on the queue."""
    return enqueue(fleet, Choice(), due=False).unwrap()


def worked(fleet: Fleet) -> Worked:
    """Do what is on the queue."""
    told = Worked()
    listener = WorkListener(tell=told.tell, warn=told.warn, is_stopped=lambda: False)
    work(fleet, WorkOrder(until_empty=True, silence=SILENCE), listener).unwrap()
    return told


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
    assert (first.words, first.warnings) == ({"delivered": 5}, [])
    assert (second.words, second.warnings) == ({"unchanged": 5}, [])
    assert counts == {name_of(number).upper(): 1 for number in range(5)}
