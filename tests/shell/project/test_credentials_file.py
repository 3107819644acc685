"""Credentials through the real file: what `bind` stores is read back, and `unbind` clears it."""

import stat
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from returns.result import Result, Success

from tests.core.strategies import QUICK
from tests.support.cache import WORKSPACE
from tests.support.files import CREDENTIALS, Files, credentials_in, make_project
from tests.support.patience import FOREVER
from tests.support.process import bare
from trackpost import TrackerService
from trackpost.core.parsing.text import is_unicode
from trackpost.core.project.bind import BindError, Bound, Unbound
from trackpost.core.routing.credentials import ExposedCredentials
from trackpost.shell.project.credentials_edit import with_credentials, without_credentials
from trackpost.shell.project.credentials_file import read_credentials_file

WHOLE = """\
# for all projects
[server]
url = "https://kitty.example"  # ours

[tracker.providers.linear]
api_key = 'k'  # of the team

[tracker.providers.jira]  # the site
# who
email = 'dev@acme.example'
project_key = "OLD"  # the board

[tokens]
list = [
  1, # one
  2,
]
"""
NEW = {"project_key": "ACME", "api_token": "given"}
ADDED = 'project_key = "ACME"\napi_token = "given"\n'


def _bind(files: Files, credentials: Mapping[str, str]) -> Result[Bound, BindError]:
    service = TrackerService(files.root, home=files.home)
    return service.bind(provider="jira", workspace=WORKSPACE, credentials=credentials)


def _unbind(files: Files) -> Unbound:
    return TrackerService(files.root, home=files.home).unbind().unwrap()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_bind_stores_is_read_back_and_unbind_clears_it(tmp_path: Path) -> None:
    """From nothing to a file of the owner's alone, and back to no credentials."""
    files = make_project(tmp_path, config=None, credentials=None, rows=None)
    assert credentials_in(files.home, "jira") == Success({})
    _bind(files, NEW).unwrap()
    assert credentials_in(files.home, "jira") == Success(NEW)
    assert _mode(files.credentials) == 0o600
    assert _unbind(files).credentials == "removed"
    assert (credentials_in(files.home, "jira"), _mode(files.credentials)) == (Success({}), 0o600)


WRITTEN: Mapping[str, tuple[str | None, str]] = {
    "no file": (None, f"[tracker.providers.jira]\n{ADDED}"),
    "an empty file": ("", f"[tracker.providers.jira]\n{ADDED}"),
    "comments, quotes, order and the sections of others": (
        WHOLE,
        WHOLE.replace('"OLD"  # the board\n', '"ACME"  # the board\napi_token = "given"\n'),
    ),
    "another spelling of the provider": (
        '[tracker.providers.Jira]\nemail = "x"\n',
        f'[tracker.providers.Jira]\nemail = "x"\n{ADDED}',
    ),
    "no line end": ("[tokens]\nx=1", f"[tokens]\nx=1\n\n[tracker.providers.jira]\n{ADDED}"),
    "dotted keys": (
        'tracker.providers.jira.email = "x"\n',
        'tracker.providers.jira.email = "x"\n'
        + "".join(f"tracker.providers.jira.{line}\n" for line in ADDED.splitlines()),
    ),
    "line ends of another system": (
        '[server]\r\nurl = "x"\r\n',
        f'[server]\nurl = "x"\n\n[tracker.providers.jira]\n{ADDED}'.replace("\n", "\r\n"),
    ),
    "dotted keys with line ends of another system": (
        'tracker.providers.jira.project_key = "OLD"\r\nx = 1\r\n',
        'tracker.providers.jira.project_key = "ACME"\r\ntracker.providers.jira.api_token = "given"\r\nx = 1\r\n',
    ),
    "a byte order mark": (
        '\ufeff[server]\nurl = "x"\n',
        f'\ufeff[server]\nurl = "x"\n\n[tracker.providers.jira]\n{ADDED}',
    ),
    "comments of the table that follows": (
        '[tracker.providers.jira]\nproject_key = "OLD"\n\n# for all\n[server]\n',
        f"[tracker.providers.jira]\n{ADDED}\n# for all\n[server]\n",
    ),
    "a header with blanks, and values of many lines": (
        (
            '[ "tracker" . providers.jira ]  # it\n  api_token   =  """old\n[server]"""  # kept\n'
            "list = [\n  1, # ]\n]\n\n[x]\n"
        ),
        (
            '[ "tracker" . providers.jira ]  # it\n  api_token   =  "given"  # kept\nlist = [\n  1, # ]\n]\n'
            'project_key = "ACME"\n\n[x]\n'
        ),
    ),
    "a table inside it, before it": (
        "[tracker.providers.jira.extra]\nx = 1\n",
        f"[tracker.providers.jira.extra]\nx = 1\n\n[tracker.providers.jira]\n{ADDED}",
    ),
    "a number that equals nothing": (
        "[x]\nlimit = nan\n",
        f"[x]\nlimit = nan\n\n[tracker.providers.jira]\n{ADDED}",
    ),
    "more of the tracker": (
        "[tracker]\nnote = 1\n\n[tracker.providers]\n[tracker.providers.jira]\n",
        f"[tracker]\nnote = 1\n\n[tracker.providers]\n[tracker.providers.jira]\n{ADDED}",
    ),
}


