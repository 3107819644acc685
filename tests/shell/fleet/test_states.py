"""What every state of a fleet does, whichever database has it."""

import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from attrs import evolve
from returns.result import Failure, Success

from tests.core.builders import ACME
from tests.core.fleet.samples import BUSY, DENIED, DONE, LATER
from tests.support.patience import FOREVER
from tests.support.postgres import PASSWORD, Postgres
from trackpost.core.delivery.shared_ledger import parse_ledger_url
from trackpost.core.fleet.faults import StateLost, StateUnavailable
from trackpost.core.fleet.holding import Record, Try
from trackpost.core.fleet.outcome import Tried
from trackpost.core.fleet.port import FleetState, Worker
from trackpost.shell.clock import Clock
from trackpost.shell.fleet.postgres.database import opened_database
from trackpost.shell.fleet.postgres.state import PostgresState
from trackpost.shell.fleet.state import opened_state

Open = Callable[[Path], AbstractContextManager[FleetState]]


@contextmanager
def sqlite_in(folder: Path) -> Iterator[FleetState]:
    """Open the state in SQLite."""
    with opened_state(folder / "deep" / "fleet.db") as opened:
        yield opened.unwrap()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def state_in(request: pytest.FixtureRequest) -> Open:
    """Return how to open a state of either kind."""
    if request.param == "SQLite":
        return sqlite_in
    postgres: Postgres = request.getfixturevalue("postgres")

    @contextmanager
    def postgres_in(_folder: Path) -> Iterator[FleetState]:
        with opened_database(parse_ledger_url(postgres.url).unwrap(), Clock()) as database:
            yield PostgresState(database)

    return postgres_in


OUTCOMES: Mapping[str, Tried] = {
    "published": evolve(DONE, route=ACME),
    "unchanged": evolve(DONE, word="unchanged"),
    "failed": BUSY,
    "asked to wait": LATER,
    "refused": evolve(DENIED, route=ACME, idempotency_key="ab" * 32),
}


def record(name: str, outcome: Tried, published: float | None = None) -> Record:
    """Return what is remembered of a project."""
    last = Try(name=name, began=1.5, ended=2.5, outcome=outcome, files="x y")
    return Record(last=last, published=published, failures=3)


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=OUTCOMES.keys())
def test_what_is_kept_is_known_after_a_restart(state_in: Open, outcome: Tried, tmp_path: Path) -> None:
    """Everything of a record comes back, and the last one replaces those before."""
    name = "/srv/o'dd \\x1b name"
    with state_in(tmp_path) as state:
        assert state.record(name) == Success(None)
        state.keep(record(name, BUSY)).unwrap()
        state.keep(record(name, outcome, 7.25)).unwrap()
    with state_in(tmp_path) as state:
        assert state.record(name) == Success(record(name, outcome, 7.25))
        assert list(state.records().unwrap()) == [record(name, outcome, 7.25)]


def test_the_stalest_come_first(state_in: Open, tmp_path: Path) -> None:
    """Those that were never published come before all others."""
    with state_in(tmp_path) as state:
        ages: Mapping[str, float | None] = {"a": 3.0, "b": None, "c": 1.0, "d": None}
        for name, published in ages.items():
            state.keep(record(name, DONE, published)).unwrap()
        assert [one.last.name for one in state.records().unwrap()] == ["b", "d", "c", "a"]
        assert state.ages() == Success({"a": 3.0, "c": 1.0})


def test_release(state_in: Open, tmp_path: Path) -> None:
    """Only failures are released, and a try ends the release."""
    with state_in(tmp_path) as state:
        outcomes: Mapping[str, Tried] = {"a": BUSY, "b": DENIED, "c": DONE}
        for name, outcome in outcomes.items():
            state.keep(record(name, outcome)).unwrap()
        assert state.release(lambda name: name != "a") == Success(("b",))
        assert state.released() == Success(("b",))
        assert state.record("b").unwrap() == evolve(record("b", DENIED), is_released=True)
        state.keep(record("b", DONE)).unwrap()
        assert state.released() == Success(())


