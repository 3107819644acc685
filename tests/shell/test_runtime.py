"""The runtime of a project, from real files."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Failure, Success

from tests.support.cache import WORKSPACE
from tests.support.files import make_project, scope
from tests.support.golden import GOLDEN, NAMES
from trackpost.core.project.binding import Binding
from trackpost.core.project.faults import MalformedFile, NotAProject
from trackpost.core.routing.credentials import MalformedCredential
from trackpost.core.routing.origins import all_from, file_origin
from trackpost.shell.cache.reader import CacheReader
from trackpost.shell.runtime import Runtime, load_runtime


@pytest.mark.parametrize("name", NAMES)
def test_the_cache_of_each_golden_project_is_found(name: str) -> None:
    """The name that is derived is the name that the replaced tool gave the only cache."""
    home = GOLDEN / name / "home" / ".spec-kitty"
    (cache,) = (home / "trackers").iterdir()
    found = load_runtime(GOLDEN / name / "project", home)
    assert found.map(lambda runtime: runtime.cache) == Success(CacheReader(cache))


def _config(provider: str) -> str:
    return f"tracker: {{provider: {provider!r}, workspace: {WORKSPACE}}}\n"


JIRA = '[tracker.providers.jira]\nbase_url = "https://Acme.Example "\nproject_key = "ACME"\n'
ACCOUNT = {"base_url": "https://Acme.Example ", "project_key": "ACME"}

RUNTIMES: Mapping[str, tuple[str, str | None, tuple[str, str], Mapping[str, object], str]] = {
    "no credentials": ("jira", None, ("jira", "jira"), {}, scope("jira", WORKSPACE, "local", "anonymous", "no-team")),
    "an account": (
        "jira",
        JIRA,
        ("jira", "jira"),
        ACCOUNT,
        scope("jira", WORKSPACE, "https://acme.example", "anonymous", "no-team"),
    ),
    "another spelling": (
        "JiRA",
        JIRA,
        ("jira", "JiRA"),
        ACCOUNT,
        scope("jira", WORKSPACE, "https://acme.example", "anonymous", "no-team"),
    ),
    "an alias keeps its own cache": (
        "Azure",
        '[tracker.providers.azure_devops]\npat = "x"\nteam_slug = "Blue"\nserver_url = "s"\nusername = "U"\n',
        ("azure_devops", "Azure"),
        {"pat": "x", "team_slug": "Blue", "server_url": "s", "username": "U"},
        scope("azure", WORKSPACE, "s", "u", "blue"),
    ),
}


@pytest.mark.parametrize(
    ("provider", "credentials", "names", "account", "stem"), RUNTIMES.values(), ids=RUNTIMES.keys()
)
def test_load_runtime(
    provider: str,
    credentials: str | None,
    names: tuple[str, str],
    account: Mapping[str, object],
    stem: str,
    tmp_path: Path,
) -> None:
    """Config and credentials together are exactly this runtime; the cache need not exist."""
    files = make_project(tmp_path, config=_config(provider), credentials=credentials, rows=None)
    binding = Binding(provider=names[0], provider_as_typed=names[1], workspace=WORKSPACE)
    expected = Runtime(
        binding=binding,
        credentials=all_from(file_origin(names[0]), account),
        cache_path=files.home / "trackers" / f"{stem}.db",
        folder=files.root,
        home=files.home,
    )
    assert load_runtime(files.root, files.home) == Success(expected)
    assert expected.cache == CacheReader(expected.cache_path)


def test_credentials_are_not_printed(tmp_path: Path) -> None:
    """A runtime in a log shows no secret."""
    files = make_project(tmp_path, credentials='[tracker.providers.jira]\napi_token = "c4nary-s3cret"\n')
    assert "c4nary" not in repr(load_runtime(files.root, files.home))


def test_the_config_is_looked_at_first(tmp_path: Path) -> None:
    """Of two faults, the config's is told."""
    files = make_project(tmp_path, config="[", credentials="[")
    assert isinstance(load_runtime(files.root, files.home).failure(), MalformedFile)
    assert load_runtime(files.root, files.home).failure() == load_runtime(files.root, tmp_path / "other").failure()


def test_a_credential_that_makes_the_cache_unknown(tmp_path: Path) -> None:
    """Where the account is malformed, no cache is guessed at."""
    files = make_project(tmp_path, credentials="[tracker.providers.jira]\nemail = true\n")
    assert load_runtime(files.root, files.home) == Failure(MalformedCredential("jira", "email", "bool"))


def test_no_project(tmp_path: Path) -> None:
    """A folder without a project has no runtime."""
    assert load_runtime(tmp_path, tmp_path) == Failure(NotAProject(str(tmp_path)))
