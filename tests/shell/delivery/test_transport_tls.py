"""Encrypted connections, and proxies: what the environment may say, and what it may not."""

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
    """A server with a certificate, and the authority that nobody trusts by default."""

    server: ScriptedServer
    authority: Path

    @property
    def url_of_another_machine(self) -> str:
        """The same address, spelled in a way that is not taken for this machine's own."""
        return self.server.url.replace("127.0.0.1", "127.1")


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Encrypted]:
    """Run a server whose certificate comes from an unknown authority."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "127.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with scripted(tls=context) as server:
        yield Encrypted(server, tmp_path / "authority.pem")


def test_an_untrusted_certificate(encrypted: Encrypted) -> None:
    """Who cannot prove to be the server is sent nothing."""
    verdict = post(request_to(encrypted.server.url), 5)
    assert isinstance(verdict, Unreachable)
    assert "CERTIFICATE_VERIFY_FAILED" in verdict.reason
    assert encrypted.server.asked == []


def test_an_untrusted_certificate_ends_a_publish(encrypted: Encrypted, tmp_path: Path) -> None:
    """The command says that nothing was sent."""
    files = make_project(tmp_path / "files")
    ended = trackpost("publish", "--server-url", encrypted.server.url, env=files.env, cwd=files.root)
    assert (ended.exit_code, encrypted.server.asked) == (69, [])
    assert ended.stderr.endswith("nothing was sent\n")


def test_a_certificate_that_the_environment_trusts(encrypted: Encrypted, tmp_path: Path) -> None:
    """The authorities of a company are named in the environment."""
    files = make_project(tmp_path / "files")
    env = files.env | {"SSL_CERT_FILE": str(encrypted.authority)}
    ended = trackpost("publish", "--server-url", encrypted.url_of_another_machine, env=env, cwd=files.root)
    assert (ended.exit_code, ended.stderr, len(encrypted.server.asked)) == (0, "", 1)


def test_http_to_a_server_that_encrypts(encrypted: Encrypted) -> None:
    """A server that speaks something else takes nothing."""
    post(request_to(encrypted.server.url.replace("https", "http")), 5)
    assert encrypted.server.asked == []


def test_https_to_a_server_that_does_not_encrypt() -> None:
    """Nothing is sent before the connection is encrypted."""
    with scripted(http(400)) as server:
        verdict = post(request_to(server.url.replace("http", "https")), 0.5)
    assert isinstance(verdict, Unreachable)


PROXIED = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def test_proxies_are_not_used_towards_this_machine(tmp_path: Path) -> None:
    """What goes to this machine does not leave it."""
    files = make_project(tmp_path)
    with scripted() as proxy, scripted() as server:
        env = files.env | dict.fromkeys(PROXIED, proxy.url)
        ended = trackpost("publish", "--server-url", server.url, env=env, cwd=files.root)
    assert (ended.exit_code, len(server.asked), proxy.asked) == (0, 1, [])


def test_proxies_are_used_towards_other_machines(tmp_path: Path) -> None:
    """A proxy that the environment names is asked for the endpoint."""
    files = make_project(tmp_path)
    with scripted() as proxy:
        env = files.env | dict.fromkeys(PROXIED, proxy.url)
        arguments = ("publish", "--server-url", "http://kitty.invalid", "--insecure-http")
        ended = trackpost(*arguments, env=env, cwd=files.root)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert proxy.only.path == "http://kitty.invalid/api/v1/connectors/trackers/snapshots/"


def test_a_proxy_that_does_not_let_through(tmp_path: Path) -> None:
    """Where the proxy closes before there is a connection to the server, nothing has left."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid", "--json")
    with scripted(Reply()) as proxy:
        ended = called(*arguments, env={**files.env, "HTTPS_PROXY": proxy.url}, cwd=tmp_path)
    assert (ended.exit_code, ended.report["outcome"]) == (69, "unreachable")


ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    "authorities that are not there": {"SSL_CERT_FILE": "nowhere.pem"},
    "authorities that are none": {"SSL_CERT_FILE": "project/.kittify/config.yaml"},
    "a proxy of an unknown kind": {"HTTPS_PROXY": "gopher://user:c4nary-s3cret@127.0.0.1:1"},
    "a SOCKS proxy": {"ALL_PROXY": "socks5://user:c4nary-s3cret@127.0.0.1:1"},
    "a proxy that is no URL": {"HTTPS_PROXY": "http://user:c4nary-s3cret@127.0.0.1:port"},
    "a proxy that is not there": {"HTTPS_PROXY": "http://user:c4nary-s3cret@127.0.0.1:1"},
    "exceptions that are none": {"NO_PROXY": "[::1", "HTTPS_PROXY": "http://127.0.0.1:1"},
}


@pytest.mark.parametrize("environ", ENVIRONMENTS.values(), ids=ENVIRONMENTS.keys())
def test_an_environment_that_cannot_be_used(environ: Mapping[str, str], tmp_path: Path) -> None:
    """A publish ends with one line, says that nothing was sent, and keeps the proxy's password to itself."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid")
    ended = called(*arguments, env={**files.env, **environ}, cwd=tmp_path)
    assert (ended.exit_code, ended.stdout) == (69, b"")
    assert ended.stderr.startswith("trackpost: error: cannot reach the server (")
    assert (ended.stderr.count("\n"), "c4nary" in ended.stderr) == (1, False)
