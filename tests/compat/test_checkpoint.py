"""A pull of trackpost that is under way does not disturb the pulls of Spec Kitty, nor they it."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.compat.spec_kitty import NEWEST, PUBLISHERS, Environment, json_object
from tests.compat.trackers import TRACKERS, bound
from tests.support.scripted_server import Asked

_CURSORS = frozenset({"after", "cursor", "nextPageToken"})


def _place_in(asked: Asked) -> dict[str, object]:
    """Return what a request says about the page that it wants, unless that is the first one."""
    query = dict(parse_qsl(urlsplit(asked.path).query))
    variables = json.loads(asked.body)["variables"] if asked.body else {}
    named = {name: text for name, text in {**query, **variables}.items() if name in _CURSORS and text is not None}
    number = {name: query[name] for name in ("page", "startAt") if query.get(name, "0") not in {"0", "1"}}
    return {**named, **number}


@pytest.mark.parametrize("release", PUBLISHERS.values(), ids=PUBLISHERS.keys())
@pytest.mark.parametrize("provider", TRACKERS.keys())
def test_pulls_between_ours(release: Environment, provider: str, tmp_path: Path) -> None:
    """Theirs asks for the first page, as it would without us; ours then continues where it stopped."""
    with bound(provider, tmp_path) as (server, user):
        NEWEST.trackpost("pull", "--limit", "1", user=user)
        began = len(server.asked)
        pulled = json_object(release.spec_kitty("tracker", "sync", "pull", "--json", user=user))
        between = len(server.asked)
        finished = json_object(NEWEST.trackpost("pull", "--json", user=user))
    assert (pulled["errors"], pulled["conflicts"]) == ([], [])
    assert _place_in(server.asked[began]) == {}
    assert _place_in(server.asked[between]) != {}
    assert (finished["complete"], finished["full"], finished["removed"]) == (True, True, 0)
