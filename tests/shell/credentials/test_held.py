"""The credentials of a home folder and of the environment, before anybody is asked."""

from pathlib import Path

from returns.result import Failure, Success

from tests.support.clocks import Stopwatch
from tests.support.files import write
from trackpost.core.project.faults import MalformedFile, UnreadableFile
from trackpost.core.project.secret_faults import UnusableSetting
from trackpost.core.routing.origins import NOTHING
from trackpost.shell.credentials.held import read_credentials

CLOCK = Stopwatch().clock


def test_the_environment_is_above_the_file(tmp_path: Path) -> None:
    """Each member says where it comes from; the table may have another spelling of the tracker."""
    write(tmp_path / "credentials", '[tracker.providers.Jira]\nemail = "file"\nproject_key = "ACME"\n')
    held = read_credentials(tmp_path, "jira", {"TRACKPOST_JIRA_EMAIL": "environment"}, CLOCK).unwrap()
    assert dict(held.credentials) == {"email": "environment", "project_key": "ACME"}
    assert (held.secrets, held.server_url) == (None, None)
    assert {key: origin.in_words for key, origin in held.credentials.origins.items()} == {
        "email": "TRACKPOST_JIRA_EMAIL",
        "project_key": "[tracker.providers.Jira] in the credentials file",
    }


def test_settings(tmp_path: Path) -> None:
    """They may name a server, and places of secrets."""
    write(tmp_path / "trackpost" / "config.toml", '\ufeffserver_url = "https://kitty.example"\n')
    held = read_credentials(tmp_path, "jira", {}, CLOCK).unwrap()
    assert held.server_url == "https://kitty.example"
    assert held.secrets is not None
    assert held.secrets.completed("jira", NOTHING) == Success(NOTHING)


def test_settings_that_cannot_be_used(tmp_path: Path) -> None:
    """The line and the key are told; so is a file that is no TOML, or that is no file."""
    path = write(tmp_path / "trackpost" / "config.toml", "# mine\n\nkeyrings = true\n")
    unknown = UnusableSetting(str(path), 3, "keyrings", "is unknown; did you mean keyring?")
    assert read_credentials(tmp_path, "jira", {}, CLOCK) == Failure(unknown)
    path.write_text("keyring = ")
    assert isinstance(read_credentials(tmp_path, "jira", {}, CLOCK).failure(), MalformedFile)
    path.unlink()
    path.mkdir()
    assert isinstance(read_credentials(tmp_path, "jira", {}, CLOCK).failure(), UnreadableFile)
