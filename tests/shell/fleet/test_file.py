"""Finding the fleet file, and the lines of what is in it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.support.files import write
from trackpost.core.fleet.faults import ExposedFleetFile, NoFleetFile
from trackpost.core.fleet.table import FleetFileFault
from trackpost.core.parsing.toml_table import Place
from trackpost.core.project.faults import MalformedFile, UnreadableFile
from trackpost.shell.fleet.file import exposure, find_fleet_file, read_fleet_file
from trackpost.shell.fleet.homes import home_of
from trackpost.shell.project.toml_lines import line_of

TEXT = """\
# a comment
[fleet]
server_url = "https://kitty.example"

# the next one is wrong
every = "soon"

[[projects]]
path = "billing"
[[projects]]
path = "shop"
credentials = {
} # TOML wants it in one line, so this is no part of the text
"""
GOOD = TEXT.partition("credentials")[0] + (
    'credentials = { project_key = "SHOP" }\n[[discover]]\npath = "*"\nexclude = [\n  "a",\n  # why\n  7,\n]\n'
    '[limits."acme.example"]\nat_once = 4\n[credentials]\njira.api_token = """\nx\n"""\n'
)

LINES: Mapping[str, tuple[Place, int]] = {
    "a table": (("fleet",), 2),
    "its first key": (("fleet", "server_url"), 3),
    "a key after a comment": (("fleet", "every"), 6),
    "the first of several tables": (("projects", 0), 8),
    "its key": (("projects", 0, "path"), 9),
    "the second of several tables": (("projects", 1), 10),
    "its own key": (("projects", 1, "path"), 11),
    "a key in an inline table": (("projects", 1, "credentials", "project_key"), 12),
    "a list over several lines": (("discover", 0, "exclude"), 15),
    "a table with a dot in its name": (("limits", "acme.example", "at_once"), 21),
    "a dotted key": (("credentials", "jira", "api_token"), 23),
}


@pytest.mark.parametrize(("place", "line"), LINES.values(), ids=LINES.keys())
def test_line_of(place: Place, line: int) -> None:
    """It is the line in which the statement begins that brings the place into being."""
    assert line_of(GOOD, place) == line


def test_lines_end_where_toml_ends_them() -> None:
    """Unicode has more characters that separate lines; an editor does not count them."""
    assert line_of("# a\u2028b\u0085c\r\n[fleet]\nevery = 1\n", ("fleet", "every")) == 3


def test_a_large_file() -> None:
    """The line is found at once, however many there are."""
    text = "[fleet]\n" + "".join(f"[[projects]]\npath = '{number}'\n" for number in range(5_000))
    assert line_of(text, ("projects", 4_321, "path")) == 1 + 2 * 4_322


def test_the_nearest_file_is_found(tmp_path: Path) -> None:
    """It is searched here and above; one that is named may be anywhere."""
    start = tmp_path / "a" / "b"
    start.mkdir(parents=True)
    assert find_fleet_file(None, start) == Failure(NoFleetFile(str(start)))
    file = write(tmp_path / "fleet.toml", "")
    assert find_fleet_file(None, start) == Success(file)
    nearer = write(tmp_path / "a" / "fleet.toml", "")
    assert find_fleet_file(None, start) == Success(nearer)
    assert find_fleet_file(Path("other.toml"), start) == Success(start / "other.toml")


def test_faults_of_a_file(tmp_path: Path) -> None:
    """Each names the file; one of a value names its line and its key."""
    path = tmp_path / "fleet.toml"
    assert read_fleet_file(path, None) == Failure(UnreadableFile(str(path), "No such file or directory"))
    write(path, "[fleet")
    reason = "Expected ']' at the end of a table declaration (at end of document)"
    assert read_fleet_file(path, None) == Failure(MalformedFile(str(path), "TOML", reason))
    write(path, GOOD)
    reason = "must be a duration such as 90s, 15m, 1h or 1d, not 'soon'"
    assert read_fleet_file(path, None) == Failure(FleetFileFault(str(path), 6, "fleet.every", reason))


def test_where_things_are(tmp_path: Path) -> None:
    """Paths count from the folder of the file, a tilde is the home folder, and what is absolute stays so."""
    head = '[fleet]\nserver_url = "https://kitty.example"\n'
    some = "[[projects]]\npath = 'x'\n"
    path = write(tmp_path / "fleet.toml", "\ufeff" + head + some)
    usual = read_fleet_file(path, Path("/home/me")).unwrap()
    assert (usual.state, usual.homes) == (tmp_path / "fleet.db", tmp_path / "homes")
    write(path, head + "state = 'sqlite:///var/lib/fleet.db'\n" + some)
    given = read_fleet_file(path, None).unwrap()
    assert (given.state, given.homes) == (Path("/var/lib/fleet.db"), Path("/var/lib/homes"))
    write(path, head + "homes = '~/homes'\n" + some)
    assert read_fleet_file(path, Path("/srv/me")).unwrap().homes == Path("/srv/me/homes")
    assert read_fleet_file(path, None).unwrap().homes == tmp_path / "~/homes"


HEAD = '[fleet]\nserver_url = "https://kitty.example"\n'
SHARED_HOMES: Mapping[str, str] = {
    "the same text": "home = 'home'",
    "another spelling": "home = './x/../home'",
    "a link": "home = 'linked'",
}


@pytest.mark.parametrize("second", SHARED_HOMES.values(), ids=SHARED_HOMES.keys())
def test_two_projects_with_one_home(second: str, tmp_path: Path) -> None:
    """The second one is refused with its line: caches and links would mix."""
    path = tmp_path / "fleet.toml"
    (tmp_path / "home").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "home")
    write(path, f"{HEAD}[[projects]]\npath = 'a'\nhome = 'home'\n[[projects]]\npath = 'b'\n{second}\n")
    reason = "is the home folder of a, too; give each project its own"
    assert read_fleet_file(path, None) == Failure(FleetFileFault(str(path), 8, "projects.home", reason))


def test_a_home_that_the_fleet_would_make(tmp_path: Path) -> None:
    """The fault is where the home is written, whichever project comes first."""
    path = tmp_path / "fleet.toml"
    home = home_of(tmp_path / "homes", tmp_path / "b")
    write(path, f"{HEAD}[[projects]]\npath = 'a'\nhome = '{home}'\n[[projects]]\npath = 'b'\n")
    reason = "is the home folder of b, too; give each project its own"
    assert read_fleet_file(path, None) == Failure(FleetFileFault(str(path), 5, "projects.home", reason))


def test_one_project_named_twice_has_one_home(tmp_path: Path) -> None:
    """That is no fault: the second name is left out."""
    path = tmp_path / "fleet.toml"
    write(path, HEAD + "[[projects]]\npath = 'a'\nhome = 'home'\n" + "[[projects]]\npath = './a'\nhome = 'home'\n")
    assert len(read_fleet_file(path, None).unwrap().file.projects) == 2


WITH_SECRET = (
    '[fleet]\nserver_url = "https://kitty.example"\n[[projects]]\npath = "a"\n[credentials.jira]\napi_token = "x"\n'
)
WITHOUT = WITH_SECRET.replace("api_token", "email")
MODES: Mapping[str, tuple[str, int, bool]] = {
    "secrets that others can read": (WITH_SECRET, 0o644, True),
    "secrets for the owner alone": (WITH_SECRET, 0o600, False),
    "no secrets": (WITHOUT, 0o644, False),
    "commands that others can write": (WITHOUT, 0o664, True),
}


@pytest.mark.parametrize(("text", "mode", "is_exposed"), MODES.values(), ids=MODES.keys())
def test_who_has_access(text: str, mode: int, tmp_path: Path, *, is_exposed: bool) -> None:
    """A run, a watch, a list and a worker warn if secrets can be read, or commands written, by other people."""
    path = write(tmp_path / "fleet.toml", text)
    path.chmod(mode)
    expected = ExposedFleetFile(str(path), f"{mode:04o}") if is_exposed else None
    source = read_fleet_file(path, None).unwrap()
    assert exposure(source) == expected
    path.unlink()
    assert exposure(source) is None
