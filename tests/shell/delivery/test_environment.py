"""Proxies and certificates that the environment names."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import make_project
from tests.support.process import called, trackpost
from tests.support.scripted_server import Reply, scripted

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


def test_exceptions_do_not_use_the_proxy(tmp_path: Path) -> None:
    """Requests to other machines still use it."""
    files = make_project(tmp_path)
    arguments = ("publish", "--insecure-http", "--server-url")
    with scripted() as proxy:
        env = {**files.env, "http_proxy": proxy.url, "NO_PROXY": "fd00::/8,[::1],.example"}
        hurry = ("--deadline-seconds", "0.4")
        called(*arguments, "http://kitty.example", *hurry, "--root", files.root, env=env, cwd=tmp_path)
        assert proxy.asked == []
        called(*arguments, "http://kitty.invalid", "--root", files.root, env=env, cwd=tmp_path)
        assert len(proxy.asked) == 1


def test_a_proxy_that_refuses_to_connect(tmp_path: Path) -> None:
    """If the proxy closes before it connects to the server, nothing is sent."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid", "--json")
    with scripted(Reply()) as proxy:
        ended = called(*arguments, env={**files.env, "HTTPS_PROXY": proxy.url}, cwd=tmp_path)
    assert (ended.exit_code, ended.report["outcome"]) == (69, "unreachable")


REACHES_NOBODY: Mapping[str, Mapping[str, str]] = {
    "a proxy that does not run": {"HTTPS_PROXY": "http://user:c4nary-s3cret@127.0.0.1:1"},
    "invalid exceptions": {"NO_PROXY": "[::1,:,//,fd00::/800", "HTTPS_PROXY": "http://127.0.0.1:1"},
    "exceptions by IPv6 address, and no proxy": {"NO_PROXY": "[::1],fd00::/8"},
}


@pytest.mark.parametrize("environ", REACHES_NOBODY.values(), ids=REACHES_NOBODY.keys())
def test_an_environment_that_leads_nowhere(environ: Mapping[str, str], tmp_path: Path) -> None:
    """A publish ends with one line, and does not show the password of the proxy."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid", "--deadline-seconds", "0.4")
    ended = called(*arguments, env={**files.env, **environ}, cwd=tmp_path)
    assert (ended.exit_code, ended.stdout) == (69, b"")
    assert ended.stderr.startswith("trackpost: error: cannot reach the server (")
    assert (ended.stderr.count("\n"), "c4nary" in ended.stderr) == (1, False)


def test_a_proxy_that_repeats_its_password(tmp_path: Path) -> None:
    """The password is not shown, and the proxy is asked only once, because it would refuse the password again."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid")
    with scripted(Reply(content=b"HTTP/1.1 407 no c4nary-s3cret\r\nContent-Length: 0\r\n\r\n")) as proxy:
        named = proxy.url.replace("://", "://user:c4nary-s3cret@")
        ended = called(*arguments, env={**files.env, "HTTPS_PROXY": named}, cwd=tmp_path)
    assert (ended.exit_code, "407 no ********" in ended.stderr) == (69, True)
    assert proxy.only.headers["proxy-authorization"].startswith("Basic ")


UNUSABLE: Mapping[str, tuple[str, str, str]] = {
    "a missing file of authorities": ("SSL_CERT_FILE", "nowhere.pem", "nowhere.pem: No such file or directory"),
    "a folder as the file of authorities": ("SSL_CERT_FILE", "project", "project: Is a directory"),
    "an invalid file of authorities": (
        "SSL_CERT_FILE",
        "project/.kittify/config.yaml",
        "project/.kittify/config.yaml: it holds no certificate",
    ),
    "a missing folder of authorities": ("SSL_CERT_DIR", "nowhere", "nowhere: No such file or directory"),
    "one of several folders": ("SSL_CERT_DIR", "project:nowhere", "nowhere: No such file or directory"),
    "a key log that cannot be written": (
        "SSLKEYLOGFILE",
        "nowhere/keys",
        "Python cannot write the file (No such file or directory)",
    ),
    "a proxy of an unknown kind": (
        "HTTPS_PROXY",
        "gopher://user:c4nary-s3cret@127.0.0.1:1",
        "the scheme of a proxy is http, https, socks5 or socks5h",
    ),
    "a SOCKS proxy": (
        "ALL_PROXY",
        "socks5://user:c4nary-s3cret@127.0.0.1:1",
        "a SOCKS proxy needs the package socksio",
    ),
    "a proxy that is not a URL": (
        "HTTPS_PROXY",
        "http://user:c4nary-s3cret@127.0.0.1:port",
        "its value is not the URL of a proxy",
    ),
    "a proxy with a control character": (
        "HTTPS_PROXY",
        "http://user:c4nary-s3cret\x7f@127.0.0.1:1",
        "its value is not the URL of a proxy",
    ),
}


@pytest.mark.parametrize(("variable", "value", "reason"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_environment_that_cannot_be_used(variable: str, value: str, reason: str, tmp_path: Path) -> None:
    """The command exits 78; the error has the variable and the path of a file, but no password of a proxy."""
    files = make_project(tmp_path)
    arguments = ("publish", "--root", files.root, "--server-url", "https://kitty.invalid")
    ended = called(*arguments, env={**files.env, variable: value}, cwd=tmp_path)
    assert (ended.exit_code, ended.stdout) == (78, b"")
    assert ended.stderr == (
        f"trackpost: error: cannot use {variable} from the environment: {reason}; correct it, or unset it\n"
    )


def test_an_environment_that_cannot_be_used_leaves_no_trace(tmp_path: Path) -> None:
    """A publish that cannot start is not recorded."""
    files = make_project(tmp_path)
    env = {**files.env, "SSL_CERT_FILE": "nowhere.pem"}
    called("publish", "--root", files.root, "--server-url", "https://kitty.invalid", env=env, cwd=tmp_path)
    assert called("receipts", "--json", env=files.env, cwd=tmp_path).report["receipts"] == []


def test_certificates_do_not_matter_without_encryption(tmp_path: Path) -> None:
    """Settings that are not needed do not stop a publish."""
    files = make_project(tmp_path)
    env = {**files.env, "SSL_CERT_FILE": "nowhere.pem", "HTTP_PROXY": "no proxy"}
    with scripted() as server:
        ended = called("publish", "--root", files.root, "--server-url", server.url, env=env, cwd=tmp_path)
    assert (ended.exit_code, len(server.asked)) == (0, 1)
