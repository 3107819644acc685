"""Encrypted connections."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from attrs import frozen

from tests.support.files import make_project
from tests.support.process import trackpost
from tests.support.requests import post, request_to
from tests.support.scripted_server import ScriptedServer, http, scripted
from trackpost.core.delivery.verdict import Unreachable


@frozen
class Encrypted:
    """A server with a certificate, and its authority, which nobody trusts by default."""

    server: ScriptedServer
    authority: Path


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Encrypted]:
    """Run a server with a certificate of an unknown authority."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
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
    assert "; nothing was sent; the address is https://127.0.0.1:" in ended.stderr


def test_a_certificate_that_the_environment_trusts(encrypted: Encrypted, tmp_path: Path) -> None:
    """An authority that the environment names is trusted."""
    files = make_project(tmp_path / "files")
    env = files.env | {"SSL_CERT_FILE": str(encrypted.authority)}
    ended = trackpost("publish", "--server-url", encrypted.server.url, env=env, cwd=files.root)
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


def test_a_proxy_that_encrypts(encrypted: Encrypted, tmp_path: Path) -> None:
    """The authorities in the environment also apply to the connection to a proxy."""
    files = make_project(tmp_path / "files")
    env = files.env | {"SSL_CERT_FILE": str(encrypted.authority), "HTTP_PROXY": encrypted.server.url}
    arguments = ("publish", "--server-url", "http://kitty.invalid", "--insecure-http")
    ended = trackpost(*arguments, env=env, cwd=files.root)
    assert (ended.exit_code, ended.stderr, len(encrypted.server.asked)) == (0, "", 1)