def test_workers(state_in: Open, tmp_path: Path) -> None:
    """They are known until they are dismissed."""
    worker = Worker(name="host/1", doing="watch", began=1.0, seen=2.0)
    with state_in(tmp_path) as state:
        state.greet(worker).unwrap()
        (first,) = state.workers().unwrap()
        state.greet(evolve(worker, seen=3.0)).unwrap()
        (again,) = state.workers().unwrap()
        assert again == evolve(worker, seen=again.seen)
        assert again.seen > first.seen
        state.dismiss("host/1").unwrap()
        assert state.workers() == Success(())


def test_many_threads(state_in: Open, tmp_path: Path) -> None:
    """Each may use the state at any time."""
    with state_in(tmp_path) as state:

        def keep(number: int) -> None:
            for turn in range(20):
                state.keep(record(f"{number}/{turn}", DONE, 1.0)).unwrap()

        threads = [Thread(target=keep, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(FOREVER)
        assert len(list(state.records().unwrap())) == 80


def test_a_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    """So are the files that SQLite puts beside it: they name projects, and quote what trackers say."""
    with opened_state(tmp_path / "fleet.db") as opened:
        opened.unwrap().keep(record("a", DONE)).unwrap()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("fleet.db", "fleet.db-shm", "fleet.db-wal"), 0o600)


def test_a_state_that_is_only_read_is_not_made(tmp_path: Path) -> None:
    """It is empty."""
    with opened_state(tmp_path / "fleet.db", only_reads=True) as opened:
        assert list(opened.unwrap().records().unwrap()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_state_that_is_none(tmp_path: Path) -> None:
    """Garbage, a folder in its place, and a row that somebody else wrote are named, and nothing is raised."""
    garbage, folder, odd = tmp_path / "garbage.db", tmp_path / "folder.db", tmp_path / "odd.db"
    garbage.write_bytes(b"garbage" * 999)
    folder.mkdir()
    for path in (garbage, folder, garbage / "below"):
        with opened_state(path) as opened:
            assert isinstance(opened.swap().value_or(None), StateLost)
    with opened_state(odd) as opened:
        state = opened.unwrap()
        state.keep(record("a", BUSY)).unwrap()
        state._rows("UPDATE projects SET outcome = '{}'")  # noqa: SLF001 - as somebody else would
        reason = "a row that trackpost did not write: KeyError"
        assert state.record("a") == Failure(StateLost(str(odd), reason))
        assert state.records() == Failure(StateLost(str(odd), reason))


def test_a_shared_state_that_cannot_be_used(postgres: Postgres) -> None:
    """A row that somebody else wrote, and a database that is out of reach, are named without the password."""
    url = parse_ledger_url(postgres.url).unwrap()
    with opened_database(url, Clock()) as database:
        state = PostgresState(database)
        state.keep(record("a", BUSY)).unwrap()
        postgres.ask("UPDATE trackpost.fleet_projects SET outcome = '{}'")
        reason = "a row that trackpost did not write: KeyError"
        assert state.record("a") == Failure(StateUnavailable(url.shown, reason))
        assert state.records() == Failure(StateUnavailable(url.shown, reason))
        postgres.ask("UPDATE trackpost.ledger SET version = 99")
        versions = "its tables have version 99, and this trackpost knows version 1"
        assert state.ages() == Failure(StateUnavailable(url.shown, versions))
    nowhere = parse_ledger_url(f"postgresql://bob:{PASSWORD}@127.0.0.1:1/{PASSWORD}").unwrap()
    with opened_database(nowhere, Clock()) as database:
        fault = PostgresState(database).ages().swap().unwrap()
        assert isinstance(fault, StateUnavailable)
        assert PASSWORD not in fault.reason
