"""Parse the URL of a server into an endpoint."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from tests.core.builders import CANARY
from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.delivery.endpoint import (
    SNAPSHOT_PATH,
    Endpoint,
    InsecureServerUrl,
    MissingServerUrl,
    ServerUrlError,
    UnusableServerUrl,
    origin_of,
    parse_endpoint,
)

PATH = "/api/v1/connectors/trackers/snapshots/"
LABEL = "a" * 63
LONG = f"{LABEL}." * 4


def elsewhere(url: str) -> Success[Endpoint]:
    """Return the endpoint under *url*, on another machine."""
    return Success(Endpoint(url + PATH, is_loopback=False))


def here(url: str) -> Success[Endpoint]:
    """Return the endpoint under *url*, on this machine."""
    return Success(Endpoint(url + PATH, is_loopback=True))


ACCEPTED: Mapping[str, tuple[str, Result[Endpoint, ServerUrlError]]] = {
    "a name": ("https://kitty.example", elsewhere("https://kitty.example")),
    "a trailing slash": ("https://kitty.example/", elsewhere("https://kitty.example")),
    "trailing slashes": ("https://kitty.example//", elsewhere("https://kitty.example")),
    "a path prefix": ("https://kitty.example/a/b/", elsewhere("https://kitty.example/a/b")),
    "a path of capitals": ("https://kitty.example/XX/", elsewhere("https://kitty.example/XX")),
    "a percent-encoded path": ("https://kitty.example/a%20b", elsewhere("https://kitty.example/a%20b")),
    "dots in a segment": ("https://kitty.example/v1.0/..a", elsewhere("https://kitty.example/v1.0/..a")),
    "whitespace around": (" https://kitty.example\n", elsewhere("https://kitty.example")),
    "a port": ("https://kitty.example:8443", elsewhere("https://kitty.example:8443")),
    "upper case": ("HTTPS://Kitty.Example", elsewhere("https://kitty.example")),
    "one label": ("https://kitty", elsewhere("https://kitty")),
    "an underscore": ("https://kitty_1.example", elsewhere("https://kitty_1.example")),
    "a root dot": ("https://kitty.example.", elsewhere("https://kitty.example")),
    "the port of https": ("https://kitty.example:443", elsewhere("https://kitty.example")),
    "the port of https, padded": ("https://kitty.example:0443/", elsewhere("https://kitty.example")),
    "the port of http": ("https://kitty.example:80", elsewhere("https://kitty.example:80")),
    "no port after the colon": ("https://kitty.example:/a", elsewhere("https://kitty.example/a")),
    "letters that need no encoding": ("https://kitty.example/%7ea%2D%5f", elsewhere("https://kitty.example/~a-_")),
    "a slash in a segment": ("https://kitty.example/a%2fb", elsewhere("https://kitty.example/a%2Fb")),
    "a slash in the last segment": ("https://kitty.example/a%2F/", elsewhere("https://kitty.example/a%2F")),
    "letters outside ASCII": ("https://Kätzchen.example", elsewhere("https://xn--ktzchen-5wa.example")),
    "a letter without a capital": ("https://straße.example", elsewhere("https://xn--strae-oqa.example")),
    "letters by IDNA": ("https://XN--Ktzchen-5wa.example", elsewhere("https://xn--ktzchen-5wa.example")),
    "dots outside ASCII": ("https://kitty\u3002example", elsewhere("https://kitty.example")),
    "the longest label": (f"https://{LABEL}.example", elsewhere(f"https://{LABEL}.example")),
    "an address": ("https://192.0.2.7", elsewhere("https://192.0.2.7")),
    "an octal address": ("https://0300.0.0x207", elsewhere("https://192.0.2.7")),
    "a long IPv6 address": ("https://[2001:DB8:0:0::7]", elsewhere("https://[2001:db8::7]")),
    "an IPv4 address in IPv6 form": ("https://[::ffff:192.0.2.7]", elsewhere("https://192.0.2.7")),
    "an IPv6 address": ("https://[2001:db8::7]:8443", elsewhere("https://[2001:db8::7]:8443")),
    "plain http to this machine by name": ("http://localhost:8000", here("http://localhost:8000")),
    "plain http to LOCALHOST": ("http://LOCALHOST.:80", here("http://localhost")),
    "plain http to this machine by address": ("http://127.0.0.1:8000/", here("http://127.0.0.1:8000")),
    "plain http to its other addresses": ("http://127.8.9.1", here("http://127.8.9.1")),
    "plain http to this machine by a short address": ("http://127.1:8000", here("http://127.0.0.1:8000")),
    "plain http to this machine by a number": ("http://0x7F000001", here("http://127.0.0.1")),
    "plain http to this machine by IPv6 address": ("http://[::1]:8000", here("http://[::1]:8000")),
    "https to this machine": ("https://localhost", here("https://localhost")),
    "this machine without a scheme": ("localhost:8400", here("http://localhost:8400")),
    "this machine without scheme and port": ("localhost/kitty", here("http://localhost/kitty")),
    "its address without a scheme": ("127.0.0.1:8400", here("http://127.0.0.1:8400")),
    "its IPv6 address without a scheme": ("[::1]:8400/", here("http://[::1]:8400")),
    "the endpoint itself": (f"https://kitty.example{PATH}", elsewhere("https://kitty.example")),
    "the endpoint without its last slash": (f"https://kitty.example{PATH[:-1]}", elsewhere("https://kitty.example")),
    "the endpoint behind a prefix": (f"https://kitty.example/a{PATH}", elsewhere("https://kitty.example/a")),
    "an address below the endpoint": (f"https://kitty.example{PATH}12/x/", elsewhere("https://kitty.example")),
    "the endpoint of this machine": (f"localhost:8400{PATH}", here("http://localhost:8400")),
    "a path that only begins like the endpoint": (
        f"https://kitty.example{PATH[:-1]}x",
        elsewhere(f"https://kitty.example{PATH[:-1]}x"),
    ),
}

BLANK = "it has a blank or a control character"
SCHEME = "it must begin with https://"
NO_HOST = "it names no host"
USER = "it holds a user name or password"
MALFORMED = "its host or port is malformed"
HOST = "its host is neither a name nor an address"
QUERY = "a query or fragment does not belong in it"
ENCODING = "its path is not percent-encoded"
DOTS = "its path has a '.' or '..' segment"


def unusable(url: str, reason: str) -> Failure[ServerUrlError]:
    """Return the error that shows *url*."""
    return Failure(UnusableServerUrl(url, reason))


REFUSED: Mapping[str, tuple[str | None, Result[Endpoint, ServerUrlError]]] = {
    "nothing": (None, Failure(MissingServerUrl())),
    "empty": ("", Failure(MissingServerUrl())),
    "blank": (" \n", Failure(MissingServerUrl())),
    "a blank inside": ("https://kit ty.example", unusable("https://kit ty.example", BLANK)),
    "a line break inside": ("https://kitty\n.example", unusable("https://kitty\\n.example", BLANK)),
    "a letter outside ASCII in the path": (
        "https://kitty.example/kätzchen",
        unusable("https://kitty.example/k\\xe4tzchen", ENCODING),
    ),
    "a letter that names cannot have": ("https://kitty\u2665.example", unusable("https://kitty\\u2665.example", HOST)),
    "a lone surrogate": ("https://kitty\ud800.example", unusable("https://kitty\\ud800.example", HOST)),
    "a name that is too long": (f"https://{LONG}a", unusable(f"https://{LONG}a", HOST)),
    "a name that is too long, outside ASCII": (f"https://{LONG}ä", unusable(f"https://{LONG}\\xe4", HOST)),
    "an address of five numbers": ("https://1.2.3.4.5", unusable("https://1.2.3.4.5", HOST)),
    "an address that is too large": ("https://1.2.65536", unusable("https://1.2.65536", HOST)),
    "an address with a number that is too large": ("https://1.256.3.4", unusable("https://1.256.3.4", HOST)),
    "an address with an octal 8": ("https://1.2.3.08", unusable("https://1.2.3.08", HOST)),
    "a name that ends as an address": ("https://kitty.1", unusable("https://kitty.1", HOST)),
    "a zone": ("https://[fe80::1%25eth0]", unusable("https://[fe80::1%25eth0]", HOST)),
    "no scheme": ("kitty.example", unusable("kitty.example", SCHEME)),
    "another scheme": ("ftp://kitty.example", unusable("ftp://kitty.example", SCHEME)),
    "only a host and a port": ("kitty.example:8443", unusable("kitty.example:8443", SCHEME)),
    "another host in front of this machine": ("kitty@localhost", unusable("http://localhost", USER)),
    "this machine in front of another host": ("localhost@kitty.example", unusable("kitty.example", SCHEME)),
    "half an IPv6 address without a scheme": ("[::1", unusable("[::1", SCHEME)),
    "no host": ("https://", unusable("https://", NO_HOST)),
    "only a path": ("https:///a", unusable("https:///a", NO_HOST)),
    "only a port": ("https://:8443", unusable("https://:8443", NO_HOST)),
    "a user name": ("https://bob@kitty.example", unusable("https://kitty.example", USER)),
    "a password": ("https://bob:pw@kitty.example/a", unusable("https://kitty.example/a", USER)),
    "an empty user name": ("https://@kitty.example", unusable("https://kitty.example", USER)),
    "an empty label": ("https://kitty..example", unusable("https://kitty..example", HOST)),
    "a hyphen at the end of a label": ("https://kitty-.example", unusable("https://kitty-.example", HOST)),
    "a label that is too long": (f"https://a{LABEL}.example", unusable(f"https://a{LABEL}.example", HOST)),
    "a percent sign in the host": ("https://kit%20ty", unusable("https://kit%20ty", HOST)),
    "a port that is a word": ("https://kitty.example:port", unusable("https://kitty.example", MALFORMED)),
    "port 0": ("https://kitty.example:0", unusable("https://kitty.example:0", "port 0 cannot be reached")),
    "a query": ("https://kitty.example/?key=pw", unusable("https://kitty.example/", QUERY)),
    "an empty query": ("https://kitty.example?", unusable("https://kitty.example", QUERY)),
    "a fragment": ("https://kitty.example#a", unusable("https://kitty.example", QUERY)),
    "a quote in the path": ('https://kitty.example/"', unusable('https://kitty.example/"', ENCODING)),
    "half an encoding": ("https://kitty.example/%2", unusable("https://kitty.example/%2", ENCODING)),
    "a dot segment": ("https://kitty.example/a/./b", unusable("https://kitty.example/a/./b", DOTS)),
    "a dot-dot segment": ("https://kitty.example/..", unusable("https://kitty.example/..", DOTS)),
    "an encoded dot-dot segment": ("https://kitty.example/%2E%2e/a", unusable("https://kitty.example/%2E%2e/a", DOTS)),
    "plain http": ("http://kitty.example", Failure(InsecureServerUrl("http://kitty.example"))),
    "plain http to an address": ("http://192.0.2.7", Failure(InsecureServerUrl("http://192.0.2.7"))),
    "plain http to a name that begins with localhost": (
        "http://localhost.kitty.example",
        Failure(InsecureServerUrl("http://localhost.kitty.example")),
    ),
    "plain http to an address in a name": (
        "http://127.0.0.1.kitty.example",
        Failure(InsecureServerUrl("http://127.0.0.1.kitty.example")),
    ),
}

CASES: Mapping[str, tuple[str | None, Result[Endpoint, ServerUrlError]]] = {**ACCEPTED, **REFUSED}


@pytest.mark.parametrize(("url", "expected"), CASES.values(), ids=CASES.keys())
def test_parse_endpoint(url: str | None, expected: Result[Endpoint, ServerUrlError]) -> None:
    """Each URL becomes exactly this endpoint or exactly this error."""
    assert expected == parse_endpoint(url)


def test_the_path_of_the_contract() -> None:
    """The path includes the trailing slash."""
    assert PATH == SNAPSHOT_PATH


def test_plain_http_can_be_allowed() -> None:
    """Plain HTTP to another machine works only if it is allowed explicitly."""
    url = "http://kitty.example:8000"
    assert elsewhere(url) == parse_endpoint(url, insecure_http=True)


IMPOSSIBLE: Mapping[str, tuple[str, str]] = {
    "a port that is not a number": ("https://kitty.example:a", "https://kitty.example"),
    "a password where a port belongs": ("https://bob:PW%40kitty.example/x", "https://bob/x"),
    "a port that is too high": ("https://kitty.example:65536", "https://kitty.example:65536"),
    "half an IPv6 address": ("https://[::1", "https://[::1"),
    "not an IPv6 address": ("https://[kitty]", "https://[kitty]"),
    "something after an IPv6 address": ("http://[::1].kitty.example/", "http://[::1].kitty.example/"),
    "a letter that hides a slash": ("https://kitty\u2100example", "https://kitty\\u2100example"),
}


@pytest.mark.parametrize(("url", "shown"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_impossible_url(url: str, shown: str) -> None:
    """A text that cannot be a URL is unusable, and the error shows it without its secrets."""
    assert shown == parse_endpoint(url).swap().map(lambda error: getattr(error, "url", "no URL")).value_or("accepted")


SCHEMES = st.sampled_from(["", "https://", "http://", "https:/", "https:", "//", "ftp://"])
FRAGMENTS = st.sampled_from(
    [":", "/", "?", "#", "[", "]", "@", "[::1]", "kitty", "localhost", "%", ".", ":80", "\u2100", "Ä", "127.1", "%2e"]
)
URLS = st.builds(str.__add__, SCHEMES, st.lists(FRAGMENTS | ANY_TEXT, max_size=8).map("".join))


def _case(text: str, capitals: int) -> str:
    return "".join(c.upper() if capitals >> place & 1 else c for place, c in enumerate(text))


def _encoded(text: str, places: int) -> str:
    units = re.findall("%..|.", text)
    return "".join(f"%{ord(c):02x}" if places >> place & 1 and c.isalnum() else c for place, c in enumerate(units))


HOSTS = st.sampled_from(["kitty.example", "xn--ktzchen-5wa.example", "192.0.2.7", "[2001:db8::7]", "localhost"])
RESPELLED: Mapping[str, tuple[str, ...]] = {
    "kitty.example": ("kitty.example.", "kitty\uff0eexample"),
    "xn--ktzchen-5wa.example": ("kätzchen.example", "ka\u0308tzchen.example."),
    "192.0.2.7": ("192.0.2.7.", "0xC0.0.519", "3221225991", "[::ffff:c000:207]", "\uff11\uff19\uff12.0.2.7"),
    "[2001:db8::7]": ("[2001:db8:0::7]", "[2001:0db8:0:0:0:0:0:7]"),
    "localhost": ("localhost.",),
}
BITS = st.integers(0, 2**32)


@QUICK
@given(
    host=HOSTS, prefix=st.sampled_from(["", "/a/b", "/%C3%A4/x.y~z", "/a@b/c=1"]), data=st.data(), bits=BITS, slash=BITS
)
def test_every_spelling_of_a_server_is_one_endpoint(
    host: str, prefix: str, data: st.DataObject, bits: int, slash: int
) -> None:
    """Case, port, dots, slashes, IDNA, address forms and needless encoding do not change the endpoint."""
    respelled = data.draw(st.sampled_from([host, *RESPELLED[host]]))
    port = data.draw(st.sampled_from(["", ":443", ":0443", ":"]))
    url = f"{_case('https', bits)}://{_case(respelled, bits)}{port}{_encoded(prefix, bits)}{'/' * (slash % 3)}"
    assert parse_endpoint(url) == parse_endpoint(f"https://{host}{prefix}")
    assert parse_endpoint(url).map(lambda endpoint: endpoint.url) == Success(f"https://{host}{prefix}{PATH}")
    assert origin_of(url) == origin_of(f"https://{host}")


@QUICK
@given(text=URLS)
def test_a_canonical_url_stays_as_it_is(text: str) -> None:
    """Parsing the URL of an endpoint gives the same endpoint."""
    for endpoint in parse_endpoint(text, insecure_http=True).map(lambda found: [found]).value_or([]):
        server = endpoint.url.removesuffix(PATH)
        assert parse_endpoint(server, insecure_http=True) == Success(endpoint)
        assert parse_endpoint(endpoint.url, insecure_http=True) == Success(endpoint)


SECRETS: Mapping[str, str] = {
    "a password": f"https://bob:{CANARY}@kitty.example",
    "a password without a scheme": f"bob:{CANARY}@kitty.example",
    "a password after half a scheme": f"https:/bob:{CANARY}@kitty.example",
    "a password under another scheme": f"ftp://bob:{CANARY}@kitty.example",
    "a password with a slash": f"https://bob:{CANARY}/x@kitty.example",
    "a password with a question mark": f"https://bob:{CANARY}?x@kitty.example",
    "a password with a number sign": f"https://bob:{CANARY}#x@kitty.example",
    "a password with an at sign": f"https://bob:x@{CANARY}@kitty.example",
    "a password in brackets": f"https://bob:[{CANARY}]@kitty.example",
    "a password with a space": f"https://bob:x {CANARY}@kitty.example",
    "a password before a strange host": f"https://bob:{CANARY}@kitty\u2100example",
    "a password before an impossible port": f"https://bob:{CANARY}@kitty.example:a",
    "a token in the query": f"https://kitty.example/?token={CANARY}",
    "a token in a query with an at sign": f"https://kitty.example/?token={CANARY}@x",
    "a token in the query of another scheme": f"ftp://kitty.example?token={CANARY}",
    "a token in a query without a scheme": f"kitty.example?token={CANARY}",
    "a token in the fragment": f"https://kitty.example/#{CANARY}",
}


@pytest.mark.parametrize("url", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_in_the_url_is_not_repeated(url: str) -> None:
    """User names, passwords, queries and fragments are nowhere in the error."""
    refused = parse_endpoint(url)
    assert isinstance(refused, Failure)
    assert CANARY not in repr(refused)


@QUICK
@given(text=URLS, insecure_http=st.booleans())
def test_what_is_accepted_is_plain(text: str, *, insecure_http: bool) -> None:
    """Parsing never raises. An accepted URL has no user, whitespace, query or fragment, and ends with the path."""
    for endpoint in parse_endpoint(text, insecure_http=insecure_http).map(lambda found: [found]).value_or([]):
        parts = urlsplit(endpoint.url)
        assert not {*" \t\n@?#"} & {*endpoint.url.removesuffix(parts.path)}
        assert (parts.username, parts.query, parts.fragment) == (None, "", "")
        assert parts.scheme == "https" or endpoint.is_loopback or insecure_http
        assert endpoint.url.isascii()
        assert endpoint.url.endswith(PATH)


@QUICK
@given(SCHEMES, st.lists(FRAGMENTS, max_size=4).map("".join), ANY_TEXT.filter(lambda text: "@" not in text))
def test_what_stands_before_an_at_sign_is_not_shown(scheme: str, user: str, host: str) -> None:
    """An unusable URL never shows what may be a password."""
    error = parse_endpoint(f"{scheme}{user}{CANARY}@{host}").swap().value_or(None)
    assert not isinstance(error, UnusableServerUrl) or CANARY not in repr(error)
