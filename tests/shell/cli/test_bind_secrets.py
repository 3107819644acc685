"""``trackpost bind`` never repeats a credential, and says where it binds and why not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE
from tests.support.files import CONFIG, CREDENTIALS, Files, make_project, write
from tests.support.process import Ended, called

CANARY = "c4nary-s3cret"
BIND = ("bind", "--provider", "jira", "--workspace", WORKSPACE)


def _run(files: Files, *arguments: str, cwd: Path | None = None) -> Ended:
    return called(*arguments, env=files.env, cwd=cwd or files.root)


MALFORMED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "no equals sign": ((CANARY,), "number 1 has no ="),
    "no key": ((f"={CANARY}",), "number 1 has nothing before the ="),
    "a blank key": ((f" ={CANARY}",), "number 1 has nothing before the ="),
    "no value": ((f"a={CANARY}", "b="), "number 2 has nothing after the ="),
    "a blank value": (("a= ", CANARY), "number 1 has nothing after the ="),
    "the same twice": ((f"a={CANARY}", f"a={CANARY}x"), "number 2 repeats an earlier key"),
}


@pytest.mark.parametrize(("pairs", "words"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_credential_that_is_no_pair(pairs: tuple[str, ...], words: str, tmp_path: Path) -> None:
    """2: its number is told and never its value, to nobody, and nothing is written."""
    files = make_project(tmp_path, config=None, credentials=None, rows=None)
    arguments = (*BIND, *(word for pair in pairs for word in ("--credential", pair)))
    person, program = _run(files, *arguments), _run(files, *arguments, "--json")
    line = f"trackpost: error: --credential {words}; write KEY=VALUE, and each key once\n"
    assert (person.exit_code, person.stdout, person.stderr) == (2, b"", line)
    assert (program.exit_code, CANARY.encode() in program.stdout, program.stderr) == (2, False, "")
    assert not files.config.exists()


FINE: Mapping[str, tuple[str, ...]] = {
    "its own": ("--credential", f"api_token={CANARY}"),
    "an unknown one": ("--credential", f"api_tokn={CANARY}"),
    "a strange value": ("--credential", f"api_token='\"\\={CANARY}"),
}


@pytest.mark.parametrize("arguments", FINE.values(), ids=FINE.keys())
def test_a_bind_shows_no_credential(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Neither to a person nor to a program, nor where it fails."""
    files = make_project(tmp_path, config=None)
    broken = make_project(tmp_path / "broken", credentials="[")
    ended = [_run(here, *BIND, *arguments, *more) for here in (files, broken) for more in ((), ("--json",))]
    assert [one.exit_code for one in ended] == [0, 0, 78, 78]
    assert [one for one in ended if CANARY.encode() in one.stdout or CANARY in one.stderr] == []
    assert CANARY in files.credentials.read_text()


def test_where_a_bind_binds(tmp_path: Path) -> None:
    """The nearest project upwards; else the working directory; and the named folder before both."""
    files = make_project(tmp_path, config=None)
    for folder in ("project/deep", "elsewhere", "named"):
        (tmp_path / folder).mkdir()
    found = [
        _run(files, *BIND, "--json", cwd=files.root / "deep").report["config"],
        _run(files, *BIND, "--json", cwd=tmp_path / "elsewhere").report["config"],
        _run(files, *BIND, "--json", "--root", str(tmp_path / "named")).report["config"],
    ]
    assert found == [str(tmp_path / name / ".kittify/config.yaml") for name in ("project", "elsewhere", "named")]


def test_files_that_cannot_be_understood(tmp_path: Path) -> None:
    """78: a config that is no mapping, and credentials that are no TOML."""
    for files, kind in (
        (make_project(tmp_path / "list", config="- a\n"), "wrong_shape"),
        (make_project(tmp_path / "yaml", config="a: ]\n"), "malformed_file"),
        (make_project(tmp_path / "toml", credentials="["), "malformed_file"),
    ):
        ended = _run(files, *BIND, "--json")
        error = ended.report["error"]
        assert isinstance(error, dict)
        assert (ended.exit_code, error["kind"], ended.stderr) == (78, kind, "")


def test_files_that_cannot_be_written(tmp_path: Path) -> None:
    """73: a folder that is none, and a file in the way; what stood there stands there still."""
    files = make_project(tmp_path)
    write(files.home / "trackpost", "a file")
    for arguments in ((), ("--root", str(tmp_path / "nowhere")), ("--root", str(files.config))):
        ended = _run(files, *BIND, *arguments)
        assert (ended.exit_code, ended.stdout, ended.stderr.count("\n")) == (73, b"", 1)
        assert ended.stderr.endswith("; nothing was changed\n")
    assert (files.config.read_text(), files.credentials.read_text()) == (CONFIG, CREDENTIALS)
