"""The name of the cache file that belongs to a binding."""

from collections.abc import Mapping
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.strategies import QUICK, reordered
from trackpost.core.issues.filing import cache_scope
from trackpost.core.routing.credentials import MalformedCredential

JIRA: Mapping[str, object] = {"base_url": "https://acme.atlassian.net", "email": "dev@acme.example"}


def named(text: str) -> Success[str]:
    """Return the first 16 hex digits of the SHA-256 of *text*."""
    return Success(sha256(text.encode()).hexdigest()[:16])


CASES: Mapping[str, tuple[str, str, Mapping[str, object], Result[str, MalformedCredential]]] = {
    "a real one of jira": ("jira", "acme.atlassian.net", JIRA, Success("30f89ee5765c269b")),
    "a real one of linear": ("linear", "acme-engineering", {"team_id": "abc"}, Success("820ea66dcf65a572")),
    "a real one of beads": ("beads", "my-workspace", {}, Success("9e99d61f30cd0646")),
    "no credentials": ("fp", "w", {}, named("fp|w|local|anonymous|no-team")),
    "whitespace and case": (
        " Jira ",
        " W\n",
        {"base_url": " HTTPS://A ", "email": "B@C"},
        named("jira|w|https://a|b@c|no-team"),
    ),
    "an alias is not resolved": ("Azure-DevOps", "w", {}, named("azure-devops|w|local|anonymous|no-team")),
    "server_url wins over base_url": (
        "jira",
        "w",
        {"base_url": "b", "server_url": "s"},
        named("jira|w|s|anonymous|no-team"),
    ),
    "username wins over email": (
        "jira",
        "w",
        {"email": "e", "username": "u"},
        named("jira|w|local|u|no-team"),
    ),
    "a team": ("jira", "w", {"team_slug": "T"}, named("jira|w|local|anonymous|t")),
    "empty ones do not count": (
        "jira",
        "w",
        {"server_url": "", "base_url": "b", "username": None, "team_slug": ""},
        named("jira|w|b|anonymous|no-team"),
    ),
    "bars are not escaped": ("jira", "w|x", {}, named("jira|w|x|local|anonymous|no-team")),
    "other credentials do not matter": ("jira", "w", {"project_key": "A"}, named("jira|w|local|anonymous|no-team")),
    "a malformed server": ("jira", "w", {"base_url": True}, Failure(MalformedCredential("jira", "base_url", "bool"))),
    "a malformed user": ("jira", "w", {"email": []}, Failure(MalformedCredential("jira", "email", "list"))),
    "a malformed team": ("jira", "w", {"team_slug": {}}, Failure(MalformedCredential("jira", "team_slug", "dict"))),
}


@pytest.mark.parametrize(("provider", "workspace", "credentials", "expected"), CASES.values(), ids=CASES.keys())
def test_cache_scope(
    provider: str, workspace: str, credentials: Mapping[str, object], expected: Result[str, MalformedCredential]
) -> None:
    """Binding and credentials give exactly this name or exactly this error."""
    assert expected == cache_scope(provider, workspace, credentials)


KEYS = st.sampled_from(["server_url", "base_url", "username", "email", "team_slug", "project_key"])


@QUICK
@given(st.dictionaries(KEYS, st.text(max_size=5) | st.integers()).flatmap(reordered))
def test_the_order_of_credentials_changes_nothing(orders: tuple[dict[str, object], dict[str, object]]) -> None:
    """The order of a table's lines does not matter."""
    first, second = orders
    assert cache_scope("jira", "w", first) == cache_scope("jira", "w", second)
