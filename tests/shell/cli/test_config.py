"""``trackpost config``: set, get, list and unset, and the default server that follows."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import CREDENTIALS, Files, make_project
from tests.support.process import Ended, called, trackpost
from tests.support.scripted_server import scripted

KITTY = "https://kitty.example"


def runs(files: Files, *arguments: str, **environ: str) -> Ended:
    """Run a command of ``trackpost config``."""
    return called("config", *arguments, env={**files.env, **environ}, cwd=files.root)


def error_of(ended: Ended) -> dict[str, object]:
    """Return the error in a report."""
    error = ended.report["error"]
    assert isinstance(error, dict)
    return error


def test_a_setting_from_set_to_unset(tmp_path: Path) -> None:
    """It is stored for the owner alone, shown with its origin, and gone in the end."""
    files = make_project(tmp_path)
    stored = files.home / "trackpost" / "config.toml"
    assert runs(files, "set", "server_url", KITTY).stdout == b"Set: server-url\n"
    runs(files, "set", "--", "credentials.jira.command", "op", "read", "--no-newline", "my token")
    assert runs(files, "get", "server-url").stdout == f"{KITTY}\n".encode()
    assert runs(files, "list", "--show-origin").stdout.decode().splitlines() == [
        f"  server-url                {KITTY}            server_url in {stored}",
        "  keyring                   false                            default",
        f"  credentials.jira.command  op read --no-newline 'my token'  credentials.jira.command in {stored}",
    ]
    assert stored.stat().st_mode & 0o777 == 0o600
    assert runs(files, "unset", "server-url").stdout == b"Unset: server-url\n"
    missing = runs(files, "get", "server-url")
    assert (missing.exit_code, missing.stderr) == (
        78,
        "trackpost: error: server-url is not set; set it with `trackpost config set server-url VALUE`\n",
    )


def test_where_the_server_is_from(tmp_path: Path) -> None:
    """The value that counts is shown, wherever it is from."""
    files = make_project(tmp_path, credentials=f'{CREDENTIALS}[server]\nurl = "{KITTY}"\n')
    shared = runs(files, "get", "server-url", "--json").report["settings"]
    variable = runs(files, "list", "--json", SAAS_API_URL="https://other.example").report["settings"]
    assert shared == [{"name": "server-url", "value": KITTY, "origin": "[server] in the credentials file"}]
    assert variable == [
        {"name": "server-url", "value": "https://other.example", "origin": "SAAS_API_URL"},
        {"name": "keyring", "value": False, "origin": None},
    ]


def test_what_cannot_be_set(tmp_path: Path) -> None:
    """The error is the one of the option, and nothing is written."""
    files = make_project(tmp_path)
    wrong = runs(files, "set", "server-url", "ftp://kitty.example")
    unknown = runs(files, "set", "server-uri", KITTY, "--json")
    assert (wrong.exit_code, wrong.stderr) == (
        78,
        "trackpost: error: cannot use server URL 'ftp://kitty.example': it must begin with https://\n",
    )
    assert (unknown.exit_code, error_of(unknown)["nearest"]) == (2, "server-url")
    assert not (files.home / "trackpost" / "config.toml").exists()


def test_a_file_that_is_wrong_elsewhere(tmp_path: Path) -> None:
    """It is not written, unless the new value mends it."""
    files = make_project(tmp_path)
    stored = files.home / "trackpost" / "config.toml"
    stored.parent.mkdir()
    stored.write_text("server_url = 7\n")
    refused = runs(files, "set", "keyring", "true")
    assert (refused.exit_code, stored.read_text()) == (78, "server_url = 7\n")
    assert "line 1: server_url must be text that is not blank" in refused.stderr
    assert runs(files, "set", "server-url", KITTY).exit_code == 0
    assert stored.read_text() == f'server_url = "{KITTY}"\n'


KEYRINGS: Mapping[str, tuple[str, str]] = {
    "one that keeps nothing": (
        "keyring.backends.null.Keyring",
        "keyring.backends.null.Keyring does not keep secrets safely",
    ),
    "one that is not there": ("nowhere.at.all.Keyring", "No module named 'nowhere'"),
}


@pytest.mark.parametrize(("backend", "reason"), KEYRINGS.values(), ids=KEYRINGS.keys())
def test_a_keyring_that_cannot_be_used(backend: str, reason: str, tmp_path: Path) -> None:
    """A pull ends before it asks anybody, and says what to do."""
    files = make_project(tmp_path)
    runs(files, "set", "keyring", "true")
    ended = trackpost("pull", env={**files.env, "PYTHON_KEYRING_BACKEND": backend}, cwd=files.root)
    assert (ended.exit_code, ended.stderr) == (
        78,
        (
            f"trackpost: error: cannot use the system keyring ({reason}); start or unlock one, or turn it off with "
            "`trackpost config unset keyring`\n"
        ),
    )


def test_a_publish_without_the_option(tmp_path: Path) -> None:
    """It goes to the server of the settings, and a preview shows that."""
    files = make_project(tmp_path)
    with scripted() as server:
        runs(files, "set", "server-url", server.url)
        seen = called("preview", "--json", env=files.env, cwd=files.root)
        sent = called("publish", env=files.env, cwd=files.root)
        other = called("publish", env={**files.env, "SAAS_API_URL": "ftp://other.example"}, cwd=files.root)
    assert seen.report["endpoint"] == f"{server.url}/api/v1/connectors/trackers/snapshots/"
    assert (sent.exit_code, len(server.asked), other.exit_code) == (0, 1, 78)
