"""Pulls use the proxy and the certificates that the environment names."""

from pathlib import Path

from returns.result import Failure

from tests.shell.tracker import JIRA
from tests.support.clocks import Stopwatch
from tests.support.jira_server import SECRET
from tests.support.scripted_server import http, scripted
from trackpost import TrackerService
from trackpost.core.issues.tracker_fault import TrackerUnreachable
from trackpost.core.project.faults import UnusableEnvironment

SITE = "https://acme.atlassian.net"


def _service(folder: Path, **environ: str) -> TrackerService:
    files = JIRA.project(folder, SITE).files
    return TrackerService(files.root, home=files.home, clock=Stopwatch().clock, environ=environ)


def test_a_pull_uses_the_proxy(tmp_path: Path) -> None:
    """The proxy does not see the secret of the tracker."""
    with scripted(http(403)) as proxy:
        error = _service(tmp_path, https_proxy=proxy.url, NO_PROXY="fd00::/8,[::1]").pull().failure()
    assert isinstance(error, TrackerUnreachable)
    assert {(asked.method, asked.path) for asked in proxy.asked} == {("CONNECT", "acme.atlassian.net:443")}
    assert SECRET not in str(proxy.asked)


def test_a_proxy_whose_password_is_refused(tmp_path: Path) -> None:
    """The password is in nothing that is said about it."""
    with scripted(http(407)) as proxy:
        url = proxy.url.replace("http://", "http://dev:c4nary-proxy@")
        error = _service(tmp_path, https_proxy=url).pull().failure()
    assert "c4nary" not in f"{error!r} {error.message}"


def test_missing_certificates(tmp_path: Path) -> None:
    """The error has the variable."""
    expected = UnusableEnvironment("SSL_CERT_FILE", "/nowhere: No such file or directory")
    assert _service(tmp_path, SSL_CERT_FILE="/nowhere").pull() == Failure(expected)
