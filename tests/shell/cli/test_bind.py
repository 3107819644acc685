"""``trackpost bind``: what it prints, asks for and refuses."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Success

from tests.support.cache import WORKSPACE
from tests.support.files import Files, credentials_in, make_project
from tests.support.process import TRACKPOST, Ended, bare, called, trackpost
from trackpost.shell.project.config_file import read_binding

CANARY = "c4nary-s3cret"
BIND = ("bind", "--provider", "jira", "--workspace", WORKSPACE)


def _new(folder: Path) -> Files:
    return make_project(folder, config=None, credentials=None, rows=None)


def _run(files: Files, *arguments: str, stdin: bytes = b"") -> Ended:
    return called(*arguments, env=files.env, cwd=files.root, stdin=stdin)


def _credential(*pairs: str) -> tuple[str, ...]:
    return tuple(word for pair in pairs for word in ("--credential", pair))


WHOLE = (
    *("bind", "--provider", " JIRA ", "--workspace", f" {WORKSPACE} "),
    *("--doctrine-mode", "Split_Ownership", "--field-owner", "status = Shared"),
    *_credential("project_key=ACME", "base_url=https://acme.example", "email=x", f"api_token={CANARY}"),
)


def test_a_bind_in_words(tmp_path: Path) -> None:
    """Where it stands, and what; the credentials by name."""
    files = _new(tmp_path)
    ended = trackpost(*WHOLE, env=files.env, cwd=files.root)
    first, *lines = ended.text.splitlines()
    assert (ended.exit_code, ended.stderr, first) == (0, "", f"Bound: {files.config}")
    assert dict(line.split(maxsplit=1) for line in lines) == {
        "provider": "jira",
        "workspace": WORKSPACE,
        "route": "jira_project ACME",
        "doctrine": "split_ownership",
        "credentials": "api_token, base_url, email, project_key",
    }


PIN = {"external_resource_type": "jira_project", "external_resource_id": "ACME"}
TOLD: Mapping[str, object] = {
    "ok": True,
    "outcome": "not_sent",
    "error": None,
    "warnings": [],
    "provider": "jira",
    "workspace": WORKSPACE,
    "filter": None,
    "resource": PIN,
    "route": PIN,
    "route_error": None,
    "credentials": ["api_token", "base_url", "email", "project_key"],
    "missing": [],
}


def test_a_bind_for_a_program(tmp_path: Path) -> None:
    """The same as one JSON object, and nothing beside it."""
    files = _new(tmp_path)
    ended = _run(files, *WHOLE, "--json")
    expected = {**TOLD, "config": str(files.config)}
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert {name: ended.report[name] for name in expected} == expected
    binding = read_binding(files.root).unwrap()
    assert (binding.doctrine_mode, dict(binding.doctrine_field_owners)) == ("split_ownership", {"status": "shared"})


def test_a_filter(tmp_path: Path) -> None:
    """It is shown where there is one, stays when the project is bound again, and goes on request."""
    files = _new(tmp_path)
    bound = _run(files, *WHOLE, "--filter", " labels = web ")
    again = _run(files, *BIND, "--json")
    assert "  filter       labels = web\n" in bound.text
    assert (again.exit_code, again.report["filter"]) == (0, "labels = web")
    assert _run(files, *BIND, "--filter", "", "--json").report["filter"] is None
    assert "filter" not in files.config.read_text()


UNFIT: Mapping[str, tuple[tuple[str, ...], str]] = {
    "no condition": (
        (*BIND, "--filter", "a = 1) OR (b = 2"),
        "the filter must be a JQL condition, but its parentheses do not match",
    ),
    "a tracker without filters": (
        ("bind", "--provider", "beads", "--workspace", "w", "--filter", "web"),
        "the filter cannot be used, because beads has no filters; leave it out",
    ),
}


@pytest.mark.parametrize(("arguments", "words"), UNFIT.values(), ids=UNFIT.keys())
def test_a_filter_that_is_none(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    """78, and nothing is written."""
    files = _new(tmp_path)
    ended = _run(files, *arguments)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (78, b"", f"trackpost: error: {words}\n")
    assert not files.config.exists()


MISSING = "`trackpost pull` needs more credentials: base_url, email, api_token, project_key"
NO_ROUTE = (
    "no routing key: no project_key for jira: set TRACKPOST_JIRA_PROJECT_KEY, or add it to "
    "[tracker.providers.jira] in the credentials file"
)
UNKNOWN = "unknown credential 'emial' for jira; did you mean email?"


def test_what_a_bind_warns_of(tmp_path: Path) -> None:
    """No routing key, missing credentials, and an unknown one: a line each."""
    files = _new(tmp_path)
    arguments = (*BIND, *_credential("emial=x"))
    person, program = _run(files, *arguments), _run(files, *arguments, "--json")
    assert person.stderr.splitlines() == [f"trackpost: warning: {text}" for text in (NO_ROUTE, MISSING, UNKNOWN)]
    assert (person.exit_code, program.exit_code, program.stderr) == (0, 0, "")
    assert program.report["missing"] == ["base_url", "email", "api_token", "project_key"]
    assert program.report["warnings"] == [UNKNOWN]
    assert (program.report["route"], program.report["resource"]) == (None, None)


INPUTS: Mapping[str, tuple[bytes, dict[str, str]]] = {
    "a line": (b"first\n", {"api_token": "first"}),
    "no line end": (b"first", {"api_token": "first"}),
    "the line end of another system": (b"first\r\n", {"api_token": "first"}),
    "outer blanks": (b"  first \n", {"api_token": "first"}),
    "more than is asked for": (b"first\nsecond\n", {"api_token": "first"}),
    "a letter outside ASCII": ("première\n".encode(), {"api_token": "première"}),
}


@pytest.mark.parametrize(("stdin", "expected"), INPUTS.values(), ids=INPUTS.keys())
def test_a_credential_of_standard_input(stdin: bytes, expected: dict[str, str], tmp_path: Path) -> None:
    """``K=-`` is one line of it, without its end."""
    files = _new(tmp_path)
    assert _run(files, *BIND, *_credential("api_token=-"), stdin=stdin).exit_code == 0
    assert credentials_in(files.home, "jira") == Success(expected)


def test_two_credentials_of_standard_input(tmp_path: Path) -> None:
    """Line by line, in their order, by a real pipe."""
    files = _new(tmp_path)
    arguments = _credential("project_key=-", "base_url=https://acme.example", "api_token=-")
    ended = trackpost(*BIND, *arguments, env=files.env, cwd=files.root, stdin=f"ACME\n{CANARY}\n".encode())
    expected = {"project_key": "ACME", "base_url": "https://acme.example", "api_token": CANARY}
    assert credentials_in(files.home, "jira") == Success(expected)
    assert (ended.exit_code, CANARY in ended.text + ended.stderr) == (0, False)


EMPTY: Mapping[str, bytes] = {"nothing": b"", "an empty line": b"\n", "blanks": b"  \n"}


@pytest.mark.parametrize("stdin", EMPTY.values(), ids=EMPTY.keys())
def test_standard_input_that_holds_no_credential(stdin: bytes, tmp_path: Path) -> None:
    """It is refused, and nothing is bound."""
    files = _new(tmp_path)
    ended = _run(files, *BIND, *_credential("api_token=-"), stdin=stdin)
    expected = "trackpost: error: credential 'api_token' is blank; give another value\n"
    assert (ended.exit_code, ended.stdout, ended.stderr) == (2, b"", expected)
    assert not files.config.exists()


def test_standard_input_that_is_closed(tmp_path: Path) -> None:
    """The same, and no traceback."""
    files = _new(tmp_path)
    command = ["/bin/sh", "-c", 'exec "$@" <&-', "sh", TRACKPOST, *BIND, *_credential("api_token=-")]
    ended = subprocess.run(command, env=bare(files.env), cwd=files.root, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)


PROVIDERS = "jira, linear, azure_devops, github, gitlab, beads, fp"
MODES = "external_authoritative, spec_kitty_authoritative, split_ownership"
FIELDS = "title, body, status, issue_type, priority, assignees, labels, parent, links, custom_fields"
REFUSED: Mapping[str, tuple[tuple[str, ...], str, str]] = {
    "a misspelled provider": (
        ("bind", "--provider", "jria", "--workspace", "w"),
        "unknown_choice",
        f"unknown provider 'jria'; did you mean 'jira'? (known: {PROVIDERS})",
    ),
    "a provider like none": (
        ("bind", "--provider", "Notion", "--workspace", "w"),
        "unknown_choice",
        f"unknown provider 'notion' (known: {PROVIDERS})",
    ),
    "a blank provider": (
        ("bind", "--provider", " ", "--workspace", "w"),
        "unknown_choice",
        f"unknown provider '' (known: {PROVIDERS})",
    ),
    "a blank workspace": (
        ("bind", "--provider", "jira", "--workspace", " \t"),
        "unusable_text",
        "the workspace is blank; give another value",
    ),
    "an unknown mode": (
        (*BIND, "--doctrine-mode", "spilt_ownership"),
        "unknown_choice",
        f"unknown doctrine mode 'spilt_ownership'; did you mean 'split_ownership'? (known: {MODES})",
    ),
    "an unknown owner": (
        (*BIND, "--field-owner", "status=externl"),
        "unknown_choice",
        "unknown owner of status 'externl'; did you mean 'external'? (known: external, local, shared, spec_kitty)",
    ),
    "an unknown field": (
        (*BIND, "--field-owner", "stats=external"),
        "unknown_choice",
        f"unknown issue field 'stats'; did you mean 'status'? (known: {FIELDS})",
    ),
    "a field without its owner": (
        (*BIND, "--field-owner", "title=local", "--field-owner", "status"),
        "malformed_pair",
        "--field-owner number 2 has no =; write KEY=VALUE, and each key once",
    ),
}


@pytest.mark.parametrize(("arguments", "kind", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_wrong_usage(arguments: tuple[str, ...], kind: str, words: str, tmp_path: Path) -> None:
    """2: it is told in one line, with the nearest name where one is near, and nothing is written."""
    files = _new(tmp_path)
    person, program = _run(files, *arguments), _run(files, *arguments, "--json")
    assert (person.exit_code, person.stdout, person.stderr) == (2, b"", f"trackpost: error: {words}\n")
    assert (program.exit_code, program.stderr, program.report["ok"]) == (2, "", False)
    error = program.report["error"]
    assert isinstance(error, dict)
    assert (error["kind"], error["message"]) == (kind, words)
    assert (list(files.config.parent.iterdir()), list(files.home.iterdir())) == ([], [])
