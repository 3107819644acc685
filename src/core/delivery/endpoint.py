"""From a server's URL to the endpoint that snapshots are posted to."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import ClassVar, TypeAlias
from urllib.parse import SplitResult, urlsplit

from attrs import frozen
from returns.result import Failure, Result, Success

from ..errors import Category, sentence

_PORTS = {"https": 443, "http": 80}
SNAPSHOT_PATH = "/api/v1/connectors/trackers/snapshots/"


@frozen
class Endpoint:
    """Where a snapshot goes.

    Attributes:
        url: the whole of it, checked.
        is_loopback: the server is on this machine.
    """

    url: str
    is_loopback: bool


@frozen
class MissingServerUrl:
    """Nobody said which server."""

    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return "no server URL; give one with --server-url, or set SAAS_API_URL"


@frozen
class UnusableServerUrl:
    """The URL names no server that can be posted to. User names, passwords and queries are not repeated in *url*."""

    url: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot use server URL {self.url!r}: {self.reason}"


@frozen
class InsecureServerUrl:
    """Plain http to another machine: the token and the snapshot could be read on the way."""

    url: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"server URL {self.url!r} is plain http to another machine; use https://, or allow it with --insecure-http"
        )


ServerUrlError: TypeAlias = MissingServerUrl | UnusableServerUrl | InsecureServerUrl

_VISIBLE = re.compile(r"[\x21-\x7e]+")
# LDH labels of RFC 1123 section 2.1 and RFC 1035 section 2.3.4, and "_", which private networks use
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_AUTHORITY = re.compile(rf"({_LABEL}(\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?")
_NO_PORT = re.compile(r":(?![0-9]*(/|$))[^/]*")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
# pchar of RFC 3986 section 3.3, and "/"
_PATH = re.compile(r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_DOT_SEGMENT = re.compile(r"(^|/)\.{1,2}(/|$)")


def parse_endpoint(server_url: str | None, *, insecure_http: bool = False) -> Result[Endpoint, ServerUrlError]:
    """Check *server_url* and add the contract's path to it.

    Args:
        server_url: for example ``https://kitty.example``; a path prefix is kept, trailing slashes are dropped.
        insecure_http: allow plain http to a machine that is not this one.

    >>> parse_endpoint("http://127.0.0.1:8000/").map(lambda endpoint: endpoint.url)
    <Success: http://127.0.0.1:8000/api/v1/connectors/trackers/snapshots/>
    """
    text = (server_url or "").strip()
    if not text:
        return Failure(MissingServerUrl())
    try:
        parts = urlsplit(text)
        fault = _fault(text, parts)
    except ValueError:  # whose words could quote a password
        return Failure(UnusableServerUrl(_shown(text), "its host or port is malformed"))
    if fault is not None:
        return Failure(UnusableServerUrl(_shown(text), fault))
    endpoint = Endpoint(text.rstrip("/") + SNAPSHOT_PATH, _is_loopback(parts.hostname or ""))
    if parts.scheme == "http" and not (endpoint.is_loopback or insecure_http):
        return Failure(InsecureServerUrl(text))
    return Success(endpoint)


def parse_endpoint_if_given(
    server_url: str | None, *, insecure_http: bool = False
) -> Result[Endpoint | None, ServerUrlError]:
    """Do the same as `parse_endpoint`, but let None be None."""
    return Success(None) if server_url is None else parse_endpoint(server_url, insecure_http=insecure_http)


def is_loopback_url(url: str) -> bool:
    """Say whether *url* leads to this machine; one that is no URL leads nowhere.

    >>> is_loopback_url("http://127.0.0.1:8400/jira"), is_loopback_url("https://acme.atlassian.net")
    (True, False)
    """
    try:
        return _is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of *url*, as RFC 6454 compares them; None where it is no such URL.

    >>> origin_of("https://Kitty.example/spec") == origin_of("https://kitty.example:443")
    True
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return None if parts.hostname is None or port is None else f"{parts.scheme}://{parts.hostname}:{port}"


def _fault(text: str, parts: SplitResult) -> str | None:
    faults = {
        "it has a blank, a line break or a letter outside ASCII": not _VISIBLE.fullmatch(text),
        "it must begin with https://": parts.scheme not in {"https", "http"},
        "it names no host": not parts.hostname,
        "it holds a user name or password": "@" in parts.netloc,
        "its host is neither a name nor an address": not _AUTHORITY.fullmatch(parts.netloc),
        "port 0 cannot be reached": parts.port == 0,
        "a query or fragment does not belong in it": "?" in text or "#" in text,
        "its path is not percent-encoded": not _PATH.fullmatch(parts.path),
        "its path has a '.' or '..' segment": _DOT_SEGMENT.search(parts.path) is not None,
    }
    return next((reason for reason, is_so in faults.items() if is_so), None)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _shown(url: str) -> str:
    """Leave out what may be secret, wherever it was typed, and make the rest printable."""
    scheme = "".join(_SCHEME.findall(url))
    public = re.split(r"[?#]", url[len(scheme) :].rpartition("@")[2])[0]
    if "[" not in public:
        public = _NO_PORT.sub("", public)  # what stands where a port belongs may be a password
    return ascii(scheme + public)[1:-1]
