"""Runs of small fleets against a tracker and a server on loopback."""

import gc
import shutil
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Event, Lock

from attrs import Factory, define, evolve
from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import write
from tests.support.fleet import RunningFleet, name_of, running_fleet
from tests.support.jira_server import SECRET, Fault, Story
from tests.support.patience import FOREVER
from tests.support.reference_server import received
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.publish import PublishRequest
from trackpost.core.delivery.verdict import Delivered, NotAllowed, Rejected, Verdict
from trackpost.core.fleet.brake import MaxFailures
from trackpost.core.fleet.faults import FleetUnderWay
from trackpost.core.fleet.outcome import Failed, Outcome, Published
from trackpost.core.fleet.project import FleetProject
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.choice import Choice
from trackpost.shell.fleet.fleet import Fleet, RunOrder, read_fleet
from trackpost.shell.fleet.job import Ready
from trackpost.shell.fleet.run import Listener, run
from trackpost.shell.fleet.state import opened_state


@define
class Told:
    """Remembers what it is told."""

    outcomes: dict[str, Outcome] = Factory(dict)
    order: list[str] = Factory(list)
    projects: int = 0
    lock: Lock = Factory(Lock)
    stop_after: int | None = None

    def begin(self, projects: int, _workers: int) -> None:
        """Remember how many projects there are."""
        self.projects = projects

    def tell(self, project: FleetProject, outcome: Outcome) -> None:
        """Remember an outcome; no project has two."""
        name = Path(project.path).name
        with self.lock:
            assert name not in self.outcomes
            self.outcomes[name] = outcome
            self.order.append(name)

    def is_stopped(self) -> bool:
        """Say so after some outcomes."""
        return self.stop_after is not None and len(self.outcomes) >= self.stop_after

    @property
    def listener(self) -> Listener:
        """What a run tells."""
        return Listener(begin=self.begin, tell=self.tell, is_stopped=self.is_stopped)

    def named(self, word: str) -> set[str]:
        """Return the projects that ended so."""
        return {name for name, outcome in self.outcomes.items() if outcome.word == word}

    @property
    def words(self) -> Mapping[str, int]:
        """How many projects have each outcome."""
        return Counter(outcome.word for outcome in self.outcomes.values())


def fleet_in(running: RunningFleet, environ: Mapping[str, str] | None = None) -> Fleet:
    """Read the fleet."""
    return read_fleet(running.files.file, running.files.folder, environ or {}).unwrap()


def ran(running: RunningFleet, order: RunOrder | None = None, told: Told | None = None) -> Told:
    """Run the fleet once, and return what came of it."""
    told = told or Told()
    run(fleet_in(running), order or RunOrder(), told.listener).unwrap()
    return told


def test_all_projects_are_published(tmp_path: Path) -> None:
    """Each arrives under its own pin; the second run sends nothing, and a change is delivered."""
    with running_fleet(tmp_path, projects=10) as running:
        first, second = ran(running), ran(running)
        running.tracker.stories["P004"].append(Story(3, "New", running.tracker.now))
        third = ran(running)
        arrived = received(running.server_url).body
        routes = {name: route_under(running.server_url, outcome) for name, outcome in first.outcomes.items()}
    assert (first.words, first.projects) == ({"delivered": 10}, 10)
    assert second.words == {"unchanged": 10}
    assert third.words == {"unchanged": 9, "delivered": 1}
    assert isinstance(arrived, list)
    assert len(arrived) == 11
    assert routes == {name: name.upper() for name in map(name_of, range(10))}


def route_under(url: str, outcome: Outcome) -> object:
    """Return the resource of the snapshot that arrived under the key of an outcome."""
    assert isinstance(outcome, Published)
    whole = received(url, outcome.idempotency_key).body
    assert isinstance(whole, dict)
    return whole["body"]["external_resource_id"]


def test_a_failure_stops_nobody(tmp_path: Path) -> None:
    """A broken config, a refusal of its own and a tracker's fault are three outcomes; all others are published."""
    with running_fleet(tmp_path, projects=6) as running:
        write(running.files.repos / "p000" / ".kittify" / "config.yaml", "tracker: [")
        running.files.project("p001", more="  egress: false\n")
        running.files.project("p002", key="P003")
        told = ran(running)
        again = ran(running)
        write(running.files.repos / "p000" / ".kittify" / "config.yaml", "project:\n  slug: x\n")
        third = ran(running)
    assert told.words == {"delivered": 4, "failed": 2}
    kinds = {name: outcome.kind for name, outcome in told.outcomes.items() if isinstance(outcome, Failed)}
    assert kinds == {"p000": "malformed_file", "p001": "egress_refused"}
    assert again.words == {"unchanged": 4, "held": 2}
    assert "p000" not in third.outcomes, "a folder that is not bound is no project of the fleet"


