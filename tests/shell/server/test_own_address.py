"""The reference server answers only requests to its own address, and no page of another origin."""

from collections.abc import Iterator, Mapping

import pytest

from tests.support.raw_http import SOUND, asked, connected, port_of
from tests.support.reference_server import KEY, reference_server
from trackpost.shell.server.own_address import own_hosts
from trackpost.shell.server.read_back import RECEIVED_PATH

HOSTS: Mapping[str, tuple[str, bool]] = {
    "the address": ("127.0.0.1:{port}", True),
    "the name": ("localhost:{port}", True),
    "the name in capitals": ("LocalHost:{port}", True),
    "the address of IPv6": ("[::1]:{port}", True),
    "another name": ("evil.example", False),
    "another name and the port": ("evil.example:{port}", False),
    "a name that begins with localhost": ("localhost.evil.example:{port}", False),
    "a name that ends with localhost": ("evil-localhost:{port}", False),
    "the address, as a part of a name": ("127.0.0.1.evil.example:{port}", False),
    "another address of loopback": ("127.0.0.2:{port}", False),
    "all addresses": ("0.0.0.0:{port}", False),
    "a user": ("evil@127.0.0.1:{port}", False),
    "no port": ("127.0.0.1", False),
    "another port": ("127.0.0.1:1", False),
    "nothing": ("", False),
}
PATHS: Mapping[str, tuple[str, str]] = {
    "publish": ("POST", "/api/v1/connectors/trackers/snapshots/"),
    "list": ("GET", RECEIVED_PATH),
    "show": ("GET", f"{RECEIVED_PATH}{KEY}"),
    "another method": ("PUT", RECEIVED_PATH),
    "another path": ("GET", "/"),
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Run one server for all cases."""
    with reference_server() as url:
        yield url


@pytest.mark.parametrize(("host", "is_own"), HOSTS.values(), ids=HOSTS.keys())
def test_host(host: str, is_own: bool, url: str) -> None:  # noqa: FBT001 - a column of the table
    """A name other than the server's is refused on every path."""
    headers = (*SOUND, ("Host", host.format(port=port_of(url))))
    answers = [asked(url, headers, method=method, path=path) for method, path in PATHS.values()]
    if is_own:
        assert [answer.status for answer in answers] == [202, 200, 200, 405, 404]
    else:
        assert {(answer.status, answer.code) for answer in answers} == {(421, "misdirected_request")}


def test_two_hosts_and_none(url: str) -> None:
    """A request with two hosts or none is refused."""
    own = ("Host", f"127.0.0.1:{port_of(url)}")
    assert asked(url, (*SOUND, own, ("Host", "evil.example"))).status == 400
    with connected(url) as client:
        client.sendall(f"GET {RECEIVED_PATH} HTTP/1.0\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 421 ")


def test_the_port_of_http_may_be_left_out() -> None:
    """Clients omit the port 80."""
    assert {"127.0.0.1", "localhost", "[::1]", "127.0.0.1:80"} <= own_hosts(80)


ORIGINS: Mapping[str, tuple[str, bool]] = {
    "the server's own": ("http://127.0.0.1:{port}", True),
    "the server's own, by name": ("http://localhost:{port}", True),
    "another port": ("http://127.0.0.1:1", False),
    "another scheme": ("https://127.0.0.1:{port}", False),
    "another site": ("https://evil.example", False),
    "a hidden one": ("null", False),
    "an empty one": ("", False),
}


@pytest.mark.parametrize(("origin", "is_own"), ORIGINS.values(), ids=ORIGINS.keys())
def test_origin(origin: str, is_own: bool, url: str) -> None:  # noqa: FBT001 - a column of the table
    """Every request of a page of another origin is refused; programs send no origin."""
    page = ("Origin", origin.format(port=port_of(url)))
    posted, read = asked(url, (*SOUND, page)), asked(url, (page,), b"", "GET", RECEIVED_PATH)
    if is_own:
        assert (posted.status, read.status) == (202, 200)
    else:
        assert {(answer.status, answer.code) for answer in (posted, read)} == {(403, "foreign_origin")}


def test_one_foreign_origin_among_two(url: str) -> None:
    """One foreign origin is enough for a refusal."""
    own, foreign = ("Origin", f"http://127.0.0.1:{port_of(url)}"), ("Origin", "https://evil.example")
    assert asked(url, (*SOUND, own, foreign)).status == 403


def test_nothing_foreign_is_recorded() -> None:
    """Requests to another host or from another origin are not recorded."""
    foreign = [("Host", host) for host, is_own in HOSTS.values() if not is_own]
    foreign += [("Origin", origin) for origin, is_own in ORIGINS.values() if not is_own]
    with reference_server() as url:
        for name, value in foreign:
            asked(url, (*SOUND, (name, value.format(port=port_of(url)))))
        assert asked(url, (), b"", "GET", RECEIVED_PATH).content == b"[]"
