"""Canonical hosts, and URLs without passwords."""

from collections.abc import Mapping

import pytest
from hypothesis import given

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.parsing.address import canonical_host, is_loopback, without_user_info

LOOPBACK: Mapping[str, tuple[str, bool]] = {
    "by name": ("localhost", True),
    "by address": ("127.8.9.1", True),
    "by IPv6 address": ("::1", True),
    "a name that begins with localhost": ("localhost.example", False),
    "another address": ("192.0.2.7", False),
    "nothing": ("", False),
}


@pytest.mark.parametrize(("host", "expected"), LOOPBACK.values(), ids=LOOPBACK.keys())
def test_is_loopback(host: str, *, expected: bool) -> None:
    """Loopback hosts have a name and many addresses."""
    assert is_loopback(host) == expected


@QUICK
@given(ANY_TEXT)
def test_a_canonical_host_stays_as_it_is(text: str) -> None:
    """No text raises an error, and the canonical form of a canonical host is itself."""
    host = canonical_host(text)
    assert host is None or canonical_host(host) == host


SHOWN: Mapping[str, tuple[str, str]] = {
    "a user and a password": ("https://bob:pw@kitty.example/a", "https://kitty.example/a"),
    "an at sign in the password": ("https://bob:p@w@kitty.example", "https://kitty.example"),
    "without a scheme": ("//bob@kitty.example", "//kitty.example"),
    "an at sign in the path": ("https://kitty.example/a@b", "https://kitty.example/a@b"),
    "an at sign in the query": ("https://kitty.example?a@b", "https://kitty.example?a@b"),
    "only a path": ("/bob@kitty", "/bob@kitty"),
    "not a URL": ("nowhere", "nowhere"),
}


@pytest.mark.parametrize(("url", "expected"), SHOWN.values(), ids=SHOWN.keys())
def test_without_user_info(url: str, expected: str) -> None:
    """Only the part before the host is removed."""
    assert without_user_info(url) == expected