def test_a_dead_token_is_used_by_no_more_than_the_workers(tmp_path: Path) -> None:
    """The projects after the first refusals are skipped; in later runs, one project tries it, and no other."""
    with running_fleet(tmp_path, projects=30) as running:
        running.describe(more="workers = 2", api_token="dead")
        first = ran(running)
        asked = len(running.tracker.asked)
        second = ran(running)
        asked_again = len(running.tracker.asked) - asked
        running.describe(more="workers = 2")
        third = ran(running)
    assert asked <= 4
    assert first.words == {"failed": asked, "skipped": 30 - asked}
    assert asked_again == 1
    held = len(first.named("failed") - second.named("failed"))  # the one that tries it may have failed before
    assert second.words == Counter(failed=1, held=held, skipped=29 - held)
    assert third.words == {"delivered": 30}


def test_a_dead_token_that_is_accepted_again(tmp_path: Path) -> None:
    """No file has changed, and nobody has said so: the project that tries it finds out, and the others follow."""
    secret = tmp_path / "secret"
    with running_fleet(tmp_path, projects=12) as running:
        running.describe(more="workers = 4", api_token=None, command=["cat", str(secret)])
        write(secret, "dead")
        first = ran(running)
        write(secret, SECRET)
        second = ran(running)
        with opened_state(running.files.state) as opened:
            refused = opened.unwrap().refused()
    assert first.words["delivered"] == 0
    assert second.words == {"delivered": 12}
    assert refused == Success(frozenset())


def test_a_project_that_tries_a_token_for_long(tmp_path: Path) -> None:
    """The others wait for that, and then have all the time of a pull: theirs has not begun yet."""
    watch = Stopwatch()

    def turn(page: int) -> None:
        if page == 0:
            Event().wait(0.3)  # the others come to wait meanwhile
            watch.seconds += 7200.0

    secret = tmp_path / "secret"
    with running_fleet(tmp_path, projects=3) as running:
        running.describe(api_token=None, command=["cat", str(secret)])
        write(secret, "dead")
        ran(running)
        write(secret, SECRET)
        running.tracker.mend()
        running.tracker.turn = turn
        told = Told()
        run(evolve(fleet_in(running), clock=watch.clock), RunOrder(), told.listener).unwrap()
    assert told.words == {"delivered": 3}


def test_a_server_that_refuses_the_token(tmp_path: Path) -> None:
    """In later runs one project sends with it, and what is unchanged does not wait for that."""
    with running_fleet(tmp_path, projects=9) as running:
        running.describe(more="workers = 3", after='[credentials.server]\nauth_token = "old"\n')
        ran(running, RunOrder(choice=Choice(only="p00[0-4]")))
        asked = list[str]()

        def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
            asked.append("refused")
            return NotAllowed(Answer(401, None))

        told = Told()
        run(evolve(fleet_in(running), post=post), RunOrder(), told.listener).unwrap()
        at_first = len(asked)
        run(evolve(fleet_in(running), post=post), RunOrder(), Told().listener).unwrap()
        unchanged = ran(running, RunOrder(choice=Choice(only="p00[0-4]")))
        again = ran(running)
    assert told.words["delivered"] == 0
    assert 1 <= at_first <= 3
    assert len(asked) == at_first + 1
    assert unchanged.words == {"unchanged": 5}
    assert again.words == {"unchanged": 5, "delivered": 4}


