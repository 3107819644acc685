"""A fleet whose machines share a ledger."""

from pathlib import Path

from tests.shell.fleet.test_run import Told, fleet_in
from tests.support.fleet import RunningFleet, running_fleet
from tests.support.postgres import Postgres
from tests.support.reference_server import received
from trackpost.core.fleet.outcome import Failed
from trackpost.shell.fleet.fleet import RunOrder
from trackpost.shell.fleet.run import run


def ran(running: RunningFleet, ledger: str) -> Told:
    """Run the fleet once."""
    told = Told()
    run(fleet_in(running, {"TRACKPOST_LEDGER": ledger}), RunOrder(), told.listener).unwrap()
    return told


def test_a_fleet_records_what_it_sends_in_the_shared_ledger(postgres: Postgres, tmp_path: Path) -> None:
    """What any machine has sent is not sent again; the ledgers of the homes are not used."""
    with running_fleet(tmp_path, projects=3) as running:
        first, second = ran(running, postgres.url), ran(running, postgres.url)
    assert (first.words, second.words) == ({"delivered": 3}, {"unchanged": 3})
    assert postgres.ask("SELECT count(*) AS sent FROM trackpost.publishes") == [{"sent": 3}]
    assert list(tmp_path.rglob("ledger.db")) == []


def test_a_fleet_sends_nothing_without_the_shared_ledger(tmp_path: Path) -> None:
    """Each project fails, and may be tried again later."""
    with running_fleet(tmp_path, projects=2) as running:
        told = ran(running, f"postgresql:///x?host={tmp_path}")
        assert received(running.server_url).body == []
    outcomes = [one for one in told.outcomes.values() if isinstance(one, Failed)]
    assert [one.kind for one in outcomes] == ["ledger_unavailable"] * 2
