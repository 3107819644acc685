"""``trackpost unbind``: what it prints, and what becomes of the credentials."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cache import WORKSPACE
from tests.support.files import CONFIG, Files, make_project, write
from tests.support.process import Ended, called, trackpost

CANARY = "c4nary-s3cret"


def _run(files: Files, *arguments: str) -> Ended:
    return called(*arguments, env=files.env, cwd=files.root)


def _bound(folder: Path, *pairs: str) -> Files:
    files = make_project(folder, config=None, credentials=None, rows=None)
    credentials = (word for pair in pairs for word in ("--credential", pair))
    assert _run(files, "bind", "--provider", "jira", "--workspace", WORKSPACE, *credentials).exit_code == 0
    return files


FATES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "its own": (("project_key=ACME",), (), "removed"),
    "its own, to be kept": (("project_key=ACME",), ("--keep-credentials",), "kept"),
    "of nobody knows whom": (("email=x",), (), "kept"),
    "of nobody knows whom, to be dropped": (("email=x",), ("--drop-credentials",), "removed"),
    "none": ((), (), "absent"),
    "none, to be dropped": ((), ("--drop-credentials",), "absent"),
}


@pytest.mark.parametrize(("pairs", "options", "fate"), FATES.values(), ids=FATES.keys())
def test_unbind(pairs: tuple[str, ...], options: tuple[str, ...], fate: str, tmp_path: Path) -> None:
    """A person reads what was unbound and what became of the credentials, and a program the same."""
    person, program = _bound(tmp_path / "person", *pairs), _bound(tmp_path / "program", *pairs)
    ended, told = _run(person, "unbind", *options), _run(program, "unbind", *options, "--json")
    expected = {"ok": True, "error": None, "config": str(program.config), "provider": "jira", "credentials": fate}
    words = f"Unbound: {person.config}\n  provider     jira\n  credentials  {fate}\n"
    assert (ended.exit_code, ended.text, ended.stderr) == (0, words, "")
    assert (told.exit_code, told.stderr, {name: told.report[name] for name in expected}) == (0, "", expected)
    stored = [files.credentials.read_text() if files.credentials.exists() else "" for files in (person, program)]
    assert [pairs[0].partition("=")[0] in text if pairs else False for text in stored] == [fate == "kept"] * 2


def test_what_else_is_in_the_files_stays(tmp_path: Path) -> None:
    """Config and credentials hold what they held but for the binding."""
    files = _bound(tmp_path, "project_key=ACME", f"api_token={CANARY}")
    write(files.config, f"# mine\n{files.config.read_text()}agents: [one]\n")
    write(files.credentials, f'[tokens]\nx = "y"\n\n{files.credentials.read_text()}')
    ended = _run(files, "unbind")
    assert (ended.exit_code, CANARY in ended.text + ended.stderr) == (0, False)
    assert (files.config.read_text(), files.credentials.read_text()) == (
        "# mine\nagents: [one]\n",
        '[tokens]\nx = "y"\n\n',
    )


def test_afterwards_it_is_not_bound(tmp_path: Path) -> None:
    """78: there is nothing to unbind, nor to publish."""
    files = _bound(tmp_path, "project_key=ACME")
    assert _run(files, "unbind").exit_code == 0
    for arguments in (("unbind",), ("status",), ("route",), ("publish", "--server-url", "http://127.0.0.1:1")):
        ended = _run(files, *arguments)
        line = f"trackpost: error: {files.config}: no tracker.provider; bind the project with `trackpost bind` first\n"
        assert (ended.exit_code, ended.stdout, ended.stderr) == (78, b"", line)


def test_both_wishes_at_once(tmp_path: Path) -> None:
    """2: it cannot be told what is meant, and nothing is changed."""
    files = make_project(tmp_path)
    arguments = ("unbind", "--keep-credentials", "--drop-credentials")
    person = _run(files, *arguments)
    program = trackpost(*arguments, "--json", env=files.env, cwd=files.root)
    assert (person.exit_code, person.stdout, "exclude each other" in person.stderr) == (2, b"", True)
    assert (program.exit_code, program.report["ok"], program.stderr) == (2, False, "")
    assert files.config.read_text() == CONFIG


FAULTS: Mapping[str, tuple[str | None, str | None, int, str]] = {
    "no config": (None, "", 78, "not_bound"),
    "a config that is no YAML": ("a: ]", "", 78, "malformed_file"),
    "a config that is no mapping": ("- a", "", 78, "wrong_shape"),
    "credentials that are no TOML": (CONFIG, "[", 78, "malformed_file"),
}


@pytest.mark.parametrize(("config", "credentials", "status", "kind"), FAULTS.values(), ids=FAULTS.keys())
def test_what_cannot_be_unbound(
    config: str | None, credentials: str | None, status: int, kind: str, tmp_path: Path
) -> None:
    """One line for a person, one object for a program."""
    files = make_project(tmp_path, config=config, credentials=credentials)
    person, program = _run(files, "unbind"), _run(files, "unbind", "--json")
    error = program.report["error"]
    assert isinstance(error, dict)
    assert (person.exit_code, person.stdout, person.stderr.count("\n")) == (status, b"", 1)
    assert (program.exit_code, error["kind"], program.stderr) == (status, kind, "")


def test_a_config_that_cannot_be_written(tmp_path: Path) -> None:
    """73: what stood there stands there still."""
    files = _bound(tmp_path, "project_key=ACME")
    before = files.config.read_bytes()
    (files.home / "trackpost" / "projects.json").unlink()
    (files.home / "trackpost").rmdir()
    write(files.home / "trackpost", "a file")
    ended = _run(files, "unbind")
    assert (ended.exit_code, ended.stderr.count("\n"), files.config.read_bytes()) == (73, 1, before)
    assert "ACME" in files.credentials.read_text()
