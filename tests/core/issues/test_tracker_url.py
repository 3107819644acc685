"""The URL of a tracker."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.issues.tracker_url import InsecureTrackerUrl, TrackerUrlError, UnusableTrackerUrl, parse_tracker_url


def _unusable(reason: str) -> Failure[UnusableTrackerUrl]:
    return Failure(UnusableTrackerUrl("jira", "base_url", reason))


URLS: Mapping[str, tuple[str, bool, Result[str, TrackerUrlError]]] = {
    "https": ("https://acme.atlassian.net", False, Success("https://acme.atlassian.net")),
    "slashes at the end": ("https://acme.example/jira//", False, Success("https://acme.example/jira")),
    "loopback": ("http://127.0.0.1:8080", False, Success("http://127.0.0.1:8080")),
    "loopback in another spelling": ("HTTP://127.1:8080", False, Success("http://127.0.0.1:8080")),
    "a host outside ASCII": ("https://bücher.example", False, Success("https://xn--bcher-kva.example")),
    "not a host": ("https://kit_ty-.example", False, _unusable("its host is neither a name nor an address")),
    "loopback by name": ("http://localhost/jira", False, Success("http://localhost/jira")),
    "loopback of IPv6": ("http://[::1]:8080", False, Success("http://[::1]:8080")),
    "plain http": (
        "http://jira.example",
        False,
        Failure(InsecureTrackerUrl("jira", "base_url", "jira.example")),
    ),
    "plain http to an address": (
        "http://10.0.0.1",
        False,
        Failure(InsecureTrackerUrl("jira", "base_url", "10.0.0.1")),
    ),
    "plain http, which is allowed": ("http://jira.example", True, Success("http://jira.example")),
    "no scheme": ("acme.atlassian.net", False, _unusable("it must begin with https://")),
    "user info": (
        "https://dev@acme.example",
        False,
        _unusable("it contains a user name or password, which belong in credentials of their own"),
    ),
    "not a port": ("https://acme.example:http", False, _unusable("its host or port is malformed")),
    "no host": ("https:///jira", False, _unusable("it names no host")),
    "port 0": ("https://acme.example:0", False, _unusable("port 0 cannot be reached")),
    "a fragment": ("https://acme.example#x", False, _unusable("a query or fragment does not belong in it")),
    "a space": (
        "https://acme .example",
        False,
        _unusable("it contains whitespace or a control character"),
    ),
}


@pytest.mark.parametrize(("url", "insecure", "expected"), URLS.values(), ids=URLS.keys())
def test_parse_tracker_url(url: str, insecure: bool, expected: Result[str, TrackerUrlError]) -> None:  # noqa: FBT001 - a column
    """It is HTTPS or on this machine, and contains nothing but an address."""
    assert parse_tracker_url("jira", "base_url", url, insecure_http=insecure) == expected
