"""Bind in several programs at once, and on a full disk."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Thread

import pytest
from returns.result import Success

from tests.support.files import CONFIG, CREDENTIALS, credentials_in, everything_in, make_project
from tests.support.patience import FOREVER
from tests.support.process import bare
from trackpost.core.project.bind_order import parse_bind_order
from trackpost.shell.operations.bind import Binder
from trackpost.shell.project.config_file import read_binding
from trackpost.shell.project.known_projects import registered

BIND_MANY = """
import sys
from pathlib import Path
from trackpost import TrackerService

folder, who = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    root = folder / f"{who}{number}"
    root.mkdir()
    service = TrackerService(root, home=folder / "home")
    service.bind(provider="jira", workspace=root.name, credentials={root.name: root.name}).unwrap()
"""


def _started(folder: Path, who: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", BIND_MANY, str(folder), who]
    process = subprocess.Popen(command, env=bare(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def _start_binding(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.write(b"go\n")
    process.stdin.flush()


def test_two_programs_at_once(tmp_path: Path) -> None:
    """Each bind is complete, and no credential and no project is lost."""
    programs = [_started(tmp_path, who) for who in "ab"]
    for program in programs:
        _start_binding(program)
    assert [(program.communicate(timeout=FOREVER)[0], program.returncode) for program in programs] == [(b"", 0)] * 2
    names = {f"{who}{number}" for who in "ab" for number in range(10)}
    assert credentials_in(tmp_path / "home", "jira") == Success({name: name for name in names})
    assert registered(tmp_path / "home") == frozenset(tmp_path / name for name in names)
    assert {read_binding(tmp_path / name).unwrap().workspace for name in names} == names


def test_threads_of_one_program_at_once(tmp_path: Path) -> None:
    """The threads also share a project, and the credentials of all binds are stored."""
    files = make_project(tmp_path, config=None, credentials=None, rows=None)
    orders = [
        parse_bind_order(provider="jira", workspace=str(number), credentials={f"k{number}": "v"}).unwrap()
        for number in range(8)
    ]
    threads = [Thread(target=Binder(files.root, files.home, busy_seconds=30.0).bind, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert credentials_in(files.home, "jira") == Success({f"k{number}": "v" for number in range(8)})
    assert read_binding(files.root).unwrap().workspace in map(str, range(8))


BIND_WHILE_FULL = """
import resource, signal, sys
from pathlib import Path
from trackpost import TrackerService

service = TrackerService(sys.argv[1], home=Path(sys.argv[2]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
if sys.argv[3] == "bind":
    found = service.bind(provider="jira", workspace="other", credentials={"project_key": "BETA"})
else:
    found = service.unbind()
print(found.failure())
"""
LONG = "# long\n" * 5_000
FULL: Mapping[str, tuple[str, str, str]] = {
    "credentials, bound": ("bind", CONFIG, LONG + CREDENTIALS),
    "config, bound": ("bind", LONG + CONFIG, CREDENTIALS),
    "config, unbound": ("unbind", LONG + CONFIG, CREDENTIALS),
}


@pytest.mark.parametrize(("command", "config", "credentials"), FULL.values(), ids=FULL.keys())
def test_a_full_disk(command: str, config: str, credentials: str, tmp_path: Path) -> None:
    """Whichever file does not fit, all files are unchanged, and no other files are left."""
    files = make_project(tmp_path, config=config, credentials=credentials)
    before = {name: digest for name, (_, _, digest) in everything_in(tmp_path).items()}
    long = files.config if config != CONFIG else files.credentials
    arguments = [sys.executable, "-c", BIND_WHILE_FULL, str(files.root), str(files.home), command]
    ended = subprocess.run(arguments, env=bare(), capture_output=True, text=True, check=False, timeout=FOREVER)
    after = {name: digest for name, (_, _, digest) in everything_in(tmp_path).items()}
    made = {name for name in after if name not in before}
    assert (ended.stdout, ended.stderr) == (f"UnwritableFile(path={str(long)!r}, reason='File too large')\n", "")
    assert {name: after[name] for name in before} == before
    assert made <= {"home/credentials.lock", "home/trackpost"}
