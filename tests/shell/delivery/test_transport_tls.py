"""Encrypted connections and proxies, and what the environment may set."""

import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import trustme
from attrs import frozen

from tests.support.files import make_project
from tests.support.process import called, trackpost
from tests.support.requests import post, request_to
from tests.support.scripted_server import Reply, ScriptedServer, http, scripted
from trackpost.core.delivery.verdict import Unreachable


@frozen
class Encrypted:
    """A server with a certificate, and its authority, which nobody trusts by default."""

    server: ScriptedServer
    authority: Path

    @property
    def url_of_another_machine(self) -> str:
        """The same address in a spelling that does not count as loopback."""
        return self.server.url.replace("127.0.0.1", "127.1")


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Encrypted]:
    """Run a server with a certificate of an unknown authority."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "127.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with scripted(tls=context) as server:
        yield Encrypted(server, tmp_path / "authority.pem")


def test_an_untrusted_certificate(encrypted: Encrypted) -> None:
    """Nothing is sent to a server that cannot prove its identity."""
    verdict = post(request_to(encrypted.server.url), 5)
    assert isinstance(verdict, Unreachable)
    assert "CERTIFICATE_VERIFY_FAILED" in verdict.reason
    assert encrypted.server.asked == []


def test_an_untrusted_certificate_ends_a_publish(encrypted: Encrypted, tmp_path: Path) -> None:
    """The command exits and says that nothing was sent."""
    files = make_project(tmp_path / "files")
    ended = trackpost("publish", "--server-url", encrypted.server.url, env=files.env, cwd=files.root)
    assert (ended.exit_code, encrypted.server.asked) == (69, [])
    assert ended.stderr.endswith("nothing was sent\n")


def test_a_certificate_that_the_environment_trusts(encrypted: Encrypted, tmp_path: Path) -> None:
    """An authority that the environment names is trusted."""
    files = make_project(tmp_path / "files")
    env = files.env | {"SSL_CERT_FILE": str(encrypted.authority)}
    ended = trackpost("publish", "--server-url", encrypted.url_of_another_machine, env=env, cwd=files.root)
    assert (ended.exit_code, ended.stderr, len(encrypted.server.asked)) == (0, "", 1)


def test_http_to_a_server_that_encrypts(encrypted: Encrypted) -> None:
    """A server that expects TLS gets no request over plain HTTP."""
    post(request_to(encrypted.server.url.replace("https", "http")), 5)
    assert encrypted.server.asked == []


def test_https_to_a_server_that_does_not_encrypt() -> None:
    """Nothing is sent before the connection is encrypted."""
    with scripted(http(400)) as server:
        verdict = post(request_to(server.url.replace("http", "https")), 0.5)
    assert isinstance(verdict, Unreachable)


PROXIED = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def test_proxies_are_not_used_for_this_machine(tmp_path: Path) -> None:
    """A request to this machine does not leave it."""
    files = make_project(tmp_path)
    with scripted() as proxy, scripted() as server:
        env = files.env | dict.fromkeys(PROXIED, proxy.url)
        ended = trackpost("publish", "--server-url", server.url, env=env, cwd=files.root)
    assert (ended.exit_code, len(server.asked), proxy.asked) == (0, 1, [])


def test_proxies_are_used_for_other_machines(tmp_path: Path) -> None:
    """A proxy that the environment names gets the request."""
    files = make_project(tmp_path)
    with scripted() as proxy:
        env = files.env | dict.fromkeys(PROXIED, proxy.url)
        arguments = ("publish", "--server-url", "http://kitty.invalid", "--insecure-http")
        ended = trackpost(*arguments, env=env, cwd=files.root)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert proxy.only.path == "http://kitty.invalid/api/v1/connectors/trackers/snapshots/"


def test_a_proxy_that_refuses_to_connect(tmp_path: Path) -> None:
    """If the proxy closes before it connects to the server, nothing is sent."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid", "--json")
    with scripted(Reply()) as proxy:
        ended = called(*arguments, env={**files.env, "HTTPS_PROXY": proxy.url}, cwd=tmp_path)
    assert (ended.exit_code, ended.report["outcome"]) == (69, "unreachable")


ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    "a missing file of authorities": {"SSL_CERT_FILE": "nowhere.pem"},
    "an invalid file of authorities": {"SSL_CERT_FILE": "project/.kittify/config.yaml"},
    "a proxy of an unknown kind": {"HTTPS_PROXY": "gopher://user:c4nary-s3cret@127.0.0.1:1"},
    "a SOCKS proxy": {"ALL_PROXY": "socks5://user:c4nary-s3cret@127.0.0.1:1"},
    "a proxy that is not a URL": {"HTTPS_PROXY": "http://user:c4nary-s3cret@127.0.0.1:port"},
    "a proxy that does not run": {"HTTPS_PROXY": "http://user:c4nary-s3cret@127.0.0.1:1"},
    "invalid exceptions": {"NO_PROXY": "[::1", "HTTPS_PROXY": "http://127.0.0.1:1"},
}


@pytest.mark.parametrize("environ", ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
def test_an_environment_that_cannot_be_used(environ: Mapping[str, str], tmp_path: Path) -> None:
    """A publish ends with one line, and does not show the password of the proxy."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid")
    ended = called(*arguments, env={**files.env, **environ}, cwd=tmp_path)
    assert (ended.exit_code, ended.stdout) == (69, b"")
    assert ended.stderr.startswith("trackpost: error: cannot reach the server (")
    assert (ended.stderr.count("\n"), "c4nary" in ended.stderr) == (1, False)
