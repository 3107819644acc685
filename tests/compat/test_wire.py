"""What the releases that publish by themselves put on the wire, trackpost puts there too."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.compat.spec_kitty import NEWEST, PUBLISHERS, Environment, User, user_of
from tests.compat.trackers import TRACKERS, filled
from tests.support.golden import NAMES, Wire, copy_of
from tests.support.scripted_server import scripted

_PROMISED = ("content-type", "authorization")
by_release = pytest.mark.parametrize("release", PUBLISHERS.values(), ids=PUBLISHERS.keys())


def _sent(publish: Callable[[str], object]) -> Wire:
    """Return the only request of a publish, with the headers that do not depend on the client."""
    with scripted() as server:
        publish(server.url)
    asked = server.only
    headers = {name: asked.headers[name] for name in _PROMISED if name in asked.headers}
    return Wire(asked.method, asked.path, headers, json.loads(asked.body))


def _theirs(release: Environment, user: User, *options: str) -> Wire:
    return _sent(lambda url: release.spec_kitty("tracker", "sync", "publish", "--server-url", url, *options, user=user))


def _ours(user: User, *options: str) -> Wire:
    return _sent(lambda url: NEWEST.trackpost("publish", "--server-url", url, *options, user=user))


@by_release
@pytest.mark.parametrize("name", NAMES)
def test_a_golden_project(release: Environment, name: str, tmp_path: Path) -> None:
    """Method, path, headers and body are the same, and those that were recorded."""
    golden = copy_of(name, tmp_path)
    user = user_of(golden)
    assert _theirs(release, user) == _ours(user) == golden.wire


@by_release
@pytest.mark.parametrize("provider", TRACKERS.keys())
def test_a_project_that_trackpost_has_filled(release: Environment, provider: str, tmp_path: Path) -> None:
    """The older tool publishes what trackpost has pulled and linked exactly as trackpost does.

    With a token for the server: without one, the older tools send it GitHub's or GitLab's, and trackpost sends none.
    """
    user = filled(provider, tmp_path)
    token = ("--auth-token", "for-the-server")
    assert _theirs(release, user, *token) == _ours(user, *token)
