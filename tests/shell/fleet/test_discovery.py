"""Finding projects, and saying why other folders are none."""

import os
from pathlib import Path

import pytest

from tests.support.files import write
from tests.support.fleet import FleetFiles, account
from trackpost.core.fleet.project import FleetProject, LeftOut, NothingFound
from trackpost.shell.fleet.discovery import bound, found_by, nothing_found, project_at
from trackpost.shell.fleet.file import FleetSource, read_fleet_file
from trackpost.shell.fleet.homes import home_of

HEAD = '[fleet]\nserver_url = "https://kitty.example"\n'


def source_of(files: FleetFiles, text: str, home: Path | None = None) -> FleetSource:
    """Write and read a fleet file."""
    write(files.file, HEAD + text)
    return read_fleet_file(files.file, home).unwrap()


def reasons(source: FleetSource) -> dict[str, str]:
    """Return what was found: the reason of each folder that is left out, and ``project`` for the others."""
    found = [bound(one) for one in found_by(source)]
    return {Path(one.name).name: one.reason if isinstance(one, LeftOut) else "project" for one in found}


def test_named_projects(tmp_path: Path) -> None:
    """They are taken as they are, whether there is anything or not: what is wrong is for their jobs to say."""
    source = source_of(
        FleetFiles(tmp_path),
        "every = '2h'\n[[projects]]\npath = 'a/../billing'\n"
        "[[projects]]\npath = '/srv/shop'\nhome = 'home'\nevery = '1d'\n",
    )
    assert list(found_by(source)) == [
        FleetProject(
            path=f"{tmp_path}/billing",
            name=f"{tmp_path}/billing",
            home=str(home_of(tmp_path / "homes", tmp_path / "billing")),
            every=7_200,
        ),
        FleetProject(path="/srv/shop", name="/srv/shop", home=f"{tmp_path}/home", every=86_400),
    ]


def test_each_project_has_a_home_of_its_own(tmp_path: Path) -> None:
    """Folders of one name have different homes, and a long name or none is no obstacle."""
    homes = {home_of(tmp_path, Path(path)) for path in ("/a/x", "/b/x", "/", f"/{'ä' * 120}")}
    assert len(homes) == 4
    for home in homes:
        home.mkdir()


def test_what_a_pattern_finds(tmp_path: Path) -> None:
    """Folders with .kittify are projects; for everything else there is a reason, and files are nothing at all."""
    files = FleetFiles(tmp_path)
    for name in ("billing", "shop", "archive", "me"):
        files.project(name)
    write(files.repos / "empty" / "README", "")
    write(files.repos / "unbound" / ".kittify" / "config.yaml", "project: {}\n")
    write(files.repos / "broken" / ".kittify" / "config.yaml", "tracker: [")
    write(files.repos / "odd" / ".kittify", "a file")
    write(files.repos / "file", "")
    (files.repos / "again").symlink_to(files.repos / "billing")
    source = source_of(
        files,
        f"[[projects]]\npath = '{files.repos}/shop'\n"
        "[[discover]]\npath = 'repos/*'\nexclude = ['**/archive/**']\n[[discover]]\npath = 'repos/b*'\n",
        home=files.repos / "me",
    )
    assert reasons(source) == {
        "shop": "named_twice",
        "again": "project",
        "archive": "excluded",
        "billing": "named_twice",
        "broken": "named_twice",
        "empty": "no_kittify",
        "me": "own_state",
        "odd": "no_kittify",
        "unbound": "not_bound",
    }


def test_a_home_that_is_taken(tmp_path: Path) -> None:
    """A folder that a pattern finds is left out if a named project has its home folder."""
    files = FleetFiles(tmp_path)
    files.project("billing")
    files.project("shop")
    home = home_of(tmp_path / "homes", files.repos / "shop")
    named = f"[[projects]]\npath = 'repos/billing'\nhome = '{home}'\n"
    source = source_of(files, f"{named}[[discover]]\npath = 'repos/s*'\n")
    assert reasons(source) == {"billing": "project", "shop": "home_taken"}
    assert project_at(source, files.repos / "shop") is None
    kept = project_at(source, files.repos / "billing")
    assert kept is not None
    assert kept.home == str(home)


def test_deep_patterns_and_names(tmp_path: Path) -> None:
    """A pattern may go down any number of folders, and an exclusion may be a name alone."""
    files = FleetFiles(tmp_path)
    for name in ("a/b/billing", "a/shop", "a/archive"):
        files.project(name)
    source = source_of(files, "[[discover]]\npath = 'repos/**'\nexclude = ['archive']\n")
    found = reasons(source)
    assert {name for name, reason in found.items() if reason == "project"} == {"billing", "shop"}
    assert (found["archive"], found["a"]) == ("excluded", "no_kittify")


def test_links_that_lead_back(tmp_path: Path) -> None:
    """Two asterisks go through no links: several that lead back have no end. A link itself may match."""
    files = FleetFiles(tmp_path)
    billing = files.project("a/billing")
    for number in range(3):
        (billing / f"up-{number}").symlink_to("..")
    (files.repos / "b").mkdir()
    (files.repos / "b" / "linked").symlink_to(billing)
    found = reasons(source_of(files, "[[discover]]\npath = 'repos/**/[bl]*'\n"))
    assert found == {"b": "no_kittify", "billing": "project", "linked": "named_twice"}


def test_folders_with_special_names(tmp_path: Path) -> None:
    """What is special in the name of the fleet file's own folder is not special in its patterns."""
    files = FleetFiles(tmp_path / "[team]*")
    for name in ("billing", "archive", "old/billing"):
        files.project(name)
    excluded = "exclude = ['repos/archive', './repos/old/*']\n"
    found = list(found_by(source_of(files, f"[[discover]]\npath = 'repos/*'\n{excluded}")))
    assert [one.name for one in found if isinstance(one, FleetProject)] == [f"{files.repos}/billing"]
    found = list(found_by(source_of(files, f"[[discover]]\npath = 'repos/**/billing'\n{excluded}")))
    assert [one.name for one in found if isinstance(one, FleetProject)] == [f"{files.repos}/billing"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    """It is named, and stops nothing."""
    files = FleetFiles(tmp_path)
    files.project("billing")
    files.project("closed").chmod(0)
    source = source_of(files, "[[discover]]\npath = 'repos/*'\n")
    assert reasons(source) == {"billing": "project", "closed": "unreadable"}
    (files.repos / "closed").chmod(0o700)


def test_paths_that_name_nothing(tmp_path: Path) -> None:
    """Each is told as it is written; one that finds a folder that is no project is none of them."""
    files = FleetFiles(tmp_path)
    files.project("billing")
    write(files.repos / "empty" / "README", "")
    source = source_of(
        files,
        "[[projects]]\npath = 'repos/billing'\n[[projects]]\npath = 'repos/biling'\n"
        "[[discover]]\npath = 'repos/em*'\n[[discover]]\npath = 'repo/**'\n[[discover]]\npath = 'repos/*/README'\n",
    )
    assert list(nothing_found(source)) == [
        NothingFound("projects", "repos/biling"),
        NothingFound("discover", "repo/**"),
        NothingFound("discover", "repos/*/README"),
    ]


def test_the_account_has_no_project() -> None:
    """The credentials of a fleet name no part of the tracker: the pins do."""
    assert "project_key" not in account("http://127.0.0.1")
