"""The names of an account, as each tracker tells them."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.issues.tracker_fault import BrokenTracker
from trackpost.core.routing.providers import ProviderName
from trackpost.core.trackers.account import account_in, version_in

CASES: Mapping[str, tuple[ProviderName, bytes, Result[str, BrokenTracker]]] = {
    "jira": (
        "jira",
        b'{"accountId": "5b1", "displayName": "Dev", "emailAddress": "dev@acme.example"}',
        Success("Dev (dev@acme.example)"),
    ),
    "jira that hides the address": ("jira", b'{"displayName": "Dev", "emailAddress": ""}', Success("Dev")),
    "jira data center": ("jira", b'{"name": "dev", "displayName": "Dev"}', Success("Dev (dev)")),
    "linear": (
        "linear",
        b'{"data": {"viewer": {"name": "Dev", "email": "dev@acme.example"}}}',
        Success("Dev (dev@acme.example)"),
    ),
    "github": ("github", b'{"login": "dev", "name": null}', Success("dev")),
    "gitlab": ("gitlab", b'{"username": "dev", "name": "dev"}', Success("dev")),
    "azure devops": ("azure_devops", b'{"authenticatedUser": {"providerDisplayName": "Dev"}}', Success("Dev")),
    "no name": ("jira", b'{"displayName": 7}', Failure(BrokenTracker("jira", "it names no account"))),
    "no viewer": ("linear", b'{"data": null}', Failure(BrokenTracker("linear", "it names no account"))),
    "a tracker without accounts": ("beads", b"{}", Failure(BrokenTracker("beads", "it names no account"))),
    "no JSON": ("github", b"{", Failure(BrokenTracker("github", "$: Input data was truncated"))),
}


@pytest.mark.parametrize(("provider", "content", "expected"), CASES.values(), ids=CASES.keys())
def test_account(provider: ProviderName, content: bytes, expected: Result[str, BrokenTracker]) -> None:
    """Two names at most, and each once."""
    assert account_in(provider, content) == expected


def test_a_command_that_says_nothing() -> None:
    """It has a version all the same."""
    assert version_in(b" \n") == "a version that it does not say"