@pytest.mark.parametrize(("before", "after"), WRITTEN.values(), ids=WRITTEN.keys())
def test_what_bind_writes(before: str | None, after: str, tmp_path: Path) -> None:
    """The new credentials stand in the provider's table, and every other byte is as it was."""
    files = make_project(tmp_path, config=None, credentials=before, rows=None)
    _bind(files, NEW).unwrap()
    assert files.credentials.read_bytes().decode() == after


def test_what_unbind_leaves(tmp_path: Path) -> None:
    """Only the provider's table is gone."""
    files = make_project(tmp_path, config=None, credentials=WHOLE, rows=None)
    _bind(files, NEW).unwrap()
    assert _unbind(files).credentials == "removed"
    begin, end = WHOLE.index("[tracker.providers.jira]"), WHOLE.index("[tokens]")
    assert files.credentials.read_text() == WHOLE[:begin] + WHOLE[end:]


REMOVED: Mapping[str, tuple[str, str]] = {
    "in the middle": ('[a]\n\n[tracker.providers.jira]\nx = "y"\n\n# of b\n[b]\n', "[a]\n\n# of b\n[b]\n"),
    "tables inside it": (
        '[tracker.providers.jira]\nx = "y"\n[b]\n[tracker.providers.jira.c]\nd = 1\n[[e]]\n',
        "[b]\n[[e]]\n",
    ),
    "dotted keys": ('tracker.providers.jira.x = "y"\r\nz = 1\r\n', "z = 1\r\n"),
    "an inline table": ('[tracker]\nproviders = {jira = {x = "y"}}  # all\n', "[tracker]\nproviders = {}  # all\n"),
    "a byte order mark": ('\ufeff[tracker.providers.jira]\nx = "y"\n', "\ufeff"),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED.keys())
def test_what_is_left_without_a_table(before: str, after: str, tmp_path: Path) -> None:
    """Every line that is not of the table."""
    (tmp_path / "credentials").write_bytes(before.encode())
    credentials_file = read_credentials_file(tmp_path, "jira").unwrap()
    assert without_credentials(credentials_file).unwrap().content.decode() == after


def test_a_bind_without_credentials_leaves_the_file_alone(tmp_path: Path) -> None:
    """There is nothing to write, and so nothing is written."""
    files = make_project(tmp_path, config=None, credentials=WHOLE, rows=None)
    before = _written(files.credentials)
    assert _bind(files, {}).unwrap().credentials == ("email", "project_key")
    assert _written(files.credentials) == before


