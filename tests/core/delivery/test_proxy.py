"""The proxy that the environment names for a URL."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.delivery.proxy import Proxy, proxy_for
from trackpost.core.project.faults import UnusableEnvironment

HTTPS, HTTP = "https://kitty.example/api", "http://kitty.example:8000/api"
PROXY, OTHER = "http://proxy.example:3128", "http://other.example:3128"

NAMED: Mapping[str, tuple[Mapping[str, str], str, Proxy | None]] = {
    "nothing": ({}, HTTPS, None),
    "for https": ({"HTTPS_PROXY": PROXY}, HTTPS, Proxy("HTTPS_PROXY", PROXY)),
    "for http": ({"HTTP_PROXY": PROXY}, HTTP, Proxy("HTTP_PROXY", PROXY)),
    "for the other scheme": ({"HTTP_PROXY": PROXY}, HTTPS, None),
    "for all": ({"ALL_PROXY": PROXY}, HTTPS, Proxy("ALL_PROXY", PROXY)),
    "for all, and for https": ({"ALL_PROXY": OTHER, "https_proxy": PROXY}, HTTPS, Proxy("https_proxy", PROXY)),
    "in lower case": ({"HTTPS_PROXY": OTHER, "https_proxy": PROXY}, HTTPS, Proxy("https_proxy", PROXY)),
    "disabled in lower case": ({"HTTPS_PROXY": PROXY, "https_proxy": ""}, HTTPS, None),
    "blank": ({"HTTPS_PROXY": " "}, HTTPS, None),
    "by the header of a CGI request": ({"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, HTTP, None),
    "by the variable of a CGI script": (
        {"http_proxy": PROXY, "REQUEST_METHOD": "GET"},
        HTTP,
        Proxy("http_proxy", PROXY),
    ),
    "without a scheme": ({"HTTPS_PROXY": "proxy.example:3128"}, HTTPS, Proxy("HTTPS_PROXY", PROXY)),
    "with a password": (
        {"HTTPS_PROXY": f"HTTP://bob:{CANARY}@proxy.example"},
        HTTPS,
        Proxy("HTTPS_PROXY", f"http://bob:{CANARY}@proxy.example"),
    ),
    "by IPv6 address": (
        {"HTTPS_PROXY": "http://[fd00::1]:3128/"},
        HTTPS,
        Proxy("HTTPS_PROXY", "http://[fd00::1]:3128/"),
    ),
    "SOCKS": ({"ALL_PROXY": "socks5h://proxy.example"}, HTTPS, Proxy("ALL_PROXY", "socks5h://proxy.example")),
    "to this machine": ({"ALL_PROXY": PROXY}, "http://127.0.0.1:8000", None),
    "to this machine by name": ({"ALL_PROXY": PROXY}, "https://LOCALHOST.", None),
    "to another scheme": ({"ALL_PROXY": PROXY}, "ftp://kitty.example", None),
    "to something that is not a URL": ({"ALL_PROXY": PROXY}, "kitty.example", None),
    "to a bad address": ({"ALL_PROXY": PROXY}, "https://[kitty", None),
    "to a bad port": ({"ALL_PROXY": PROXY}, "https://kitty.example:port", None),
}


@pytest.mark.parametrize(("environ", "url", "expected"), NAMED.values(), ids=NAMED.keys())
def test_the_proxy_for_a_url(environ: Mapping[str, str], url: str, expected: Proxy | None) -> None:
    """The proxy depends on the scheme of the URL and the spelling of the variable."""
    assert proxy_for(environ, url) == Success(expected)


NOT_A_URL = "its value is not the URL of a proxy"
NO_SCHEME = "the scheme of a proxy is http, https, socks5 or socks5h"

UNUSABLE: Mapping[str, tuple[str, str]] = {
    "another scheme": (f"gopher://bob:{CANARY}@proxy.example", NO_SCHEME),
    "a password in the place of the scheme": (f"{CANARY}://proxy.example", NOT_A_URL),
    "an invalid port": (f"http://bob:{CANARY}@proxy.example:port", NOT_A_URL),
    "a port that is too high": ("http://proxy.example:65536", NOT_A_URL),
    "no host": (f"http://bob:{CANARY}@", NOT_A_URL),
    "an invalid name": ("http://proxy..example", NOT_A_URL),
    "an invalid address": ("http://[::1", NOT_A_URL),
    "a path": ("http://proxy.example/path", NOT_A_URL),
    "a space": ("http://proxy example", NOT_A_URL),
}


@pytest.mark.parametrize(("text", "reason"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_proxy_that_cannot_be_used(text: str, reason: str) -> None:
    """The error has the variable but not its value, which may contain a password."""
    found: Result[Proxy | None, UnusableEnvironment] = proxy_for({"HTTPS_PROXY": text}, HTTPS)
    assert found == Failure(UnusableEnvironment("HTTPS_PROXY", reason))


def test_a_proxy_does_not_show_its_password() -> None:
    """The ``repr`` of a proxy does not contain its password."""
    assert CANARY not in repr(Proxy("HTTPS_PROXY", f"http://bob:{CANARY}@proxy.example"))


COVERED: Mapping[str, tuple[str, str]] = {
    "everything": ("*", HTTPS),
    "everything among others": ("a.example, *", HTTPS),
    "the name": ("kitty.example", HTTPS),
    "the name in capitals": ("KITTY.Example.", HTTPS),
    "the name among others": ("a.example,,kitty.example ,b.example", HTTPS),
    "the name, separated by spaces": ("a.example kitty.example", HTTPS),
    "the name outside ASCII": ("kätzchen.example", "https://xn--ktzchen-5wa.example"),
    "a parent domain": ("example", HTTPS),
    "a parent domain, with a dot": (".example", HTTPS),
    "a parent domain, with an asterisk": ("*.example", HTTPS),
    "the name, with a dot": (".kitty.example", HTTPS),
    "the name and port": ("kitty.example:8000", HTTP),
    "the name and the port of its scheme": ("kitty.example:443", HTTPS),
    "the name and scheme": ("https://kitty.example", HTTPS),
    "an address": ("192.0.2.7", "https://192.0.2.7"),
    "an address and port": ("192.0.2.7:8443", "https://192.0.2.7:8443"),
    "an address in another spelling": ("192.0.519", "https://192.0.2.7"),
    "a network": ("10.0.0.0/8,192.0.2.0/24", "https://192.0.2.7"),
    "a network with bits beyond its length": ("192.0.2.7/24", "https://192.0.2.9"),
    "a network with a mask": ("192.0.2.0/255.255.255.0", "https://192.0.2.7"),
    "an IPv6 address": ("fd00::1", "https://[fd00:0::1]"),
    "an IPv6 address in brackets": ("[fd00::1]", "https://[fd00::1]"),
    "an IPv6 address and port": ("[fd00::1]:8443", "https://[fd00::1]:8443"),
    "an IPv6 network": ("localhost,127.0.0.1,::1,fd00::/8", "https://[fd00::1]"),
    "an IPv6 network in brackets": ("[fd00::]/8", "https://[fd00::1]"),
    "in lower case": ("kitty.example", HTTPS),
}

NOT_COVERED: Mapping[str, tuple[str, str]] = {
    "nothing": ("", HTTPS),
    "a subdomain": ("api.kitty.example", HTTPS),
    "a name with the same end": ("itty.example", HTTPS),
    "another port": ("kitty.example:444", HTTPS),
    "another scheme": ("http://kitty.example", HTTPS),
    "a part of an address": ("2.7", "https://192.0.2.7"),
    "another address": ("192.0.2.8", "https://192.0.2.7"),
    "another IPv6 port": ("[fd00::1]:8443", "https://[fd00::1]"),
    "another network": ("fd00::/8", "https://[fe80::1]"),
    "a network for a name": ("0.0.0.0/0", HTTPS),
    "an IPv6 network for an IPv4 address": ("::/0", "https://192.0.2.7"),
    "half an address": ("[::1", HTTPS),
    "an asterisk inside": ("kit*.example", HTTPS),
    "an invalid network": ("fd00::/800", "https://[fd00::1]"),
    "an invalid port": ("kitty.example:port", HTTPS),
}


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(("listed", "url"), COVERED.values(), ids=COVERED.keys())
def test_exceptions(listed: str, url: str, variable: str) -> None:
    """Names, addresses and networks in the usual notations are exceptions."""
    assert proxy_for({"ALL_PROXY": PROXY, variable: listed}, url) == Success(None)


@pytest.mark.parametrize(("listed", "url"), NOT_COVERED.values(), ids=NOT_COVERED.keys())
def test_everything_else_uses_the_proxy(listed: str, url: str) -> None:
    """A URL that is not listed uses the proxy, and invalid entries are ignored."""
    assert proxy_for({"ALL_PROXY": PROXY, "NO_PROXY": listed}, url) == Success(Proxy("ALL_PROXY", PROXY))


ENTRIES = st.lists(
    st.sampled_from(["fd00::/8", "[::1]", "*", ".", ":", "/", "[", "]", ",", "://", "a", "1"]) | ANY_TEXT
)


@QUICK
@given(listed=ENTRIES.map("".join), proxy=ENTRIES.map("".join), url=ENTRIES.map("".join))
def test_no_environment_raises(listed: str, proxy: str, url: str) -> None:
    """No value of the variables raises an error."""
    for target in (HTTPS, url, f"https://{url}"):
        proxy_for({"ALL_PROXY": proxy, "NO_PROXY": listed}, target)
