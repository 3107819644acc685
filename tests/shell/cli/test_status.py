"""``trackpost status``: everything that can be told without asking anybody, and no secret."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cache import NOON, WORKSPACE
from tests.support.files import CONFIG, CREDENTIALS, Files, everything_in, make_project, scope
from tests.support.process import Ended, called
from tests.support.scripted_server import scripted

CANARY = "c4nary-s3cret"
SECRETS = "".join(f'{name} = "{CANARY}"\n' for name in ("api_token", "access_token", "token", "password"))
PINNED = CONFIG + "  resource: {type: jira_project, id: ACME}\n"
DRIFTED = (
    "this project is pinned to jira_project ACME, but the credentials name jira_project BETA; restore the "
    "project's own credentials with `trackpost bind` and --credential project_key=ACME, "
    "or bind again if this project is now BETA"
)


def _run(files: Files, *arguments: str) -> Ended:
    return called("status", *arguments, env=files.env, cwd=files.root)


def _rows(ended: Ended) -> dict[str, str]:
    lines = (line.strip().partition("  ") for line in ended.text.splitlines())
    return {name: text.strip() for name, _, text in lines}


IN_WORDS: Mapping[str, str] = {
    "provider": "jira",
    "workspace": WORKSPACE,
    "route": "jira_project ACME",
    "pin": "jira_project ACME",
    "doctrine": "external_authoritative",
    "credentials": "access_token, api_token, base_url, email, password, project_key, token",
    "issues": "2",
    "links": "1",
    "synced through": NOON,
    "resume cursor": "42",
    "last receipt": "none",
}


def test_a_status_in_words(tmp_path: Path) -> None:
    """Binding, route, pin, credentials by name, and what is cached."""
    files = make_project(tmp_path, config=PINNED, credentials=CREDENTIALS + SECRETS)
    ended = _run(files)
    assert (ended.exit_code, ended.stderr, _rows(ended)) == (0, "", {**IN_WORDS, "cache": str(files.cache)})


def test_a_filter_in_words(tmp_path: Path) -> None:
    """It is named, whether its tracker understands it or not."""
    files = make_project(tmp_path, config=CONFIG + "  filter: |\n    a = 1\n    OR b = 2)\n")
    ended = _run(files)
    assert (ended.exit_code, _rows(ended)["filter"]) == (0, "a = 1\\nOR b = 2)")
    assert _run(files, "--json").report["filter"] == "a = 1\nOR b = 2)"


PIN = {"external_resource_type": "jira_project", "external_resource_id": "ACME"}
TOLD: Mapping[str, object] = {
    "ok": True,
    "error": None,
    "warnings": [],
    "provider": "jira",
    "workspace": WORKSPACE,
    "resource": PIN,
    "route": PIN,
    "route_error": None,
    "drift": None,
    "doctrine_mode": "split_ownership",
    "doctrine_field_owners": {"status": "shared"},
    "credentials": ["base_url", "email", "project_key"],
    "missing": ["api_token"],
    "cache_error": None,
    "issues": 2,
    "mappings": 1,
    "checkpoint": {"cursor": "42", "updated_since": NOON},
    "last_receipt": None,
    "ledger_error": None,
}


def test_a_status_for_a_program(tmp_path: Path) -> None:
    """The same as one JSON object."""
    config = PINNED + "  doctrine: {mode: split_ownership, field_owners: {status: shared}}\n"
    files = make_project(tmp_path, config=config)
    ended = _run(files, "--json")
    expected = {**TOLD, "cache": str(files.cache)}
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert {name: ended.report[name] for name in expected} == expected


def test_a_status_names_the_config(tmp_path: Path) -> None:
    """A program reads where the binding stands."""
    files = make_project(tmp_path)
    assert _run(files, "--json").report["config"] == str(files.config)


NO_KEY = CREDENTIALS.replace('project_key = "ACME"\n', 'api_token = "x"\n')
NO_KEY_SAID = (
    "no routing key: no project_key for jira: set TRACKPOST_JIRA_PROJECT_KEY, or add it to "
    "[tracker.providers.jira] in the credentials file"
)
KEY_MISSING = "`trackpost pull` needs more credentials: project_key"
BETA = CREDENTIALS.replace("ACME", "BETA") + 'api_token = "x"\n'
WARNED: Mapping[str, tuple[str, str, list[str]]] = {
    "nothing": (PINNED, CREDENTIALS + 'api_token = "x"\n', []),
    "no pin": (CONFIG, CREDENTIALS + 'api_token = "x"\n', []),
    "no route": (CONFIG, NO_KEY, [NO_KEY_SAID, KEY_MISSING]),
    "another route than the pin": (PINNED, BETA, [DRIFTED]),
    "credentials are missing": (
        PINNED,
        CREDENTIALS,
        ["`trackpost pull` needs more credentials: api_token"],
    ),
}


@pytest.mark.parametrize(("config", "credentials", "warnings"), WARNED.values(), ids=WARNED.keys())
def test_what_a_status_warns_of(config: str, credentials: str, warnings: list[str], tmp_path: Path) -> None:
    """A line each on standard error; the command has done its work all the same."""
    files = make_project(tmp_path, config=config, credentials=credentials)
    ended = _run(files)
    assert (ended.exit_code, ended.stderr.splitlines()) == (0, [f"trackpost: warning: {text}" for text in warnings])


def test_a_drift_for_a_program(tmp_path: Path) -> None:
    """Both routes, as an error has them, and the command is done."""
    files = make_project(tmp_path, config=PINNED, credentials=BETA)
    report = _run(files, "--json").report
    drift = report["drift"]
    assert isinstance(drift, dict)
    assert (report["ok"], report["error"], drift["kind"], drift["message"]) == (True, None, "route_drift", DRIFTED)
    assert drift["pinned"] == report["resource"] != report["route"] == drift["derived"]


def test_credentials_that_others_can_read(tmp_path: Path) -> None:
    """A warning that says how to mend it."""
    files = make_project(tmp_path, credentials=CREDENTIALS + 'api_token = "x"\n')
    files.credentials.chmod(0o644)
    warning = (
        f"{files.credentials}: other users of this machine have access to the credentials (mode 0644); "
        "run chmod 600 on the file, or bind again"
    )
    assert _run(files).stderr == f"trackpost: warning: {warning}\n"
    assert _run(files, "--json").report["warnings"] == [warning]


def test_no_cache(tmp_path: Path) -> None:
    """It is said where it would be and that it is not there, and the command is done."""
    files = make_project(tmp_path, rows=None)
    person, program = _run(files), _run(files, "--json")
    error = program.report["cache_error"]
    assert isinstance(error, dict)
    assert (person.exit_code, person.stderr.startswith(f"trackpost: warning: {files.cache}: ")) == (0, True)
    assert (program.exit_code, error["kind"], program.report["issues"]) == (0, "missing_cache", None)
    assert _rows(person)["cache"] == str(files.cache)
    assert "issues" not in _rows(person)


def test_the_last_receipt(tmp_path: Path) -> None:
    """What was published last, and how it ended."""
    files = make_project(tmp_path)
    with scripted() as server:
        sent = called("publish", "--server-url", server.url, "--json", env=files.env, cwd=files.root).report
    last = _run(files, "--json").report["last_receipt"]
    assert isinstance(last, dict)
    assert (last["key"], last["outcome"], last["issues"]) == (sent["idempotency_key"], "delivered", 2)
    assert "delivered" in _rows(_run(files))["last receipt"]


FAULTS: Mapping[str, tuple[str | None, str | None, str]] = {
    "no config": (None, CREDENTIALS, "not_bound"),
    "not bound": ("project: {}\n", CREDENTIALS, "not_bound"),
    "no YAML": (f"a: [{CANARY}", CREDENTIALS, "malformed_file"),
    "no mapping": ("- a\n", CREDENTIALS, "wrong_shape"),
    "credentials that are no TOML": (CONFIG, f"{CREDENTIALS}token = {CANARY}\n", "malformed_file"),
    "credentials of another shape": (CONFIG, f'tracker = "{CANARY}"\n', "wrong_shape"),
    "a credential of another shape": (CONFIG, f'{CREDENTIALS}username = ["{CANARY}"]\n', "malformed_credential"),
}


@pytest.mark.parametrize(("config", "credentials", "kind"), FAULTS.values(), ids=FAULTS.keys())
def test_what_has_no_status(config: str | None, credentials: str | None, kind: str, tmp_path: Path) -> None:
    """78: a line for a person, an object for a program, and nothing of what the files hold."""
    files = make_project(tmp_path, config=config, credentials=credentials)
    person, program = _run(files), _run(files, "--json")
    error = program.report["error"]
    assert isinstance(error, dict)
    assert (person.exit_code, person.stdout, person.stderr.count("\n")) == (78, b"", 1)
    assert (program.exit_code, error["kind"], program.stderr) == (78, kind, "")
    assert CANARY not in person.stderr + program.text


def test_a_status_shows_no_secret_and_changes_nothing(tmp_path: Path) -> None:
    """Whatever is in the files, and to whomever it is told."""
    secrets = CREDENTIALS + SECRETS + f'"odd" = ["{CANARY}"]\n[tokens]\naccess = "{CANARY}"\n'
    files = make_project(tmp_path, config=PINNED, credentials=secrets)
    before = everything_in(tmp_path)
    ended = [_run(files), _run(files, "--json")]
    assert [one for one in ended if CANARY in one.text + one.stderr] == []
    assert ([one.exit_code for one in ended], everything_in(tmp_path)) == ([0, 0], before)
    assert scope() in ended[0].text
