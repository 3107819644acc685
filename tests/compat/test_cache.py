"""The cache: what Spec Kitty 3.2.7 writes, trackpost publishes, and what trackpost writes, Spec Kitty reads."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.compat.spec_kitty import NEWEST, User, json_object, user_of
from tests.compat.trackers import TRACKERS, filled, issues_in
from tests.support.golden import NAMES, copy_of

_Body = dict[str, object]
_Object = Mapping[str, object]


def _body(user: User) -> _Body:
    """Return what trackpost would send."""
    return json_object(NEWEST.trackpost("preview", "--body", user=user))


def _without_times(body: _Object) -> _Body:
    """Return the same without the times of the links, which Spec Kitty always writes anew."""
    links = body["mappings"]
    assert isinstance(links, list)
    return {**body, "mappings": [{**link, "created_at": "", "updated_at": ""} for link in links]}


@pytest.mark.parametrize("name", NAMES)
def test_a_cache_of_theirs(name: str, tmp_path: Path) -> None:
    """Spec Kitty writes the issues, links and checkpoint of a golden project: trackpost would send the same."""
    golden, other = copy_of(name, tmp_path), copy_of(name, tmp_path / "other")
    user = user_of(golden)
    (cache,) = (golden.home / "trackers").iterdir()
    cache.unlink()
    written = NEWEST.drive("fill", user, str(other.home / "trackers" / cache.name))
    assert written["cache"] == str(cache)
    assert _without_times(_body(user)) == _without_times(golden.wire.body)
    assert json_object(NEWEST.trackpost("status", "--json", user=user))["checkpoint"] == written["checkpoint"]


@pytest.mark.parametrize("provider", TRACKERS.keys())
def test_a_cache_of_ours(provider: str, tmp_path: Path) -> None:
    """Spec Kitty reads the values that trackpost pulled and linked; nothing is lost when it writes them again."""
    user = filled(provider, tmp_path)
    body, read = _body(user), NEWEST.drive("read", user)
    assert {**read, "issues": [_published(issue) for issue in issues_in(read)]} == {
        "cache": json_object(NEWEST.trackpost("status", "--json", user=user))["cache"],
        **{name: body[name] for name in ("issues", "mappings", "checkpoint")},
    }
    again = NEWEST.drive("fill", user, read["cache"])
    assert (again["issues"], again["checkpoint"]) == (read["issues"], read["checkpoint"])
    assert _without_times(_body(user)) == _without_times(body)


_PUBLISHED = ("ref", "title", "body", "status", "issue_type", "priority", "assignees", "labels", "updated_at")


def _published(issue: _Object) -> _Object:
    """Return the members of a cached issue that are sent."""
    return {name: issue[name] for name in _PUBLISHED}