def _written(path: Path) -> tuple[int, int, int]:
    """Say which file it is, and when it and its mode were last changed; a read may change the rest."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


MODES: Mapping[str, int] = {"the group's": 0o640, "everybody's": 0o644, "writable": 0o620, "executable": 0o601}


@pytest.mark.parametrize("credentials", [NEW, {}], ids=["something to store", "nothing to store"])
@pytest.mark.parametrize("mode", MODES.values(), ids=MODES.keys())
def test_a_file_that_others_can_use_is_told_of_and_mended(
    mode: int, credentials: Mapping[str, str], tmp_path: Path
) -> None:
    """Every use says so until the next bind, which mends it."""
    files = make_project(tmp_path, rows=None)
    files.credentials.chmod(mode)
    service = TrackerService(files.root, home=files.home)
    exposed = ExposedCredentials(str(files.credentials), f"{mode:04o}")
    assert service.status().unwrap().warnings == (exposed,)
    _bind(files, credentials).unwrap()
    assert (_mode(files.credentials), service.status().unwrap().warnings) == (0o600, ())


BIND_AND_LOOK = """
import os, sys
from pathlib import Path
from trackpost import TrackerService

modes = []

def look(event, arguments):
    if event == "open" and isinstance(arguments[0], int):
        modes.append(oct(os.fstat(arguments[0]).st_mode & 0o777))

os.umask(0)
service = TrackerService(sys.argv[1], home=Path(sys.argv[2]))
sys.addaudithook(look)
service.bind(provider="jira", workspace="w", credentials={"api_token": "x"}).unwrap()
print(*modes)
"""


@pytest.mark.parametrize("mode", [0o600, 0o644], ids=["the owner's", "everybody's"])
def test_the_file_is_never_open_to_others_while_it_is_written(mode: int, tmp_path: Path) -> None:
    """Before their first byte is written, the new files are the owner's alone, whatever the old ones were."""
    files = make_project(tmp_path, rows=None)
    files.credentials.chmod(mode)
    command = [sys.executable, "-c", BIND_AND_LOOK, str(files.root), str(files.home)]
    ended = subprocess.run(
        command,
        env=bare({"PYTHONDONTWRITEBYTECODE": "1"}),
        capture_output=True,
        text=True,
        check=False,
        timeout=FOREVER,
    )
    assert (ended.stdout, ended.stderr) == ("0o600 0o600 0o600\n", "")
    assert {_mode(path) for path in files.home.glob("*credentials*")} == {0o600}


TEXT = st.text(st.characters(exclude_categories=()), max_size=20).filter(is_unicode)
ENTRIES = st.dictionaries(TEXT.filter(str.strip), TEXT, max_size=4)
BEFORE = st.sampled_from(["", WHOLE, CREDENTIALS, 'tracker.providers.linear.x = "y"\n', "[tokens]\nx=1"])


@QUICK
@example(before=WHOLE, entries={"a": "\"quotes\" and 'quotes'", "b": "back\\slash\\n", "c": "日本 😺 é"})
@example(before="", entries={'k"e\\y': "'''", "two words": '"""', "a.b": "\t\r\n\x00\x7f\u2028"})
@given(before=BEFORE, entries=ENTRIES)
def test_any_text_comes_back_as_it_was_given(before: str, entries: Mapping[str, str]) -> None:
    """Quotes, backslashes, control letters, any letter: in key and value, and all else as it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "credentials"
        path.write_bytes(before.encode())
        credentials_file = read_credentials_file(Path(folder), "jira").unwrap()
        path.write_bytes(with_credentials(credentials_file, entries).unwrap().content)
        again = read_credentials_file(Path(folder), "jira").unwrap()
        cleared = without_credentials(again).unwrap().content.decode()
    assert again.table == {**credentials_file.table, **entries}
    assert _others(again.text) == _others(cleared) == _others(before)
    assert "jira" not in _providers(cleared)


def _providers(text: str) -> dict[str, object]:
    document: dict[str, dict[str, dict[str, object]]] = tomllib.loads(text)
    return document.get("tracker", {}).get("providers", {})


def _others(text: str) -> dict[str, object]:
    """Return all that *text* says but of Jira."""
    others = {name: table for name, table in _providers(text).items() if name != "jira"}
    return {**tomllib.loads(text), "tracker": others}
