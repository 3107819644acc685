"""Addresses of pages."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.trackers.pages import page_address, page_under, path_segment, site_before, site_named
from trackpost.core.trackers.tracker_json import Scalar

ADDRESSES: Mapping[str, tuple[Scalar, str | None]] = {
    "a page": ("https://github.com/acme/web/issues/1", "https://github.com/acme/web/issues/1"),
    "plain http": ("http://127.0.0.1:8080/x?y=1#z", "http://127.0.0.1:8080/x?y=1#z"),
    "an IPv6 host": ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    "blanks around it": (" https://acme.example/1\n", "https://acme.example/1"),
    "a user": ("https://dev@acme.example/1", "https://acme.example/1"),
    "a password": ("https://dev:hunter2@acme.example/1", "https://acme.example/1"),
    "a password with an at sign": ("https://dev:hunt@er2@acme.example/1", "https://acme.example/1"),
    "an empty segment": ("https://acme.example//browse///A-1", "https://acme.example/browse/A-1"),
    "letters of another script": ("https://acme.example/größe", "https://acme.example/größe"),
    "a blank inside": ("https://acme.example/a b", None),
    "a control character": ("https://acme.example/a\x01b", None),
    "an angle bracket": ("https://acme.example/<b>", None),
    "a script": ("javascript:alert(1)", None),
    "a file": ("file:///etc/passwd", None),
    "no host": ("https:///x", None),
    "a broken host": ("https://[::1", None),
    "a backslash for a host": ("https://a\\@b/x", "https://b/x"),
    "no address": ("gh-9", None),
    "blank": ("", None),
    "a number": (7, None),
    "null": (None, None),
}


@pytest.mark.parametrize(("address", "expected"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_page_address(address: Scalar, expected: str | None) -> None:
    """Each becomes exactly this, or nothing."""
    assert expected == page_address(address)


@QUICK
@given(
    st.sampled_from(["https://", "http://", "//", ""]),
    ANY_TEXT | st.from_regex(r"[a-z:@/\\.]{0,12}", fullmatch=True),
)
def test_an_address_is_fit_to_be_published(start: str, rest: str) -> None:
    """It has no user, no empty segment, no blank, and stays as it is if it is taken again."""
    address = page_address(f"{start}{rest}")
    if address is not None:
        authority, _, path = address.partition("://")[2].partition("/")
        assert "@" not in authority
        assert "//" not in path.partition("?")[0].partition("#")[0]
        assert not any(character.isspace() for character in address)
        assert page_address(address) == address


def test_page_under() -> None:
    """Segments are written so that each of them stays one segment."""
    assert page_under("https://acme.example/", "browse", "A/B 1") == "https://acme.example/browse/A%2FB%201"
    assert page_under(None, "browse") is None


SEGMENTS = {
    "a path": ("group/sub/project", "group%2Fsub%2Fproject"),
    "a query": ("a?b#c d", "a%3Fb%23c%20d"),
    "a dot": (".", "%2E"),
    "two dots": ("..", "%2E%2E"),
    "three dots": ("...", "..."),
    "half a character": ("\ud800", "%3F"),
}


@pytest.mark.parametrize(("text", "expected"), SEGMENTS.values(), ids=SEGMENTS.keys())
def test_path_segment(text: str, expected: str) -> None:
    """Whatever it is, it stays one segment."""
    assert path_segment(text) == expected


def test_site_before() -> None:
    """The site is what stands before the API's path, if one server has both."""
    assert site_before("https://dev.azure.com/acme/_apis/wit/workItems/1", "/_apis/") == "https://dev.azure.com/acme"
    assert site_before("https://acme.example/x", "/_apis/") is None
    assert site_before(None, "/_apis/") is None


def test_site_named() -> None:
    """A workspace names a site if it is a host or an address."""
    names = ["acme.atlassian.net", "jira.acme.example:8443", "https://u:p@acme.example//jira", "acme", "a b.example"]
    expected = [
        "https://acme.atlassian.net",
        "https://jira.acme.example:8443",
        "https://acme.example/jira",
        None,
        None,
    ]
    assert expected == [site_named(name) for name in names]
