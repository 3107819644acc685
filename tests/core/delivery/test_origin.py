"""The origin of a URL, and the endpoint of a URL that may be absent."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Success

from trackpost.core.delivery.endpoint import (
    InsecureServerUrl,
    MissingServerUrl,
    origin_of,
    parse_endpoint,
    parse_endpoint_if_given,
)


def test_parse_endpoint_if_given() -> None:
    """Without a URL there is no endpoint; any other URL is parsed."""
    assert parse_endpoint_if_given(None) == Success(None)
    assert parse_endpoint_if_given("https://kitty.example") == parse_endpoint("https://kitty.example")
    assert parse_endpoint_if_given("", insecure_http=True) == Failure(MissingServerUrl())


def test_plain_http_is_refused_unless_it_is_allowed() -> None:
    """Plain HTTP is refused by default."""
    url = "http://kitty.example"
    assert parse_endpoint_if_given(url) == Failure(InsecureServerUrl(url))
    assert parse_endpoint_if_given(url, insecure_http=True) == parse_endpoint(url, insecure_http=True)
    assert parse_endpoint_if_given(url, insecure_http=True) != parse_endpoint(url)


ORIGINS: Mapping[str, tuple[str, str | None]] = {
    "https": ("https://kitty.example/path?query", "https://kitty.example:443"),
    "http": ("http://kitty.example", "http://kitty.example:80"),
    "capitals": (" HTTPS://Kitty.EXAMPLE:443 ", "https://kitty.example:443"),
    "a port": ("https://kitty.example:8443", "https://kitty.example:8443"),
    "IPv6": ("http://[::1]:8000", "http://[::1]:8000"),
    "a root dot": ("https://kitty.example.", "https://kitty.example:443"),
    "letters outside ASCII": ("https://kätzchen.example", "https://xn--ktzchen-5wa.example:443"),
    "a user and a password": ("https://bob:pw@kitty.example", "https://kitty.example:443"),
    "no name": ("https://kitty..example", None),
    "another scheme with a port": ("ftp://kitty.example:21", "ftp://kitty.example:21"),
    "another scheme": ("ftp://kitty.example", None),
    "no host": ("https://", None),
    "not a URL": ("kitty.example", None),
    "a bad port": ("https://kitty.example:port", None),
    "a bad address": ("https://[kitty", None),
}


@pytest.mark.parametrize(("url", "expected"), ORIGINS.values(), ids=ORIGINS.keys())
def test_origin_of(url: str, expected: str | None) -> None:
    """The origin is scheme, host and port, always with the port."""
    assert origin_of(url) == expected
