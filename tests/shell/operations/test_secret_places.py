"""Credentials from the environment, a command and the keyring, on the whole way from bind to publish."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import CREDENTIALS, Files, make_project, write
from tests.support.jira_server import SECRET, jira_server, stories
from tests.support.process import called
from tests.support.reference_server import reference_server
from tests.support.scripted_server import scripted
from trackpost import TrackerService
from trackpost.core.delivery.receipt import Undelivered
from trackpost.core.delivery.token import TokenOfAnotherServer
from trackpost.core.issues.tracker_fault import TrackerNotAllowed
from trackpost.core.parsing.secret import Secret
from trackpost.core.project.bind import Bound
from trackpost.core.routing.given import CredentialsCommandFailed
from trackpost.core.routing.origins import command_origin
from trackpost.core.routing.route import ResourceRoute

ACME = ResourceRoute("jira_project", "ACME")


def service_of(files: Files, environ: Mapping[str, str] | None = None) -> TrackerService:
    """Return the facade of a project, in an environment that is empty by default."""
    return TrackerService(files.root, home=files.home, clock=Stopwatch().clock, environ=environ or {})


def bound(service: TrackerService, **credentials: str) -> Bound:
    """Bind the project."""
    return service.bind(provider="jira", workspace="acme.atlassian.net", credentials=credentials).unwrap()


def settings(files: Files, text: str) -> None:
    """Write trackpost's own config file."""
    write(files.home / "trackpost" / "config.toml", text)


def printing(text: str) -> str:
    """Return a command, as the settings have it, that prints this and notes that it ran."""
    code = f"open('ran', 'a').write('x'); print('{text}')"
    return f'command = ["{sys.executable}", "-c", "{code}"]\n'


def runs(files: Files) -> int:
    """Return how often commands ran."""
    noted = files.home / "trackpost" / "ran"
    return len(noted.read_text()) if noted.exists() else 0


def variables(url: str) -> dict[str, str]:
    """Return the environment with all credentials of a Jira site."""
    return {
        "TRACKPOST_JIRA_BASE_URL": url,
        "TRACKPOST_JIRA_EMAIL": "dev@acme.example",
        "TRACKPOST_JIRA_API_TOKEN": SECRET,
        "TRACKPOST_JIRA_PROJECT_KEY": "ACME",
    }


def test_everything_from_the_environment(tmp_path: Path) -> None:
    """A home that has no file is enough: bind pins the project, stores no credential, and the pull gets all issues."""
    files = make_project(tmp_path, config=None, credentials=None, rows=None)
    with jira_server(ACME=stories(3)) as jira, scripted() as server:
        service = service_of(files, variables(jira.url))
        made = bound(service)
        pulled = service.pull().unwrap()
        sent = service.sync_publish(server_url=server.url).unwrap()
    assert (made.binding.resource, made.missing) == (ACME, ())
    assert made.credentials == ("api_token", "base_url", "email", "project_key")
    assert not files.credentials.exists()
    assert (pulled.counts.issues, sent.issues, sent.routing) == (3, 3, Success(ACME))


def test_only_what_is_named_is_stored(tmp_path: Path) -> None:
    """A variable and an option together are the credentials, and only the option is in the file."""
    files = make_project(tmp_path, config=None, credentials=None, rows=None)
    made = bound(service_of(files, {"TRACKPOST_JIRA_API_TOKEN": SECRET}), project_key="ACME")
    assert (made.credentials, made.binding.resource) == (("api_token", "project_key"), ACME)
    assert files.credentials.read_text() == '[tracker.providers.jira]\nproject_key = "ACME"\n'


def test_the_environment_names_the_cache(tmp_path: Path) -> None:
    """It is the account's own, whichever place the account comes from."""
    files = make_project(tmp_path, credentials='[tracker.providers.jira]\nproject_key = "ACME"\n')
    account = {"TRACKPOST_JIRA_BASE_URL": "https://acme.example", "TRACKPOST_JIRA_EMAIL": "dev@acme.example"}
    assert service_of(files, account).status().unwrap().cache == str(files.cache)
    assert service_of(files, account).routing().map(lambda routing: routing.route) == Success(Success(ACME))


def test_a_command_runs_only_for_a_pull(tmp_path: Path) -> None:
    """The secret of the file is below it; neither route, status nor preview needs one."""
    with jira_server(ACME=stories(2)) as jira:
        lines = f'base_url = "{jira.url}"\nemail = "dev@acme.example"\nproject_key = "ACME"\n'
        files = make_project(tmp_path, credentials=f"[tracker.providers.jira]\n{lines}", rows=None)
        settings(files, f"[credentials.jira]\n{printing(SECRET)}")
        service = service_of(files)
        service.routing().unwrap()
        before = (service.status().unwrap().missing, runs(files))
        pulled = service.pull().map(lambda done: done.counts.issues)
        service.preview().unwrap()
    assert (before, pulled, runs(files)) == (((), 0), Success(2), 1)


def test_a_command_that_fails(tmp_path: Path) -> None:
    """The pull ends before anybody is asked; the error says which command it was."""
    files = make_project(tmp_path)
    settings(files, f'[credentials.jira]\ncommand = ["{sys.executable}", "-c", "exit(3)"]\n')
    reason = "ended with status 3; run it by hand to see why"
    assert service_of(files).pull() == Failure(CredentialsCommandFailed("jira", sys.executable, reason))


REFUSALS: Mapping[str, tuple[str, str | None]] = {
    "environment": ("", "TRACKPOST_JIRA_API_TOKEN"),
    "command": (f"[credentials.jira]\n{printing('revoked')}", "the credentials command of jira"),
    "file": ("", None),
}


