"""The doctor finds what a publish and a pull would meet, and says with which status they would end."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.cache import Row, checkpoint_row, issue_row, sound_payload
from tests.support.conversation import conversation
from tests.support.files import CONFIG, CREDENTIALS, everything_in, make_project, write
from tests.support.jira_server import JIRA_SITE, bound_project, jira_credentials, jira_server, stories
from tests.support.process import Ended, called
from tests.support.reference_server import received, reference_server
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.reporting.exit_codes import ExitCode
from trackpost.core.reporting.findings import Finding, status_of
from trackpost.shell.operations.doctor import examine
from trackpost.shell.operations.wiring import wired
from trackpost.shell.service import TrackerService

_TOKEN = "k1tty-t0ken"
_NOWHERE = "http://127.0.0.1:9"


def by_subject(findings: tuple[Finding, ...]) -> Mapping[str, Finding]:
    """Return the findings by their subjects, the last of each."""
    return {one.subject: one for one in findings}


def contents_of(folder: Path) -> Mapping[str, str]:
    """Return the digest of each file, but for what SQLite puts beside a cache that is read."""
    return {name: seen[2] for name, seen in everything_in(folder).items() if not name.endswith(("-shm", "-wal"))}


def test_everything_is_sound(tmp_path: Path) -> None:
    """The server has received nothing, and no file has changed."""
    with reference_server(token=_TOKEN) as kitty, jira_server(ACME=stories(3)) as jira:
        files = bound_project(tmp_path, "jira", JIRA_SITE, jira_credentials(jira.url))
        TrackerService(files.root, home=files.home, environ={}).pull().unwrap()
        before = contents_of(tmp_path)
        wiring = wired(files.root, home=files.home, ledger=None, post=None, clock=None, environ={})
        findings = tuple(examine(wiring, server_url=kitty, auth_token=_TOKEN))
        arrived = received(kitty, headers={"Authorization": f"Bearer {_TOKEN}"}).body
    assert {one.level for one in findings if one.subject not in {"account", "clock"}} == {"ok"}, findings
    assert (status_of(findings, "publish"), status_of(findings, "pull")) == (ExitCode.OK, ExitCode.OK)
    assert by_subject(findings)["snapshot"].says.startswith("3 issues, 0 links, ")
    assert by_subject(findings)["server"].says.startswith("accepts the token; ")
    assert arrived == []
    assert contents_of(tmp_path) == before


_PINNED = CONFIG + "  resource: {type: jira_project, id: BETA}\n"
_WITHOUT_KEY = CREDENTIALS.replace('project_key = "ACME"\n', "")
_OF_ANOTHER = CREDENTIALS + 'access_token = "t0ken"\n[server]\nurl = "https://other.example"\n'
BROKEN: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "nothing": (CONFIG, CREDENTIALS, ()),
    "no binding": ("tracker: {}\n", CREDENTIALS, ()),
    "a config that is no YAML": ("a: ]\n", CREDENTIALS, ()),
    "credentials that are no TOML": (CONFIG, "[", ()),
    "another project's credentials": (_PINNED, CREDENTIALS, ()),
    "no consent": (CONFIG + "  egress: refused\n", CREDENTIALS, ()),
    "no route, though one is required": (CONFIG, _WITHOUT_KEY, ("--require-route",)),
    "no route": (CONFIG, _WITHOUT_KEY, ()),
    "a token that no header carries": (CONFIG, CREDENTIALS, ("--auth-token", "a b")),
    "a token of another server": (CONFIG, _OF_ANOTHER, ("--server-url", "https://kitty.example", "--auth-token", "")),
    "a server address with a query": (CONFIG, CREDENTIALS, ("--server-url", "https://kitty.example/?a=b")),
    "a server that is not there": (CONFIG, CREDENTIALS, ("--server-url", _NOWHERE)),
    "a token that the server does not know": (CONFIG, CREDENTIALS, ("--auth-token", "wr0ng")),
    "no token": (CONFIG, CREDENTIALS, ("--auth-token", "")),
}


@pytest.mark.parametrize(("config", "credentials", "options"), BROKEN.values(), ids=BROKEN.keys())
def test_the_status_of_a_publish(config: str, credentials: str, options: tuple[str, ...], tmp_path: Path) -> None:
    """Both end with the same status, and the doctor has an error if a publish has one."""
    files = make_project(tmp_path, config=config, credentials=credentials)
    with reference_server(token=_TOKEN) as url:
        env = {**files.env, "SAAS_API_URL": url, "SAAS_AUTH_TOKEN": _TOKEN}
        looked = called("doctor", "--json", *options, env=env, cwd=files.root)
        published = called("publish", "--json", "--deadline-seconds", "3", *options, env=env, cwd=files.root)
    assert looked.exit_code == published.exit_code == looked.report["publish"], (looked, published)
    assert (looked.report["error"] is None) == (published.report["error"] is None)


CACHES: Mapping[str, tuple[Row, ...] | None] = {
    "no cache": None,
    "no checkpoint": (issue_row(),),
    "a row that is no issue": (issue_row(payload="{}"), checkpoint_row()),
    "an issue of another project": (issue_row(payload=sound_payload(1).replace("ACME-1", "BETA-1")), checkpoint_row()),
}


@pytest.mark.parametrize("rows", CACHES.values(), ids=CACHES.keys())
def test_the_cache(rows: tuple[Row, ...] | None, tmp_path: Path) -> None:
    """What keeps a snapshot from being built is found, and the server is asked all the same."""
    files = make_project(tmp_path, rows=rows)
    with reference_server() as url:
        env = {**files.env, "SAAS_API_URL": url}
        looked = called("doctor", "--json", env=env, cwd=files.root)
        published = called("publish", "--json", env=env, cwd=files.root)
    assert looked.exit_code == published.exit_code
    assert looked.report["error"] == published.report["error"]
    assert "asks for no token" in levels(looked)["server"][1]


def levels(ended: Ended) -> Mapping[str, tuple[str, str]]:
    """Return the level and the words of each subject, the last of each."""
    findings = ended.report["findings"]
    assert isinstance(findings, list)
    return {one["subject"]: (one["level"], one["says"]) for one in findings}


ACCOUNTS: Mapping[str, tuple[tuple[Reply, ...], Mapping[str, str], int]] = {
    "both": (
        (http(200, b"[]"), http(200, b'{"login": "dev"}')),
        {"tracker": "ok", "account": "ok"},
        0,
    ),
    "an app, which has no account": (
        (http(200, b"[]"), http(403, b'{"message": "Resource not accessible by integration"}')),
        {"tracker": "ok", "account": "note"},
        0,
    ),
    "no access to the project": (
        (http(404, b"{}"), http(200, b'{"login": "dev"}')),
        {"tracker": "fault", "account": "ok"},
        76,
    ),
    "a dead token": (
        (http(401, b"{}"), http(401, b"{}")),
        {"tracker": "fault", "account": "not_asked"},
        77,
    ),
}


@pytest.mark.parametrize(("replies", "expected", "status"), ACCOUNTS.values(), ids=ACCOUNTS.keys())
def test_the_tracker(replies: tuple[Reply, ...], expected: Mapping[str, str], status: int, tmp_path: Path) -> None:
    """It tells apart whose the credentials are, and what they may read; a publish does not need either."""
    with scripted(*replies) as tracker, reference_server() as url:
        access = f'base_url = "{tracker.url}"\nowner = "acme"\nrepo = "shop"\ntoken = "t0ken"\n'
        files = make_project(
            tmp_path,
            config="tracker:\n  provider: github\n  workspace: acme\n",
            credentials=f"[tracker.providers.github]\n{access}",
            rows=None,
        )
        looked = called("doctor", "--json", env={**files.env, "SAAS_API_URL": url}, cwd=files.root)
    assert {name: levels(looked)[name][0] for name in expected} == expected, looked
    assert (looked.report["pull"], looked.report["publish"], looked.exit_code) == (status, 65, 65)


def test_nobody_is_asked_without_consent(tmp_path: Path) -> None:
    """Neither the server nor the tracker."""
    with scripted() as server:
        credentials = CREDENTIALS.replace("https://acme.example", server.url) + 'api_token = "t0ken"\n'
        files = make_project(tmp_path, config=CONFIG + "  egress: refused\n", credentials=credentials)
        looked = called("doctor", "--json", env={**files.env, "SAAS_API_URL": server.url}, cwd=files.root)
    assert (server.asked, levels(looked)["server"][0], levels(looked)["tracker"][0]) == ([], "not_asked", "not_asked")


CLOCKS: Mapping[str, tuple[str, str]] = {
    "long ago": ("Sun, 01 Mar 2026 12:00:00 GMT", "note"),
    "no time": ("yesterday", ""),
}


@pytest.mark.parametrize(("date", "level"), CLOCKS.values(), ids=CLOCKS.keys())
def test_a_clock_that_differs(date: str, level: str, tmp_path: Path) -> None:
    """It is told, and stops nothing."""
    files = make_project(tmp_path)
    reply = http(400, b'{"error": "missing_idempotency_key"}', {"Date": date})
    with scripted(reply) as server:
        looked = called("doctor", "--json", env={**files.env, "SAAS_API_URL": server.url}, cwd=files.root)
    assert (levels(looked).get("clock", ("",))[0], looked.exit_code) == (level, 0)


def test_what_others_can_do_to_the_home(tmp_path: Path) -> None:
    """Credentials that others can read, and a home that cannot be made."""
    files = make_project(tmp_path)
    files.credentials.chmod(0o644)
    lines = called("doctor", env=files.env, cwd=files.root).text.splitlines()
    assert f"to fix it: chmod 600 {files.credentials}" in "\n".join(lines)
    below = write(tmp_path / "file", "") / "home"
    looked = called("doctor", "--json", env={"SPEC_KITTY_HOME": below}, cwd=files.root)
    assert levels(looked)["permissions"][1].startswith(f"{below}: this user may not write here")


def test_a_ledger_that_is_no_database(tmp_path: Path) -> None:
    """A publish sets it aside, so nothing stops."""
    files = make_project(tmp_path)
    write(files.home / "trackpost" / "ledger.db", b"no database" * 100)
    with reference_server() as url:
        looked = called("doctor", "--json", env={**files.env, "SAAS_API_URL": url}, cwd=files.root)
    assert (levels(looked)["ledger"][0], looked.exit_code) == ("note", 0)


def test_a_shared_ledger_that_cannot_be_used(tmp_path: Path) -> None:
    """It stops a publish, whose status the doctor has too."""
    files = make_project(tmp_path)
    for ledger in ("http://nowhere.example", "postgresql://trackpost@127.0.0.1:9/trackpost"):
        options = ("--ledger", ledger, "--server-url", _NOWHERE, "--json")
        looked = called("doctor", *options, env=files.env, cwd=files.root)
        published = called("publish", *options, env=files.env, cwd=files.root)
        assert looked.exit_code == published.exit_code, (looked, published)
        assert looked.report["error"] == published.report["error"]


def test_in_words(tmp_path: Path) -> None:
    """A line for each finding, the command below it, and what follows from all of them."""
    files = make_project(tmp_path, config=None)
    ended = called("doctor", env=files.env, cwd=files.root)
    lines = [line.split() for line in ended.text.splitlines()]
    assert ended.exit_code == 78
    assert ["to", "fix", "it:", "trackpost", "init"] in lines
    assert ended.text.splitlines()[-2:] == ["publish: would exit with 78", "pull:    would exit with 78"]


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    """On a terminal, the doctor says what it waits for."""
    files = make_project(tmp_path)
    with (
        scripted(Reply(holds=True)) as server,
        conversation("doctor", "--server-url", server.url, env=files.env, cwd=files.root) as asking,
    ):
        asking.until("waiting until ")
        assert asking.interrupt("no answer from 127.0.0.1") == 130


def test_without_a_home(tmp_path: Path) -> None:
    """The home folder of a person is no project, so there is nothing to look at."""
    ended = called("doctor", env={"HOME": tmp_path}, cwd=tmp_path)
    assert (ended.exit_code, ended.text) == (78, "")
    looked = called("doctor", "--json", env={"HOME": tmp_path}, cwd=tmp_path)
    assert (looked.exit_code, looked.report["publish"], looked.stderr) == (78, 78, "")
    assert levels(looked)["project"][0] == "fault"
