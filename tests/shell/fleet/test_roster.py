"""Which projects are gone from a fleet."""

import shutil
from pathlib import Path

from attrs import evolve

from tests.support.clocks import Stopwatch
from tests.support.fleet import FleetFiles
from trackpost.shell.fleet.fleet import read_fleet
from trackpost.shell.fleet.rereading import Rereading
from trackpost.shell.fleet.roster import Roster

SERVER = "https://kitty.example"


def test_what_is_gone(tmp_path: Path) -> None:
    """A name that is new is looked for at once, and one that was found is believed for a while."""
    files, watch = FleetFiles(tmp_path), Stopwatch()
    first, second = (str(files.project(name)) for name in ("first", "second"))
    files.describe(server_url=SERVER, credentials={})
    fleet = evolve(read_fleet(files.file, tmp_path, {}).unwrap(), clock=watch.clock)
    roster = Roster(Rereading(fleet))
    assert roster.gone([first, second, "/elsewhere"]) == {"/elsewhere"}
    third = str(files.project("third"))
    shutil.rmtree(second)
    assert roster.gone([first, "/elsewhere"]) == {"/elsewhere"}
    assert roster.gone([first, second, third]) == {second}
    shutil.rmtree(third)
    assert roster.gone([first, second, third]) == {second}
    watch.wait(300)
    assert roster.gone([first, second, third]) == {second, third}


def test_a_file_that_changes(tmp_path: Path) -> None:
    """It is read again; one that is wrong changes nothing."""
    files = FleetFiles(tmp_path)
    name = str(files.project("first"))
    files.describe(server_url=SERVER, credentials={})
    roster = Roster(Rereading(read_fleet(files.file, tmp_path, {}).unwrap()))
    assert roster.gone([name]) == frozenset()
    files.replace("[fleet")
    assert roster.gone([name]) == frozenset()
    files.replace(f'[fleet]\nserver_url = "{SERVER}"\n[[discover]]\npath = "repos/s*"\n')
    assert roster.gone([name]) == {name}
