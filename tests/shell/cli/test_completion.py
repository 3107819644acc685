"""What a command line can go on with: asked as the shells ask, and typed in the shells themselves."""

import os
import pty
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import frozen

from tests.support.cache import mapping_row
from tests.support.files import Files, make_project, write
from tests.support.ledger import held
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare, called
from tests.support.scripted_server import scripted

_KEYS = "<keys>"
"""Stands for the first twelve characters of the only key."""


@frozen
class Place:
    """A project with two work packages of which one is linked, and with one receipt."""

    files: Files
    key: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Publish once; no test changes anything."""
    files = make_project(tmp_path_factory.mktemp("place"))
    for name in ("WP01-set-up.md", "planned/WP02.md", "README.md"):
        write(files.root / "kitty-specs" / "001-shop" / "tasks" / name, "# Work\n")
    held(files, "A")
    with scripted() as server:
        published = called("publish", "--server-url", server.url, "--json", env=files.env, cwd=files.root)
    return Place(files, str(published.report["idempotency_key"]))


# a command line up to the cursor, and what it can go on with
CASES: Mapping[str, tuple[str, list[str]]] = {
    "a command": ("pr", ["providers", "preview"]),
    "a command of a group": ("map r", ["remove"]),
    "an option": ("publish --skip", ["--skip-unchanged"]),
    "a choice": ("pull --log-format ", ["text", "json"]),
    "a tracker": ("bind --provider l", ["linear"]),
    "a tracker to begin with": ("init --provider g", ["github", "gitlab"]),
    "a doctrine mode": ("bind --doctrine-mode e", ["external_authoritative"]),
    "a setting": ("config set credentials.li", ["credentials.linear.command"]),
    "a color": ("status --color a", ["auto", "always"]),
    "a key": ("receipts show ", [_KEYS]),
    "the second key": ("explain 1234 ", [_KEYS]),
    "a key that no receipt has": ("receipts show zz", []),
    "a key of a shared ledger": ("receipts show --ledger postgresql://db.example/trackpost ", []),
    "a work package": ("map add --wp-id ", ["WP01", "WP02"]),
    "a work package that is linked": ("map remove --wp-id ", ["WP01"]),
    "a work package of no project": ("map remove --root / --wp-id ", []),
    "a promise of the contract": ("contract probe --only key.new", ["key.new"]),
    "a project of no fleet": ("fleet run --only ", []),
    "a shell": ("completion f", ["fish"]),
    "after a command that there is not": ("unmap pr", ["providers", "preview"]),
    "what only a person knows": ("publish --server-url h", []),
}


@pytest.mark.parametrize(("typed", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_offered(typed: str, expected: list[str], place: Place) -> None:
    """In the order in which the program lists it."""
    assert offered(place.files, typed) == [place.key[:12] if one == _KEYS else one for one in expected]


def test_a_longer_prefix_of_a_key(place: Place) -> None:
    """Goes on with as many characters as were typed, so that it stays a prefix."""
    assert offered(place.files, f"receipts show {place.key[:20]}") == [place.key[:20]]


def test_a_shared_ledger_is_not_asked(place: Place) -> None:
    """A person who presses Tab does not wait for a database; keys of this machine would be the wrong ones."""
    files = Files(place.files.folder, ledger="postgresql://db.example/trackpost")
    assert offered(files, "receipts show ") == []


def test_a_project_of_a_fleet(tmp_path: Path) -> None:
    """By the name of its folder, which the option takes."""
    files = make_project(tmp_path)
    write(files.root / "fleet.toml", '[fleet]\nserver_url = "https://kitty.example"\n[[projects]]\npath = "."\n')
    assert offered(files, "fleet run --only pro") == ["project"]


ODD: Mapping[str, str] = {
    "no project": "",
    "a config that cannot be read": "tracker: [",
    "a project that is not bound": "project: {}\n",
}


@pytest.mark.parametrize("config", ODD.values(), ids=ODD.keys())
def test_nothing_to_offer(config: str, tmp_path: Path) -> None:
    """Is no error: the shell shows nothing."""
    files = make_project(tmp_path, config=config or None)
    assert offered(files, "map remove --wp-id ") == []


def test_words_that_a_shell_would_not_take(tmp_path: Path) -> None:
    """What comes from a file is offered only if no shell reads anything into it."""
    rows = [mapping_row("WP07"), mapping_row("WP7;$(id)", external_id="2"), mapping_row("WP*", external_id="3")]
    assert offered(make_project(tmp_path, rows=rows), "map remove --wp-id ") == ["WP07"]


def offered(files: Files, typed: str) -> list[str]:
    """Return the words that bash is given for a command line, in their order."""
    words = f"trackpost {typed}"
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_TRACKPOST_COMPLETE": "bash_complete"}
    ended = called(env={**files.env, **asked}, cwd=files.root)
    assert (ended.exit_code, ended.stderr) == (0, "")
    return [line.removeprefix("plain,") for line in ended.text.splitlines() if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script(shell: str) -> None:
    """It is printed as it is to be evaluated, and asks the program that printed it."""
    ended = called("completion", shell)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert f"_TRACKPOST_COMPLETE={shell}_complete" in ended.text


# what is typed up to the Tab key, and what it has become then
TYPED: Mapping[str, str] = {
    "trackpost prov": "trackpost providers",
    "trackpost map rem": "trackpost map remove",
    "trackpost bind --provider lin": "trackpost bind --provider linear",
    "trackpost map remove --wp-id W": "trackpost map remove --wp-id WP01",
    "trackpost receipts show ": f"trackpost receipts show {_KEYS}",
}
FISH = shutil.which("fish") or ""
SETUP: Mapping[str, str] = {
    "bash": 'eval "$(trackpost completion bash)"',
    "zsh": 'autoload -U compinit && compinit -u -D && eval "$(trackpost completion zsh)"',
}
QUIET: Mapping[str, list[str]] = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"]}


def _missing(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not on this machine")


@pytest.mark.parametrize("shell", [pytest.param(one, marks=_missing(one)) for one in SETUP])
def test_a_shell_that_completes_at_the_prompt(shell: str, place: Place) -> None:
    """A person types, presses Tab, and sees the word."""
    with terminal(shell, place.files) as typed:
        typed(f"{SETUP[shell]}; echo SET''UP\r", "SETUP")
        for line, expected in TYPED.items():
            # Tab; Ctrl-A goes to the beginning, so that the line is printed and not run
            typed(f"{line}\t\x01echo 'GOT '\r", f"GOT {expected.replace(_KEYS, place.key[:12])}")


@_missing("fish")
def test_fish(place: Place, tmp_path: Path) -> None:
    """It says itself what it would complete a line to."""
    lines = "\n".join(f"echo {line!r}:(complete --do-complete={line!r})" for line in TYPED)
    ended = subprocess.run(
        [FISH, "--no-config", "--command", f"trackpost completion fish | source\n{lines}"],
        env=_environment(place.files, tmp_path),
        cwd=place.files.root,
        capture_output=True,
        text=True,
        check=True,
        timeout=FOREVER,
    )
    words = {line: expected.replace(_KEYS, place.key[:12]).rpartition(" ")[2] for line, expected in TYPED.items()}
    assert [line.partition("\t")[0] for line in ended.stdout.splitlines()] == [
        f"{line}:{word}" for line, word in words.items()
    ]


def _environment(files: Files, home: Path) -> dict[str, str]:
    path = f"{Path(TRACKPOST).parent}{os.pathsep}{os.environ['PATH']}"
    return bare({**files.env, "HOME": home, "PATH": path, "TERM": "dumb", "LC_ALL": "C.UTF-8"})


@contextmanager
def terminal(shell: str, files: Files) -> Iterator[Callable[[str, str], None]]:
    """Run a shell on a terminal, and give a function that types a text and reads until another one is printed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [shell, *QUIET[shell]],
        cwd=files.root,
        env=_environment(files, files.folder),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)

    def typed(text: str, awaited: str) -> None:
        os.write(ours, text.encode())
        shown = ""
        while awaited not in shown:
            shown += os.read(ours, 4096).decode(errors="replace")

    try:
        yield typed
    finally:
        process.kill()
        process.wait(FOREVER)
        os.close(ours)
