"""``trackpost init``: asks on a terminal, takes options elsewhere, and tries everything before it writes anything."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from attrs import frozen

from tests.support.conversation import conversation
from tests.support.files import credentials_in, everything_in
from tests.support.jira_server import SECRET, Tracker, jira_credentials, jira_server, stories
from tests.support.process import Ended, called, trackpost
from tests.support.reference_server import reference_server
from tests.support.scripted_server import http, scripted

_TOKEN = "k1tty-t0ken"
_NAMED = ("--provider", "jira", "--workspace", "acme.atlassian.net")
_NOWHERE = "http://127.0.0.1:9"


@frozen
class World:
    """A person with an empty folder and an empty home, a tracker and a server."""

    folder: Path
    jira: Tracker
    kitty: str

    @property
    def home(self) -> Path:
        """In place of ``~/.spec-kitty``."""
        return self.folder / "home"

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.folder / "board"

    @property
    def env(self) -> Mapping[str, str]:
        """The person's environment."""
        return {"SPEC_KITTY_HOME": str(self.home)}

    @property
    def credentials(self) -> Mapping[str, str]:
        """Those that the tracker accepts."""
        return jira_credentials(self.jira.url)

    def credential(self, key: str) -> str:
        """Return the value of an option."""
        return f"{key}={self.credentials[key]}"

    @property
    def options(self) -> tuple[str, ...]:
        """All answers as options."""
        pairs = [word for key in self.credentials for word in ("--credential", self.credential(key))]
        return (*_NAMED, *pairs, "--server-url", self.kitty, "--auth-token", _TOKEN)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Run the tracker and the server."""
    with jira_server(ACME=stories(2)) as jira, reference_server(token=_TOKEN) as kitty:
        (tmp_path / "board").mkdir()
        yield World(tmp_path, jira, kitty)


def test_on_a_terminal(world: World) -> None:
    """Each wrong answer is asked for again, no secret is shown, and what is accepted is stored."""
    with conversation("init", env=world.env, cwd=world.root) as asking:
        asking.answer("Tracker (", "jria")
        asking.until("unknown provider 'jria'; did you mean 'jira'?")
        asking.answer("Tracker (", "Jira")
        asking.answer("Workspace", "acme.atlassian.net")
        asking.answer("base_url [https://acme.atlassian.net]", "ftp://acme")
        asking.until("it must begin with https://")
        asking.answer("base_url", world.jira.url)
        asking.answer("email", "dev@acme.example")
        asking.answer("api_token", "wr0ng-t0ken")
        asking.answer("project_key", "ACME")
        asking.until("jira does not accept the credentials (HTTP 401: who are you?)")
        asking.answer("Keep these credentials all the same? [y/N]", "n")
        asking.answer(f"base_url [{world.jira.url}]", "")
        asking.answer("email [dev@acme.example]", "")
        asking.answer("api_token", SECRET)
        asking.answer("project_key [ACME]", "")
        asking.answer("Spec Kitty server", "kitty")
        asking.until("it must begin with https://")
        asking.answer("Spec Kitty server", world.kitty)
        asking.answer("Bearer token", "wr0ng-bearer")
        asking.until("the server does not accept this token")
        assert not (world.root / ".kittify").exists()
        asking.answer("Bearer token", _TOKEN)
        status = asking.finish()
    assert (status, "Bound: " in asking.shown, "Accepted: " in asking.shown) == (0, True, True), asking.shown
    assert [text for text in (SECRET, "wr0ng", _TOKEN) if text in asking.shown] == []
    stored = credentials_in(world.home, "jira").unwrap()
    assert (stored["api_token"], stored["access_token"]) == (SECRET, _TOKEN)
    _can_be_used(world)


def _can_be_used(world: World) -> None:
    """Pull and publish what was set up."""
    assert trackpost("pull", env=world.env, cwd=world.root).exit_code == 0
    ended = trackpost("publish", env=world.env, cwd=world.root)
    assert (ended.exit_code, ended.stderr) == (0, ""), ended


def test_what_is_stored_need_not_be_typed(world: World) -> None:
    """Enter keeps it: the credentials, the server, and its token."""
    assert _run(world).exit_code == 0
    with conversation("init", "--provider", "jira", env=world.env, cwd=world.root) as asking:
        asking.answer("Workspace", "acme.atlassian.net")
        for key in ("base_url", "email", "api_token", "project_key"):
            asking.answer(f"{key} (Enter keeps that of [tracker.providers.jira] in the credentials file)", "")
        asking.answer(f"Spec Kitty server [{world.kitty}]", "")
        asking.answer("Bearer token", "")
        assert asking.finish() == 0
    assert "Accepted: " in asking.shown


def test_a_server_can_be_named_later(world: World) -> None:
    """Nothing is stored of one then."""
    with conversation("init", *world.options[:-4], env=world.env, cwd=world.root) as asking:
        asking.answer("Spec Kitty server (https://HOST; Enter to name it later)", "")
        assert asking.finish() == 0
    assert "Accepted: " not in asking.shown
    assert not (world.home / "trackpost" / "config.toml").exists()


def test_a_tracker_that_is_out_of_reach(world: World) -> None:
    """The credentials can be kept all the same."""
    with conversation("init", "--provider", "jira", "--workspace", "acme", env=world.env, cwd=world.root) as asking:
        for key, text in {"base_url": _NOWHERE, "email": "a@b.c", "api_token": "t0ken", "project_key": "ACME"}.items():
            asking.answer(key, text)
        asking.until("cannot reach jira")
        asking.answer("Keep these credentials all the same? [y/N]", "y")
        asking.answer("Spec Kitty server", _NOWHERE)
        asking.answer("Bearer token", "")
        asking.until("cannot reach the server")
        asking.answer("Go on without a server (`trackpost config set server-url` stores one later)? [y/N]", "n")
        asking.answer("Spec Kitty server", _NOWHERE)
        asking.answer("Bearer token", "")
        asking.answer("Go on without a server (`trackpost config set server-url` stores one later)? [y/N]", "y")
        assert asking.finish() == 0


def test_ctrl_c(world: World) -> None:
    """Nothing is written, and the last line says so."""
    before = everything_in(world.folder)
    with conversation("init", env=world.env, cwd=world.root) as asking:
        asking.answer("Tracker (", "beads")
        assert asking.interrupt("team in the tracker): ") == 130
    assert asking.shown.rstrip().endswith("interrupted; nothing was written")
    assert everything_in(world.folder) == before


def _run(world: World, *more: str) -> Ended:
    return called("init", *world.options, *more, env=world.env, cwd=world.root)


def test_by_options(world: World) -> None:
    """The same without a terminal, and as one object."""
    ended = _run(world, "--json")
    report = ended.report
    assert (ended.exit_code, report["ok"], report["provider"], report["missing"]) == (0, True, "jira", [])
    assert report["endpoint"] == f"{world.kitty}/api/v1/connectors/trackers/snapshots/"
    _can_be_used(world)


def test_the_environment_is_used_and_not_stored(world: World) -> None:
    """Neither the secret of the tracker nor the token of the server."""
    env = {**world.env, "TRACKPOST_JIRA_API_TOKEN": SECRET, "SAAS_API_URL": world.kitty, "SAAS_AUTH_TOKEN": _TOKEN}
    options = [word for key in ("base_url", "email", "project_key") for word in ("--credential", world.credential(key))]
    ended = called("init", *_NAMED, *options, env=env, cwd=world.root)
    assert ended.exit_code == 0, ended
    assert credentials_in(world.home, "jira").unwrap().keys() == {"base_url", "email", "project_key"}
    assert not (world.home / "trackpost" / "config.toml").exists()


def test_what_cannot_be_mended_by_typing(world: World) -> None:
    """A secret of the environment that the tracker refuses is not asked for."""
    env = {**world.env, **{f"TRACKPOST_JIRA_{key.upper()}": text for key, text in world.credentials.items()}}
    with conversation("init", *_NAMED, env={**env, "TRACKPOST_JIRA_API_TOKEN": "wr0ng"}, cwd=world.root) as asking:
        assert asking.finish() == 77
    assert "Keep these" not in asking.shown


def test_a_project_that_cannot_be_bound(world: World) -> None:
    """The address of the server is not stored either."""
    (world.root / ".kittify").write_text("no folder")
    ended = _run(world, "--root", str(world.root))
    assert ended.exit_code != 0
    assert not (world.home / "trackpost" / "config.toml").exists()


WRONG: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "no tracker": (
        (),
        2,
        "no tracker (jira, linear, azure_devops, github, gitlab, beads, fp); give one with --provider",
    ),
    "no workspace": (("--provider", "beads"), 2, "give one with --workspace"),
    "an unknown tracker": (("--provider", "jria"), 2, "unknown provider 'jria'; did you mean 'jira'?"),
    "no secret": (
        ("--provider", "jira", "--workspace", "acme.atlassian.net", "--credential", "email=a@b.c"),
        2,
        "no api_token; give one with --credential api_token=-",
    ),
    "a workspace that is blank": (("--provider", "beads", "--workspace", " "), 2, "the workspace is blank"),
}


@pytest.mark.parametrize(("options", "status", "words"), WRONG.values(), ids=WRONG.keys())
def test_one_line(options: tuple[str, ...], status: int, words: str, tmp_path: Path) -> None:
    """What is missing or wrong is told in one line, and nothing is written."""
    ended = called("init", *options, env={"SPEC_KITTY_HOME": tmp_path / "home"}, cwd=tmp_path)
    assert (ended.exit_code, ended.text, ended.stderr.count("\n")) == (status, "", 1), ended
    assert words in ended.stderr
    assert list(tmp_path.iterdir()) == []


REFUSED: Mapping[str, tuple[tuple[str, ...], int, str]] = {
    "the tracker refuses": (("--credential", "api_token=wr0ng"), 77, "jira does not accept the credentials"),
    "the server refuses": (("--auth-token", "wr0ng"), 77, "the server does not accept this token"),
    "the server is not there": (("--server-url", _NOWHERE), 69, "cannot reach the server"),
    "the address is wrong": (("--server-url", "kitty"), 78, "it must begin with https://"),
    "the token is unusable": (("--auth-token", "a b"), 78, "has a blank"),
}


@pytest.mark.parametrize(("more", "status", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_nothing_is_written_before_all_is_accepted(
    more: tuple[str, ...], status: int, words: str, world: World
) -> None:
    """One line with the status that a pull or a publish would have."""
    options = world.options
    if more[0] == "--credential":
        options = tuple("api_token=wr0ng" if SECRET in word else word for word in options)
        more = ()
    ended = called("init", *options, *more, env=world.env, cwd=world.root)
    assert (ended.exit_code, ended.stderr.count("\n"), words in ended.stderr) == (status, 1, True), ended
    assert (list(world.root.iterdir()), world.home.exists()) == ([], False)


def test_a_config_that_forbids_it(world: World) -> None:
    """Nobody is asked."""
    config = world.root / ".kittify" / "config.yaml"
    config.parent.mkdir()
    config.write_text("sync:\n  enabled: false\n")
    with scripted(http(200, b"{}")) as server:
        ended = _run(world, "--credential", f"server_url={server.url}")
    assert (ended.exit_code, "sync.enabled is false" in ended.stderr, server.asked) == (78, True, [])
