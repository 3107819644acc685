"""Which proxy the environment names for a URL, read as curl and Python's standard library read it."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

from attrs import field, frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..parsing.address import address_of, canonical_host, is_loopback
from ..project.faults import UnusableEnvironment

Environ: TypeAlias = Mapping[str, str]

NO_PROXY_URL = "its value is not the URL of a proxy"
_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})
_PORTS = {"https": 443, "http": 80}
# Few environments name a proxy, so the patterns are not compiled until one does.
_SEPARATOR = r"[\s,]+"
_ENTRY = (
    r"(?:(?P<scheme>[a-z]+)://)?"
    r"(?:(?P<ipv6>[^\[\]]*:[^\[\]]*:[^\[\]]*)|(?P<host>\[[^\]]*\](?:/\d+)?|[^:]*)(?::(?P<port>\d{1,5}))?)"
)
_PROXY = r"(?P<scheme>[a-z0-9]+)://(?:[^/?#\s]*@)?(?P<host>\[[^\]]*\]|[^:/?#\s]+)(?::(?P<port>\d{1,5}))?/?"
_HIGHEST_PORT = 65_535


@frozen
class Proxy:
    """A proxy, and who named it.

    Attributes:
        variable: of the environment.
        url: with a scheme; it may hold a password.
    """

    variable: str
    url: str = field(repr=False)

    @property
    def scheme(self) -> str:
        """How the proxy is spoken to."""
        return self.url.partition("://")[0]


def proxy_for(environ: Environ, url: str) -> Result[Proxy | None, UnusableEnvironment]:
    """Return the proxy for requests to *url*; None if they go there directly, as to this machine they always do.

    ``HTTPS_PROXY`` or ``HTTP_PROXY`` by the scheme of *url*, else ``ALL_PROXY``. The spelling in small letters comes
    first, and disables if it is empty. ``NO_PROXY`` lists names, which stand for the names below them too, addresses
    and networks, each with or without a port, or ``*``; entries that are none of these cover nothing.

    >>> proxy_for({"HTTPS_PROXY": "proxy.example:3128", "NO_PROXY": "10.0.0.0/8"}, "https://kitty.example")
    <Success: Proxy(variable='HTTPS_PROXY')>
    """
    target = _target(url)
    if target is None or is_loopback(target.host):
        return Success(None)
    named = _lookup(environ, f"{target.scheme}_proxy") or _lookup(environ, "all_proxy")
    return Success(None) if named is None or _is_excepted(environ, target) else _usable(*named)


class _Target(Struct, frozen=True):
    scheme: str
    host: str
    port: int


def _target(url: str) -> _Target | None:
    try:
        parts = urlsplit(url)
        host, port = canonical_host(parts.hostname or ""), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return None if host is None or port is None else _Target(parts.scheme, host, port)


def _lookup(environ: Environ, name: str) -> tuple[str, str] | None:
    for variable in (name, name.upper()):
        # A server that runs us by CGI turns the header "Proxy" of anybody into HTTP_PROXY.
        if variable in environ and not (variable == "HTTP_PROXY" and "REQUEST_METHOD" in environ):
            text = environ[variable].strip()
            return (variable, text) if text else None
    return None


def _usable(variable: str, text: str) -> Result[Proxy, UnusableEnvironment]:
    scheme, _, rest = (text if "://" in text else f"http://{text}").partition("://")
    found = re.fullmatch(_PROXY, f"{scheme.lower()}://{rest}")
    if found is None or not canonical_host(found["host"].strip("[]")) or int(found["port"] or 1) > _HIGHEST_PORT:
        return Failure(UnusableEnvironment(variable, NO_PROXY_URL))
    if found["scheme"] not in _SCHEMES:
        return Failure(UnusableEnvironment(variable, "the scheme of a proxy is http, https, socks5 or socks5h"))
    return Success(Proxy(variable, found[0]))


def _is_excepted(environ: Environ, target: _Target) -> bool:
    _, listed = _lookup(environ, "no_proxy") or ("", "")
    return any(_covers(entry, target) for entry in re.split(_SEPARATOR, listed.lower()))


def _covers(entry: str, target: _Target) -> bool:
    found = re.fullmatch(_ENTRY, entry)
    if found is None or found["scheme"] not in {None, "all", target.scheme}:
        return False
    if found["port"] is not None and int(found["port"]) != target.port:
        return False
    listed = (found["ipv6"] or found["host"]).replace("[", "").replace("]", "")
    return listed == "*" or _is_in_network(listed, target.host) or _is_below(listed, target.host)


def _is_in_network(listed: str, host: str) -> bool:
    address = address_of(host)
    try:
        return address is not None and address in ip_network(listed, strict=False)
    except ValueError:
        return False


def _is_below(listed: str, host: str) -> bool:
    name = canonical_host(listed.removeprefix("*").removeprefix("."))
    return name is not None and (host == name or (address_of(host) is None and host.endswith(f".{name}")))
