"""Where a redirect says that a repository or a project has moved to."""

from collections.abc import Mapping

import pytest

from trackpost.core.trackers.answers import Answered
from trackpost.core.trackers.moved import NewPlace, name_in, new_place

PLACES: Mapping[str, tuple[str, NewPlace | None]] = {
    "GitHub's number": ("https://api.github.com/repositories/7/issues?state=all", NewPlace("7", None)),
    "GitHub's name": ("https://api.github.com/repos/acme/new/issues", NewPlace(None, "acme/new")),
    "Gitea's name": ("/api/v1/repos/acme/new.web/issues", NewPlace(None, "acme/new.web")),
    "GitLab's number": ("https://gitlab.example/api/v4/projects/42/issues?page=1", NewPlace("42", None)),
    "GitLab's path": (
        "https://gitlab.example/api/v4/projects/acme%2Fshop%2Fnew/issues",
        NewPlace(None, "acme/shop/new"),
    ),
    "the same name, over https": ("https://git.example/repos/Acme/old/issues", None),
    "a page to sign in": ("https://sso.example/in", None),
    "a command": ("https://git.example/repos/acme/$(id)/issues", None),
    "an option": ("https://git.example/repos/acme/%20--x/issues", None),
    "no address": ("https://[::1/repos/acme/new/issues", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("location", "expected"), PLACES.values(), ids=PLACES.keys())
def test_new_place(location: str, expected: NewPlace | None) -> None:
    """Only an address of the same list names a new place, and only with a name that a shell takes for a name."""
    assert new_place(Answered(301, {"location": location}, b""), "acme/old") == expected


def test_no_redirect() -> None:
    """An answer of another status names none, and neither does a redirect without an address."""
    location = {"location": "/repos/acme/new/issues"}
    assert new_place(Answered(200, location, b""), "acme/old") is None
    assert new_place(Answered(301, {}, b""), "acme/old") is None


NAMES: Mapping[str, tuple[bytes, str | None]] = {
    "GitHub": (b'{"id": 7, "full_name": "acme/new"}', "acme/new"),
    "GitLab": (b'{"id": 42, "path_with_namespace": "acme/shop/new"}', "acme/shop/new"),
    "a command": (b'{"full_name": "acme/`id`"}', None),
    "a number": (b'{"full_name": 7}', None),
    "no name": (b'{"id": 7}', None),
    "no JSON": (b"acme/new", None),
}


@pytest.mark.parametrize(("content", "expected"), NAMES.values(), ids=NAMES.keys())
def test_name_in(content: bytes, expected: str | None) -> None:
    """A name is what may stand in a command."""
    assert name_in(content) == expected
