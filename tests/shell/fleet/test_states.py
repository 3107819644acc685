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
from trackpost.core.fleet.port import EARLIER_TRIES, FleetState, Worker
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


UNCHANGED = evolve(DONE, word="unchanged")
OUTCOMES: Mapping[str, Tried] = {
    "published": evolve(DONE, route=ACME),
    "unchanged": UNCHANGED,
    "failed": BUSY,
    "asked to wait": LATER,
    "refused": evolve(DENIED, route=ACME, idempotency_key="ab" * 32),
}


def record(name: str, outcome: Tried, published: float | None = None, ended: float = 2.5) -> Record:
    """Return what is remembered of a project."""
    last = Try(name=name, began=1.5, ended=ended, outcome=outcome, files="x y")
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


def test_history(state_in: Open, tmp_path: Path) -> None:
    """The newest try comes first; many with one outcome displace none with another, and none of another project."""
    outcomes: list[Tried] = [DENIED, BUSY, *[UNCHANGED] * 40]
    tries = [record("a", outcome, 1.0, float(turn)) for turn, outcome in enumerate(outcomes)]
    with state_in(tmp_path) as state:
        assert state.history("a") == Success(())
        for one in (record("b", DONE, 1.0), *tries):
            state.keep(one).unwrap()
        state.keep(tries[-1]).unwrap()  # as if it was not known whether that was kept
        state.release(lambda _: True).unwrap()
    with state_in(tmp_path) as state:
        kept = [*tries[:2], *tries[-1 - EARLIER_TRIES :]]
        assert list(state.history("a").unwrap()) == kept[::-1]
        assert state.history("b") == Success((record("b", DONE, 1.0),))


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
        assert state.history("a") == Failure(StateLost(str(odd), reason))
        state._rows("UPDATE projects SET outcome = 'no JSON'")  # noqa: SLF001 - likewise
        state.keep(record("a", DONE, ended=9.0)).unwrap()
        assert state.record("a") == Success(record("a", DONE, ended=9.0))


def test_a_state_of_an_earlier_version(tmp_path: Path) -> None:
    """A file without earlier tries opens, and its last try is the first of them."""
    path = tmp_path / "fleet.db"
    with opened_state(path) as opened:
        opened.unwrap().keep(record("a", BUSY)).unwrap()
        opened.unwrap()._rows("DROP TRIGGER replaced")  # noqa: SLF001 - as it was
        opened.unwrap()._rows("DROP TABLE earlier")  # noqa: SLF001 - likewise
    with opened_state(path) as opened:
        state = opened.unwrap()
        assert state.history("a") == Success((record("a", BUSY),))
        state.keep(record("a", DONE, ended=9.0)).unwrap()
        assert state.history("a") == Success((record("a", DONE, ended=9.0), record("a", BUSY)))


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
        assert state.history("a") == Failure(StateUnavailable(url.shown, reason))
        postgres.ask("UPDATE trackpost.fleet_projects SET outcome = 'no JSON'")
        state.keep(record("a", DONE, ended=9.0)).unwrap()
        assert state.record("a") == Success(record("a", DONE, ended=9.0))
        postgres.ask("UPDATE trackpost.ledger SET version = 99")
        versions = "its tables have version 99, and this trackpost knows version 1"
        assert state.ages() == Failure(StateUnavailable(url.shown, versions))
    nowhere = parse_ledger_url(f"postgresql://bob:{PASSWORD}@127.0.0.1:1/{PASSWORD}").unwrap()
    with opened_database(nowhere, Clock()) as database:
        fault = PostgresState(database).ages().swap().unwrap()
        assert isinstance(fault, StateUnavailable)
        assert PASSWORD not in fault.reason
