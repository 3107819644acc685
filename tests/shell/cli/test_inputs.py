"""Where the command line takes project, server and token from."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import frozen

from tests.support.cache import WORKSPACE
from tests.support.files import CREDENTIALS, Files, make_project, scope
from tests.support.process import TRACKPOST, bare, called, trackpost
from tests.support.scripted_server import scripted


@frozen(kw_only=True)
class Given:
    """Where a token may come from."""

    options: tuple[str, ...] = ()
    environ: str | None = None
    stdin: bytes = b""
    stored: str = ""


TOKENS: Mapping[str, tuple[Given, str | None]] = {
    "nowhere": (Given(), None),
    "the option": (Given(options=("--auth-token", "given")), "Bearer given"),
    "the environment": (Given(environ="set"), "Bearer set"),
    "the option before the environment": (Given(options=("--auth-token", "given"), environ="set"), "Bearer given"),
    "the environment before the file": (Given(environ="set", stored="stored"), "Bearer set"),
    "the file": (Given(stored="stored"), "Bearer stored"),
    "a blank environment": (Given(environ=" ", stored="stored"), "Bearer stored"),
    "an empty environment": (Given(environ="", stored="stored"), "Bearer stored"),
    "standard input": (Given(options=("--auth-token", "-"), stdin=b"read"), "Bearer read"),
    "standard input, with a line end": (Given(options=("--auth-token", "-"), stdin=b"read\n"), "Bearer read"),
    "standard input, with another line end": (Given(options=("--auth-token", "-"), stdin=b"read\r\n"), "Bearer read"),
    "standard input, with several line ends": (
        Given(options=("--auth-token", "-"), stdin=b"read\r\r\n\n"),
        "Bearer read",
    ),
    "standard input, with a byte-order mark": (
        Given(options=("--auth-token", "-"), stdin=b"\xef\xbb\xbfread\r\n"),
        "Bearer read",
    ),
    "standard input by the environment": (Given(environ="-", stdin=b"read"), "Bearer read"),
    "standard input is not read unasked": (Given(stdin=b"read", stored="stored"), "Bearer stored"),
}


@pytest.mark.parametrize(("given", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_the_token(given: Given, expected: str | None, tmp_path: Path) -> None:
    """The option, then the environment, then the credentials."""
    stored = f'access_token = "{given.stored}"\n' if given.stored else ""
    files = make_project(tmp_path, credentials=CREDENTIALS + stored)
    environ = {} if given.environ is None else {"SAAS_AUTH_TOKEN": given.environ}
    with scripted() as server:
        arguments = ("publish", "--server-url", server.url, *given.options)
        ended = called(*arguments, env=files.env | environ, cwd=files.root, stdin=given.stdin)
    assert (ended.exit_code, server.only.headers.get("authorization")) == (0, expected)


def test_standard_input_that_is_no_token(tmp_path: Path) -> None:
    """More than one line, no text, or nothing at all is refused before anything is sent, whatever the file holds."""
    files = make_project(tmp_path)
    for content in (b"one\ntwo\n", b"\none\n", b"\xff\n", b"two words", b"", b"\n"):
        with scripted() as server:
            arguments = ("publish", "--server-url", server.url, "--auth-token", "-", "--json")
            ended = called(*arguments, env=files.env, cwd=files.root, stdin=content)
        assert (ended.exit_code, server.asked) == (78, [])


def test_standard_input_that_is_closed(tmp_path: Path) -> None:
    """Where there is no standard input there is no token in it, and no traceback."""
    files = make_project(tmp_path)
    command = f"exec {TRACKPOST} preview --auth-token - --json <&-"
    ended = subprocess.run(
        ["/bin/sh", "-c", command], env=bare(files.env), cwd=files.root, capture_output=True, check=False
    )
    assert b"Traceback" not in ended.stderr


def test_the_server_of_the_environment(tmp_path: Path) -> None:
    """``SAAS_API_URL`` stands in for the option, which goes before it."""
    files = make_project(tmp_path)
    with scripted() as named, scripted() as given:
        env = files.env | {"SAAS_API_URL": named.url}
        assert called("publish", env=env, cwd=files.root).exit_code == 0
        assert called("publish", "--server-url", given.url, env=env, cwd=files.root).exit_code == 0
    assert (len(named.asked), len(given.asked)) == (1, 1)


def test_a_preview_needs_no_server(tmp_path: Path) -> None:
    """It says that there is none yet; a server that cannot be is refused as in a publish."""
    files = make_project(tmp_path)
    assert called("preview", "--json", env=files.env, cwd=files.root).report["endpoint"] is None
    for url in ("ftp://x", "http://kitty.example"):
        assert called("preview", "--server-url", url, env=files.env, cwd=files.root).exit_code == 78


def test_a_preview_demands_a_route_as_a_publish_does(tmp_path: Path) -> None:
    """What would be refused is refused beforehand."""
    files = make_project(tmp_path, credentials=None)
    files.cache.rename(files.cache.with_stem(scope("jira", WORKSPACE, "local", "anonymous", "no-team")))
    assert called("preview", env=files.env, cwd=files.root).exit_code == 0
    ended = called("preview", "--require-route", "--json", env=files.env, cwd=files.root)
    assert (ended.exit_code, ended.report["ok"]) == (78, False)


def test_a_preview_sends_nothing(tmp_path: Path) -> None:
    """Not even a connection reaches the server that it names."""
    files = make_project(tmp_path)
    with scripted() as server:
        ended = called("preview", "--server-url", server.url, "--json", env=files.env, cwd=files.root)
        words = called("preview", "--server-url", server.url, env=files.env, cwd=files.root)
    endpoint = f"{server.url}/api/v1/connectors/trackers/snapshots/"
    assert (ended.report["endpoint"], server.asked) == (endpoint, [])
    assert words.text.startswith(f"POST {endpoint}\n")
    assert "Nothing was sent." in words.text


def _sub_folder(files: Files) -> Path:
    folder = files.root / "src" / "deep"
    folder.mkdir(parents=True)
    return folder


def test_the_project_is_found(tmp_path: Path) -> None:
    """From its folder, from a folder below, and by its name from anywhere."""
    files = make_project(tmp_path)
    found = [
        called("route", "--json", env=files.env, cwd=files.root),
        trackpost("route", "--json", env=files.env, cwd=_sub_folder(files)),
        called("route", "--json", "--root", "project", env=files.env, cwd=tmp_path),
        called("route", "--json", "--root", files.root, env=files.env, cwd=files.home),
    ]
    assert [ended.exit_code for ended in found] == [0] * 4
    assert len({ended.stdout for ended in found}) == 1


ROOTS: Mapping[str, tuple[str, ...]] = {
    "nowhere upwards": (),
    "a root that is none": ("--root", "home"),
    "a root that is not there": ("--root", "nowhere"),
    "a root below the project is not the project": ("--root", "project/src"),
    "a root that cannot be": ("--root", "n" * 300),
    "a root that is no text": ("--root", "a\udcff"),
}


@pytest.mark.parametrize("options", ROOTS.values(), ids=ROOTS.keys())
@pytest.mark.parametrize("command", ["route", "preview", "publish"])
def test_no_project(command: str, options: tuple[str, ...], tmp_path: Path) -> None:
    """Every command says so in one line."""
    files = make_project(tmp_path)
    server = ("--server-url", "http://127.0.0.1:1") if command == "publish" else ()
    ended = called(command, *server, *options, env=files.env, cwd=tmp_path)
    assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (78, b"", 1)
    assert (
        "it has no .kittify folder" if options else "no .kittify folder here or in any folder above"
    ) in ended.stderr


def test_the_home_by_default(tmp_path: Path) -> None:
    """Without ``SPEC_KITTY_HOME`` the files of a person lie in ``~/.spec-kitty``."""
    files = make_project(tmp_path)
    files.home.rename(tmp_path / ".spec-kitty")
    blank: dict[str, str | Path] = {"HOME": tmp_path, "SPEC_KITTY_HOME": " "}
    assert trackpost("preview", env={"HOME": tmp_path}, cwd=files.root).exit_code == 0
    assert called("preview", env=blank, cwd=files.root).exit_code == 0


HOMES: Mapping[str, str] = {
    "a tilde of nobody": "~no-such-user/kitty",
    "too long a name": "n" * 300,
    "no text": "home\udcff",
    "a file": "project/.kittify/config.yaml",
}


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES.keys())
def test_an_odd_home(home: str, tmp_path: Path) -> None:
    """A home that is not there or cannot be is told in one line."""
    make_project(tmp_path)
    ended = called("preview", "--root", "project", env={"SPEC_KITTY_HOME": home}, cwd=tmp_path)
    assert ended.exit_code in {65, 78}
    assert (ended.stderr.startswith("trackpost: error: "), ended.stderr.count("\n")) == (True, 1)


def test_a_home_whose_name_is_no_text(tmp_path: Path) -> None:
    """Any name that the system allows will do."""
    files = make_project(tmp_path)
    files.home.rename(tmp_path / "home\udcff")
    ended = trackpost("preview", env={"SPEC_KITTY_HOME": os.fsdecode(tmp_path / "home\udcff")}, cwd=files.root)
    assert (ended.exit_code, ended.stderr) == (0, "")


def test_a_working_directory_that_was_removed(tmp_path: Path) -> None:
    """It is in no project, and that is said as ever."""
    (tmp_path / "gone").mkdir()
    command = f'rmdir "$PWD" && exec {TRACKPOST} route'
    ended = subprocess.run(
        ["/bin/sh", "-c", command], env=bare(), cwd=tmp_path / "gone", capture_output=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr.count(b"\n")) == (78, b"", 1)
    assert ended.stderr.startswith(b"trackpost: error: the working directory: no .kittify folder")
