"""From a server's URL to the endpoint that snapshots are posted to."""

import re
from typing import ClassVar, TypeAlias
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.address import authority, canonical_host, is_loopback

_PORTS = {"https": 443, "http": 80}
SNAPSHOT_PATH = "/api/v1/connectors/trackers/snapshots/"


class Endpoint(Struct, frozen=True):
    """Where a snapshot goes.

    Attributes:
        url: checked, and in the one spelling that names this target: it is what is sent, shown and recorded.
        is_loopback: the server is on this machine.
    """

    url: str
    is_loopback: bool


class MissingServerUrl(Struct, frozen=True):
    """No server is named."""

    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            "no server URL; give one with --server-url, set SAAS_API_URL, or run `trackpost config set server-url URL`"
        )


class UnusableServerUrl(Struct, frozen=True):
    """The URL names no server that can be posted to.

    Attributes:
        url: without what may be secret: user name, password, query and fragment.
        reason: what is wrong with it.
    """

    url: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot use server URL {self.url!r}: {self.reason}"


class InsecureServerUrl(Struct, frozen=True):
    """The URL is plain http to another machine, so others could read the token and the snapshot."""

    url: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"server URL {self.url!r} is plain http to another machine; use https://, or allow it with --insecure-http"
        )


ServerUrlError: TypeAlias = MissingServerUrl | UnusableServerUrl | InsecureServerUrl

_NO_BLANK = re.compile(r"[^\x00-\x20\x7f]+")
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:%]+)(:[0-9]*)?")
_NO_PORT = re.compile(r":(?![0-9]*(/|$))[^/]*")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
# pchar of RFC 3986 section 3.3, and "/"
_PATH = re.compile(r"([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_DOT_SEGMENT = re.compile(r"(^|/)\.{1,2}(/|$)")


def parse_endpoint(server_url: str | None, *, insecure_http: bool = False) -> Result[Endpoint, ServerUrlError]:
    """Check *server_url*, bring it into its canonical form and add the contract's path.

    Two spellings of one server are one endpoint (RFC 3986 section 6.2): case, default port, the root's dot, trailing
    slashes, IDNA, ways to write an address, and what is percent-encoded without need. People also paste the endpoint
    itself, or an address below it, and leave out ``http://`` where they mean this machine.

    Args:
        server_url: for example ``https://kitty.example``; a path prefix is kept.
        insecure_http: allow plain http to another machine.

    >>> parse_endpoint("HTTP://127.1:8000/a%2fb%7E/").map(lambda endpoint: endpoint.url)
    <Success: http://127.0.0.1:8000/a%2Fb~/api/v1/connectors/trackers/snapshots/>
    >>> parse_endpoint("localhost:8000/api/v1/connectors/trackers/snapshots").map(lambda endpoint: endpoint.url)
    <Success: http://localhost:8000/api/v1/connectors/trackers/snapshots/>
    """
    given = (server_url or "").strip()
    if not given:
        return Failure(MissingServerUrl())
    text = _with_scheme(given)
    try:
        parts = urlsplit(text)
        fault = _fault(text, parts)
    except ValueError:  # its message may quote a password
        return Failure(UnusableServerUrl(_shown(text), "its host or port is malformed"))
    if fault is not None:
        return Failure(UnusableServerUrl(_shown(text), fault))
    host = _host(parts)
    server = f"{parts.scheme}://{authority(host, _port(parts))}{_prefix(parts.path)}"
    if parts.scheme == "http" and not (is_loopback(host) or insecure_http):
        return Failure(InsecureServerUrl(server))
    return Success(Endpoint(server + SNAPSHOT_PATH, is_loopback(host)))


def parse_endpoint_if_given(
    server_url: str | None, *, insecure_http: bool = False
) -> Result[Endpoint | None, ServerUrlError]:
    """Do the same as `parse_endpoint`, but let None be None."""
    return Success(None) if server_url is None else parse_endpoint(server_url, insecure_http=insecure_http)


def origin_of(url: str) -> str | None:
    """Return scheme, host and port of *url*, as RFC 6454 compares them; None if it is no such URL.

    >>> origin_of("https://bob:pw@Kitty.example./spec") == origin_of("https://kitty.example:443")
    True
    """
    try:
        parts = urlsplit(_with_scheme(url.strip()))
        host, port = _host(parts), parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return f"{parts.scheme}://{authority(host, port)}" if host and port else None


def _with_scheme(text: str) -> str:
    """Return *text* with ``http://`` in front if it names this machine and has no scheme."""
    if _SCHEME.match(text):
        return text
    try:
        host = canonical_host(urlsplit(f"//{text}").hostname or "")
    except ValueError:
        return text
    return f"http://{text}" if host is not None and is_loopback(host) else text


def _fault(text: str, parts: SplitResult) -> str | None:
    faults = {
        "it has a blank or a control character": not _NO_BLANK.fullmatch(text),
        "it must begin with https://": parts.scheme not in _PORTS,
        "it names no host": not parts.hostname,
        "it holds a user name or password": "@" in parts.netloc,
        "its host is neither a name nor an address": not _AUTHORITY.fullmatch(parts.netloc) or not _host(parts),
        "port 0 cannot be reached": parts.port == 0,
        "a query or fragment does not belong in it": "?" in text or "#" in text,
        "its path is not percent-encoded": not _PATH.fullmatch(parts.path),
        "its path has a '.' or '..' segment": _DOT_SEGMENT.search(_canonical_path(parts.path)) is not None,
    }
    return next((reason for reason, is_so in faults.items() if is_so), None)


def _host(parts: SplitResult) -> str:
    """Return the canonical host; an empty text if there is none."""
    return canonical_host(parts.hostname or "") or ""


def _port(parts: SplitResult) -> int | None:
    return None if parts.port == _PORTS.get(parts.scheme) else parts.port


def _prefix(path: str) -> str:
    """Return the path of the server itself, in front of the contract's path and whatever is below that."""
    return f"{_canonical_path(path)}/".partition(SNAPSHOT_PATH)[0].rstrip("/")


def _canonical_path(path: str) -> str:
    return _ENCODED.sub(_canonical_encoding, path).rstrip("/")


def _canonical_encoding(encoded: re.Match[str]) -> str:
    """Decode what need not be encoded, and write the rest in capitals (RFC 3986 sections 6.2.2.1 and 6.2.2.2)."""
    character = chr(int(encoded[1], 16))
    return character if _UNRESERVED.fullmatch(character) else encoded[0].upper()


def _shown(url: str) -> str:
    """Leave out what may be secret, wherever it was typed, and make the rest printable."""
    scheme = "".join(_SCHEME.findall(url))
    public = re.split(r"[?#]", url[len(scheme) :].rpartition("@")[2])[0]
    if "[" not in public:
        public = _NO_PORT.sub("", public)  # what stands in the place of a port may be a password
    return ascii(scheme + public)[1:-1]
