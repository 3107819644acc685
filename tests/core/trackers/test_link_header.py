"""Links to the next page."""

from collections.abc import Mapping

import pytest
from hypothesis import given

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.trackers.link_header import Following, following

NEXT = "<https://acme.example/issues?page=2&after=Y3V%3D>"
LINKS: Mapping[str, tuple[str, Following]] = {
    "alone": (f'{NEXT}; rel="next"', Following(is_there=True, cursor={"after": "Y3V="})),
    "without quotes": (f"{NEXT}; rel=next", Following(is_there=True, cursor={"after": "Y3V="})),
    "in capitals": (f'{NEXT}; REL="Next"', Following(is_there=True, cursor={"after": "Y3V="})),
    "with other parameters": (f'{NEXT}; title="a, b"; rel="next"', Following(is_there=True, cursor={"after": "Y3V="})),
    "with more relations": (f'{NEXT}; rel="last next"', Following(is_there=True, cursor={"after": "Y3V="})),
    "between others": (
        f'<x?after=a>; rel="prev", {NEXT}; rel="next", <x>; rel="last"',
        Following(is_there=True, cursor={"after": "Y3V="}),
    ),
    "without a cursor": ('<https://acme.example/issues?page=2>; rel="next"', Following(is_there=True)),
    "with an empty cursor": ('<https://acme.example/issues?after=>; rel="next"', Following(is_there=True)),
    "a broken address": ('<https://[::1?after=a>; rel="next"', Following(is_there=True)),
    "another relation": ('<x?after=a>; rel="nextish"', Following(is_there=False)),
    "the last page": ('<x?after=a>; rel="prev"', Following(is_there=False)),
    "nothing": ("", Following(is_there=False)),
    "no link": ("next", Following(is_there=False)),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS.keys())
def test_following(link: str, expected: Following) -> None:
    """Each says exactly this."""
    assert following({"link": link}, {"after"}) == expected


def test_no_header() -> None:
    """The tracker says nothing about a next page."""
    assert following({"date": "today"}, {"after"}) == Following(is_there=None)


@QUICK
@given(ANY_TEXT)
def test_any_text(link: str) -> None:
    """Nothing that a server sends stops the reading."""
    assert following({"link": link}, {"after"}).is_there is not None
    assert following({"link": f"<{link}>; rel=next"}, {"after"}).is_there is not None