def test_a_project_that_tries_the_token_of_the_server_for_long(tmp_path: Path) -> None:
    """The others wait for that, and then have all the time of a publish: theirs has not begun yet."""
    watch, sent = Stopwatch(), list[str]()

    def refuse(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        return NotAllowed(Answer(401, None))

    def take(request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        sent.append(request.snapshot.idempotency_key)
        if len(sent) == 1:
            Event().wait(0.5)  # the others come to wait meanwhile
            watch.seconds += 7200.0
        return Delivered(Answer(202, None))

    with running_fleet(tmp_path, projects=3) as running:
        running.describe(after='[credentials.server]\nauth_token = "old"\n')
        run(evolve(fleet_in(running), post=refuse), RunOrder(), Told().listener).unwrap()
        told = Told()
        run(evolve(fleet_in(running), clock=watch.clock, post=take), RunOrder(), told.listener).unwrap()
    assert (told.words, len(set(sent))) == ({"delivered": 3}, 3)


def test_a_refused_token_is_asked_for_again_once(tmp_path: Path) -> None:
    """The command prints another one by then, so no project fails."""
    code = (
        "import pathlib; path = pathlib.Path('runs'); runs = len(path.read_text()) if path.exists() else 0; "
        f"path.write_text('x' * (runs + 1)); print({SECRET!r} if runs else 'dead')"
    )
    with running_fleet(tmp_path, projects=5) as running:
        running.describe(api_token=None, command=[sys.executable, "-c", code])
        told = ran(running)
    assert told.words == {"delivered": 5}
    assert (tmp_path / "runs").read_text() == "xx"


def test_a_busy_tracker_is_left_alone(tmp_path: Path) -> None:
    """It names a time beyond a pull's patience; nobody asks it again before that, in this run or in the next."""
    with running_fleet(tmp_path, projects=10) as running:
        running.describe(more="workers = 1")
        running.tracker.break_from(0, Fault(status=429, headers={"Retry-After": "600"}))
        first = ran(running)
        running.tracker.mend()
        second = ran(running)
    assert first.words == {"failed": 1, "skipped": 9}
    assert second.words == {"skipped": 1, "delivered": 9}


def test_max_failures(tmp_path: Path) -> None:
    """So many failures are enough, and there are no more, however many projects are worked on at the same time."""
    with running_fleet(tmp_path, projects=40) as running:
        for number in range(40):
            running.files.project(name_of(number), more="  egress: false\n")
        for workers, most in ((1, MaxFailures(10, is_share=True)), (8, MaxFailures(4))):
            running.describe(more=f"workers = {workers}")
            told = ran(running, RunOrder(max_failures=most))
            assert told.words == Counter(failed=4, skipped=36 - told.words["held"], held=told.words["held"])


def later_by(delta: timedelta) -> datetime:
    """Return what a clock shows that is ahead."""
    return datetime.now(UTC) + delta


def test_projects_that_are_gone_from_the_fleet(tmp_path: Path) -> None:
    """They are remembered for a week, and then forgotten."""
    day = timedelta(days=1)
    with running_fleet(tmp_path, projects=3) as running:
        ran(running)
        shutil.rmtree(running.files.repos / "p001")
        known = list[list[str]]()
        for later in (6 * day, 8 * day):
            clock = Clock(now=partial(later_by, later))
            run(evolve(fleet_in(running), clock=clock), RunOrder(choice=Choice(only="p000")), Told().listener).unwrap()
            with opened_state(running.files.state) as opened:
                known.append(sorted(Path(one.last.name).name for one in opened.unwrap().records().unwrap()))
    assert known == [["p000", "p001", "p002"], ["p000", "p002"]]


def test_which_projects(tmp_path: Path) -> None:
    """By a pattern for the path or the name, and those that failed; the stalest come first."""
    with running_fleet(tmp_path, projects=4) as running:
        running.describe(more="workers = 1")
        running.tracker.break_from(0, Fault(status=400))
        failed = ran(running, RunOrder(choice=Choice(only="*/repos/p000")))
        running.tracker.mend()
        some = ran(running, RunOrder(choice=Choice(only="p00[12]")))
        rest = ran(running, RunOrder(choice=Choice(is_failed=True)))
        everything = ran(running)
    assert failed.words == {"failed": 1}
    assert some.words == {"delivered": 2}
    assert rest.words == {"held": 1}
    assert everything.order == ["p000", "p003", "p001", "p002"]


def test_a_run_that_is_told_to_stop(tmp_path: Path) -> None:
    """What is under way is finished, and all others are skipped; the next run does the rest first."""
    with running_fleet(tmp_path, projects=8) as running:
        running.describe(more="workers = 1")
        told = ran(running, told=Told(stop_after=3))
        again = ran(running)
    assert told.words == {"delivered": 3, "skipped": 5}
    assert again.words == {"delivered": 5, "unchanged": 3}
    assert set(again.order[:5]).isdisjoint(told.order[:3])


def test_two_runs_at_once(tmp_path: Path) -> None:
    """The second one is refused while the first is under way."""
    with running_fleet(tmp_path, projects=2) as running:
        fleet, refused = fleet_in(running), list[object]()

        def begin(_projects: int, _workers: int) -> None:
            refused.append(run(fleet_in(running), RunOrder(), Told().listener))

        told = Told()
        run(fleet, RunOrder(), Listener(begin=begin, tell=told.tell, is_stopped=told.is_stopped)).unwrap()
    assert refused == [Failure(FleetUnderWay(str(running.files.state)))]
    assert told.words == {"delivered": 2}


def test_limits_are_kept(tmp_path: Path) -> None:
    """As many projects are pulled at once as the host allows, and no more."""
    lock, pair, inside, most = Lock(), Barrier(2), 0, 0

    def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        pair.wait(FOREVER)  # until another one is here too
        with lock:
            inside -= 1
        return Delivered(Answer(202, None))

    with running_fleet(tmp_path, projects=12) as running:
        running.describe(after='[limits."127.0.0.1"]\nat_once = 2\nper_minute = 100000\n')
        told = Told()
        run(evolve(fleet_in(running), post=post), RunOrder(), told.listener).unwrap()
    assert (told.words, most) == ({"delivered": 12}, 2)


def test_what_waits_for_a_host_holds_nothing(tmp_path: Path) -> None:
    """Of the projects whose tracker may not be asked yet, nothing that was read is kept: there may be thousands."""
    lock, alive, first = Lock(), list[int](), Event()

    def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        with lock:
            if not first.is_set():
                Event().wait(0.5)  # the others come to the gate meanwhile
                first.set()
            gc.collect()
            alive.append(sum(isinstance(one, Ready) for one in gc.get_objects()))
        return Delivered(Answer(202, None))

    gc.freeze()  # what is there already is not counted, and there is much of it
    with running_fleet(tmp_path, projects=30) as running:
        running.describe(more="workers = 2", after='[limits."127.0.0.1"]\nat_once = 1\n')
        told = Told()
        run(evolve(fleet_in(running), post=post), RunOrder(), told.listener).unwrap()
    assert told.words == {"delivered": 30}
    assert max(alive) <= 2


def test_a_release_during_a_job(tmp_path: Path) -> None:
    """It counts for the next run: the job may have begun with the token that somebody has replaced since."""

    def post(_request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        if not released:
            with opened_state(running.files.state) as opened:
                released.append(opened.unwrap().release(lambda _name: True).unwrap())
        return Rejected(Answer(400, None))

    released = list[tuple[str, ...]]()
    with running_fleet(tmp_path, projects=1) as running:
        running.tracker.break_from(0, Fault(status=400))
        words = [ran(running).words]
        running.tracker.mend()
        with opened_state(running.files.state) as opened:
            opened.unwrap().release(lambda _name: True).unwrap()
        for _ in range(3):
            told = Told()
            run(evolve(fleet_in(running), post=post), RunOrder(), told.listener).unwrap()
            words.append(told.words)
    assert len(released) == len(released[0]) == 1
    assert words == [{"failed": 1}, {"failed": 1}, {"failed": 1}, {"held": 1}]


def test_a_bug_is_the_outcome_of_one_project(tmp_path: Path) -> None:
    """Nothing is lost but that, and what the exception says is not shown."""

    def broken(request: PublishRequest, _timeout: float, _seconds: float) -> Verdict:
        raise LookupError(request.endpoint.url)

    with running_fleet(tmp_path, projects=3) as running:
        told = Told()
        run(evolve(fleet_in(running), post=broken), RunOrder(), told.listener).unwrap()
    assert told.words == {"failed": 3}
    messages = {outcome.message for outcome in told.outcomes.values() if isinstance(outcome, Failed)}
    assert all("internal error: LookupError in " in message and "http://127" not in message for message in messages)


def test_a_stop_while_a_limit_is_waited_for(tmp_path: Path) -> None:
    """The jobs that wait end as skipped, and are done by the next run."""
    stop = Event()

    def sleep(_seconds: float) -> None:
        stop.set()

    with running_fleet(tmp_path, projects=2) as running:
        running.describe(after='[limits."127.0.0.1"]\nper_minute = 2\n')
        told = Told()
        fleet = evolve(fleet_in(running), clock=Clock(sleep=sleep))
        listener = Listener(begin=told.begin, tell=told.tell, is_stopped=stop.is_set)
        run(fleet, RunOrder(), listener).unwrap()
        running.describe()
        after = ran(running)
    assert told.words["skipped"] >= 1
    assert told.words["failed"] == 0
    assert after.words["delivered"] == told.words["skipped"]
