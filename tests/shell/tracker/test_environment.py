"""Pulls use the proxy and the certificates that the environment names."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from returns.result import Failure
from spec_kitty_tracker import (
    AzureDevOpsConnectorConfig,
    GitHubConnectorConfig,
    GitLabConnectorConfig,
    LinearConnectorConfig,
)

from tests.support.clocks import Stopwatch
from tests.support.jira_server import bound_project
from tests.support.scripted_server import http, scripted
from trackpost import TrackerService
from trackpost.core.project.faults import UnusableEnvironment
from trackpost.core.routing.providers import ProviderName
from trackpost.shell.tracker.connector import ADDRESSES, address_of

DEFAULTS: Mapping[str, set[object]] = {
    "linear": {field.default for field in fields(LinearConnectorConfig)},
    "azure_devops": {field.default for field in fields(AzureDevOpsConnectorConfig)},
    "github": {field.default for field in fields(GitHubConnectorConfig)},
    "gitlab": {field.default for field in fields(GitLabConnectorConfig)},
}


def test_the_default_addresses() -> None:
    """The default addresses are those of the connectors."""
    assert {name for name, address in ADDRESSES.items() if address in DEFAULTS[name]} == {*DEFAULTS}


FOUND: Mapping[str, tuple[ProviderName, Mapping[str, str], str]] = {
    "of Jira": ("jira", {"base_url": "https://acme.atlassian.net"}, "https://acme.atlassian.net"),
    "of Linear": ("linear", {}, "https://api.linear.app/graphql"),
    "of another Linear": ("linear", {"graphql_url": "https://linear.example"}, "https://linear.example"),
    "of a self-hosted GitHub": ("github", {"base_url": "https://github.example"}, "https://github.example"),
    "of a tracker that is a command": ("beads", {"command": "bd"}, ""),
}


@pytest.mark.parametrize(("provider", "access", "expected"), FOUND.values(), ids=FOUND.keys())
def test_address_of(provider: ProviderName, access: Mapping[str, str], expected: str) -> None:
    """The URL of a tracker is in its credentials, or is the default."""
    assert address_of(provider, access) == expected


LINEAR = {"api_key": "c4nary-s3cret", "team_id": "ACME"}


def test_a_pull_uses_the_proxy(tmp_path: Path) -> None:
    """The proxy does not see the secret of the tracker."""
    files = bound_project(tmp_path, "linear", "acme", LINEAR)
    with scripted(http(403)) as proxy:
        environ = {"https_proxy": proxy.url, "NO_PROXY": "fd00::/8,[::1]"}
        service = TrackerService(files.root, home=files.home, clock=Stopwatch().clock, environ=environ)
        assert isinstance(service.pull(), Failure)
    assert {(asked.method, asked.path) for asked in proxy.asked} == {("CONNECT", "api.linear.app:443")}
    assert "c4nary" not in str(proxy.asked)


def test_missing_certificates(tmp_path: Path) -> None:
    """The error has the variable."""
    files = bound_project(tmp_path, "linear", "acme", LINEAR)
    service = TrackerService(files.root, home=files.home, environ={"SSL_CERT_FILE": "/nowhere"})
    assert service.pull() == Failure(UnusableEnvironment("SSL_CERT_FILE", "/nowhere: No such file or directory"))
