"""Which proxy the environment names."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.delivery.proxy import Proxy, proxy_for
from trackpost.core.errors import UnusableEnvironment

HTTPS, HTTP = "https://kitty.example/api", "http://kitty.example:8000/api"
PROXY, OTHER = "http://proxy.example:3128", "http://other.example:3128"

NAMED: Mapping[str, tuple[Mapping[str, str], str, Proxy | None]] = {
    "nothing": ({}, HTTPS, None),
    "for https": ({"HTTPS_PROXY": PROXY}, HTTPS, Proxy("HTTPS_PROXY", PROXY)),
    "for http": ({"HTTP_PROXY": PROXY}, HTTP, Proxy("HTTP_PROXY", PROXY)),
    "for the other scheme": ({"HTTP_PROXY": PROXY}, HTTPS, None),
    "for all": ({"ALL_PROXY": PROXY}, HTTPS, Proxy("ALL_PROXY", PROXY)),
    "for all, and for https": ({"ALL_PROXY": OTHER, "https_proxy": PROXY}, HTTPS, Proxy("https_proxy", PROXY)),
    "in small letters": ({"HTTPS_PROXY": OTHER, "https_proxy": PROXY}, HTTPS, Proxy("https_proxy", PROXY)),
    "disabled in small letters": ({"HTTPS_PROXY": PROXY, "https_proxy": ""}, HTTPS, None),
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
    "to no URL": ({"ALL_PROXY": PROXY}, "kitty.example", None),
    "to a bad address": ({"ALL_PROXY": PROXY}, "https://[kitty", None),
    "to a bad port": ({"ALL_PROXY": PROXY}, "https://kitty.example:port", None),
}


@pytest.mark.parametrize(("environ", "url", "expected"), NAMED.values(), ids=NAMED.keys())
def test_the_proxy_that_is_named(environ: Mapping[str, str], url: str, expected: Proxy | None) -> None:
    """The scheme of the URL and the spelling of the variable decide."""
    assert proxy_for(environ, url) == Success(expected)


NO_URL = "its value is not the URL of a proxy"
NO_SCHEME = "the scheme of a proxy is http, https, socks5 or socks5h"

UNUSABLE: Mapping[str, tuple[str, str]] = {
    "another scheme": (f"gopher://bob:{CANARY}@proxy.example", NO_SCHEME),
    "a password where a scheme belongs": (f"{CANARY}://proxy.example", NO_URL),
    "no port": (f"http://bob:{CANARY}@proxy.example:port", NO_URL),
    "a port too high": ("http://proxy.example:65536", NO_URL),
    "no host": (f"http://bob:{CANARY}@", NO_URL),
    "no name": ("http://proxy..example", NO_URL),
    "no address": ("http://[::1", NO_URL),
    "a path": ("http://proxy.example/path", NO_URL),
    "a blank": ("http://proxy example", NO_URL),
}


@pytest.mark.parametrize(("text", "reason"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_proxy_that_cannot_be_used(text: str, reason: str) -> None:
    """The variable is named, and its value, which may hold a password, is not shown."""
    found: Result[Proxy | None, UnusableEnvironment] = proxy_for({"HTTPS_PROXY": text}, HTTPS)
    assert found == Failure(UnusableEnvironment("HTTPS_PROXY", reason))


def test_a_proxy_does_not_show_its_password() -> None:
    """Neither printed nor logged."""
    assert CANARY not in repr(Proxy("HTTPS_PROXY", f"http://bob:{CANARY}@proxy.example"))


COVERED: Mapping[str, tuple[str, str]] = {
    "everything": ("*", HTTPS),
    "everything among others": ("a.example, *", HTTPS),
    "the name": ("kitty.example", HTTPS),
    "the name in capitals": ("KITTY.Example.", HTTPS),
    "the name among others": ("a.example,,kitty.example ,b.example", HTTPS),
    "the name, separated by blanks": ("a.example kitty.example", HTTPS),
    "the name outside ASCII": ("kätzchen.example", "https://xn--ktzchen-5wa.example"),
    "a name above": ("example", HTTPS),
    "a name above, with a dot": (".example", HTTPS),
    "a name above, with an asterisk": ("*.example", HTTPS),
    "the name, with a dot": (".kitty.example", HTTPS),
    "the name and port": ("kitty.example:8000", HTTP),
    "the name and the port of its scheme": ("kitty.example:443", HTTPS),
    "the name and scheme": ("https://kitty.example", HTTPS),
    "an address": ("192.0.2.7", "https://192.0.2.7"),
    "an address and port": ("192.0.2.7:8443", "https://192.0.2.7:8443"),
    "an address spelled otherwise": ("192.0.519", "https://192.0.2.7"),
    "a network": ("10.0.0.0/8,192.0.2.0/24", "https://192.0.2.7"),
    "a network with bits beyond its length": ("192.0.2.7/24", "https://192.0.2.9"),
    "a network with a mask": ("192.0.2.0/255.255.255.0", "https://192.0.2.7"),
    "an IPv6 address": ("fd00::1", "https://[fd00:0::1]"),
    "an IPv6 address in brackets": ("[fd00::1]", "https://[fd00::1]"),
    "an IPv6 address and port": ("[fd00::1]:8443", "https://[fd00::1]:8443"),
    "an IPv6 network": ("localhost,127.0.0.1,::1,fd00::/8", "https://[fd00::1]"),
    "an IPv6 network in brackets": ("[fd00::]/8", "https://[fd00::1]"),
    "in small letters": ("kitty.example", HTTPS),
}

NOT_COVERED: Mapping[str, tuple[str, str]] = {
    "nothing": ("", HTTPS),
    "a name below": ("api.kitty.example", HTTPS),
    "a name that resembles": ("itty.example", HTTPS),
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
    "no network": ("fd00::/800", "https://[fd00::1]"),
    "no port": ("kitty.example:port", HTTPS),
}


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(("listed", "url"), COVERED.values(), ids=COVERED.keys())
def test_what_goes_there_directly(listed: str, url: str, variable: str) -> None:
    """Names, addresses and networks, as people write them."""
    assert proxy_for({"ALL_PROXY": PROXY, variable: listed}, url) == Success(None)


@pytest.mark.parametrize(("listed", "url"), NOT_COVERED.values(), ids=NOT_COVERED.keys())
def test_what_goes_through_the_proxy(listed: str, url: str) -> None:
    """What is not listed, and what nobody can read, forbids nothing."""
    assert proxy_for({"ALL_PROXY": PROXY, "NO_PROXY": listed}, url) == Success(Proxy("ALL_PROXY", PROXY))


ENTRIES = st.lists(
    st.sampled_from(["fd00::/8", "[::1]", "*", ".", ":", "/", "[", "]", ",", "://", "a", "1"]) | ANY_TEXT
)


@QUICK
@given(listed=ENTRIES.map("".join), proxy=ENTRIES.map("".join), url=ENTRIES.map("".join))
def test_no_environment_raises(listed: str, proxy: str, url: str) -> None:
    """Whatever it holds."""
    for target in (HTTPS, url, f"https://{url}"):
        proxy_for({"ALL_PROXY": proxy, "NO_PROXY": listed}, target)