@pytest.mark.parametrize("place", REFUSALS)
def test_a_secret_that_is_refused(place: str, tmp_path: Path) -> None:
    """The error says where the secret is from, unless it is in the file that bind writes."""
    own, origin = REFUSALS[place]
    with jira_server(ACME=stories(1)) as jira:
        environ = {**variables(jira.url), "TRACKPOST_JIRA_API_TOKEN": "revoked" if place == "environment" else ""}
        stored = '[tracker.providers.jira]\napi_token = "revoked"\n'
        files = make_project(tmp_path, credentials=stored, rows=None)
        settings(files, own)
        error = service_of(files, environ).pull().failure()
    assert isinstance(error, TrackerNotAllowed)
    assert error.origin == origin


KITTY = 'server_url = "https://kitty.invalid"\n'
OTHER = "https://other.invalid/api/v1/connectors/trackers/snapshots/"


def test_the_token_of_a_command(tmp_path: Path) -> None:
    """It comes before the one of the file, and after the one that was given; a preview does not ask for it."""
    files = make_project(tmp_path, credentials=f'{CREDENTIALS}access_token = "of-the-file"\n')
    settings(files, f"[credentials.server]\n{printing('of-the-command')}")
    with scripted() as server:
        service = service_of(files)
        seen = service.preview(server_url=server.url).unwrap()
        before = runs(files)
        service.sync_publish(server_url=server.url).unwrap()
        service.sync_publish(server_url=server.url, auth_token="given").unwrap()
    tokens = [asked.headers["authorization"] for asked in server.asked]
    assert (seen.token, seen.token_from, before) == (None, command_origin("server"), 0)
    assert (tokens, runs(files)) == (["Bearer of-the-command", "Bearer given"], 1)
    given = service_of(files).preview(auth_token="given").unwrap()
    assert (given.token, given.token_from) == (Secret("given"), None)


SERVERS: Mapping[str, tuple[str, str, str | None]] = {
    "the one of the settings": (KITTY, '[server]\nurl = "https://other.invalid"\n', "https://kitty.invalid:443"),
    "else the one of the credentials file": (
        "",
        '[server]\nurl = "https://third.invalid"\n',
        "https://third.invalid:443",
    ),
    "any, if neither names one": ("", "", None),
}


@pytest.mark.parametrize(("own", "shared", "refused"), SERVERS.values(), ids=SERVERS.keys())
def test_where_the_token_of_a_command_goes(own: str, shared: str, refused: str | None, tmp_path: Path) -> None:
    """It goes to the server that it is for."""
    files = make_project(tmp_path, credentials=CREDENTIALS + shared)
    settings(files, f"{own}[credentials.server]\n{printing('t0ken')}")
    error = service_of(files).sync_publish(server_url="https://other.invalid").failure()
    if refused is None:
        assert isinstance(error, Undelivered)
        assert error.request.token == Secret("t0ken")
    else:
        words = "the token from the credentials command of server"
        assert error == TokenOfAnotherServer(refused, OTHER, words)


PLACES: Mapping[str, tuple[Mapping[str, str], str, str, str]] = {
    "the environment": ({"SAAS_AUTH_TOKEN": "wr0ng"}, "", "", "SAAS_AUTH_TOKEN"),
    "a command": ({}, f"[credentials.server]\n{printing('wr0ng')}", "", "the credentials command of server"),
    "the file": ({}, "", 'access_token = "wr0ng"\n', "[tracker.providers.jira] in the credentials file"),
}


@pytest.mark.parametrize(("environ", "own", "shared", "place"), PLACES.values(), ids=PLACES.keys())
def test_a_refusal_says_where_the_token_is_from(
    environ: Mapping[str, str], own: str, shared: str, place: str, tmp_path: Path
) -> None:
    """A publish and the doctor say the same, and only a token of the file is mended by binding again."""
    files = make_project(tmp_path, credentials=CREDENTIALS + shared)
    settings(files, own)
    with reference_server(token="k1tty-t0ken") as url:
        env = {**files.env, **environ, "SAAS_API_URL": url}
        published = called("publish", env=env, cwd=files.root)
        looked = called("doctor", env=env, cwd=files.root)
    assert (published.exit_code, looked.exit_code) == (77, 77)
    advice = f"; it is from {place}: correct it there, or give another token with --auth-token"
    assert advice in published.stderr
    assert advice in looked.text
    assert ("--credential access_token=-" in looked.text) == (place.endswith("file"))


def test_an_unusable_token_of_the_environment(tmp_path: Path) -> None:
    """It is called by the name of its variable."""
    files = make_project(tmp_path)
    ended = called(
        "publish", "--server-url", "http://127.0.0.1:9", env={**files.env, "SAAS_AUTH_TOKEN": "a b"}, cwd=files.root
    )
    assert ended.exit_code == 78
    assert "the token from SAAS_AUTH_TOKEN has a blank" in ended.stderr


def test_a_secret_that_both_jobs_miss(tmp_path: Path) -> None:
    """What keeps a publish and a pull from their secrets stops both, in the eyes of the doctor too."""
    files = make_project(tmp_path)
    settings(files, "keyring = true\n")
    env = {**files.env, "SAAS_API_URL": "http://127.0.0.1:9", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    looked = called("doctor", "--json", env=env, cwd=files.root).report
    assert looked["publish"] == called("publish", env=env, cwd=files.root).exit_code == 78
    assert looked["pull"] == called("pull", env=env, cwd=files.root).exit_code == 78
