"""A request of a probe as a line for a shell, so that a person can send it again."""

import shlex

from .exchange import UNKNOWN_BEARER, Bearer, ProbeRequest

GIVEN_VARIABLE = "SAAS_AUTH_TOKEN"
OTHER_VARIABLE = "SAAS_OTHER_AUTH_TOKEN"
"""The environment variables that ``--auth-token`` and ``--other-token`` read."""

_AUTHORIZATIONS: dict[Bearer, str] = {
    "given": f'"Authorization: Bearer ${GIVEN_VARIABLE}"',
    "other": f'"Authorization: Bearer ${OTHER_VARIABLE}"',
    "wrong": f"'Authorization: Bearer {UNKNOWN_BEARER}'",
}
_PLAIN = range(0x20, 0x7F)


def curl_line(request: ProbeRequest) -> str:
    """Return a line for a POSIX shell that sends *request* with curl, and prints the answer with its headers.

    A token is never in it, only the name of the environment variable that holds it.

    >>> print(curl_line(ProbeRequest(url="http://127.0.0.1/", headers=(), method="GET", bearer="none")))
    curl -i -X GET http://127.0.0.1/
    """
    feed, data = _data(request)
    headers = [*_authorization(request.bearer), *map(_header, _sent(request))]
    words = ["curl", "-i", "-X", request.method, *(f"-H {header}" for header in headers), *data]
    return f"{feed}{' '.join(words)} {shlex.quote(request.url)}"


def _authorization(bearer: Bearer) -> list[str]:
    return [_AUTHORIZATIONS[bearer]] if bearer in _AUTHORIZATIONS else []


def _sent(request: ProbeRequest) -> list[tuple[str, str]]:
    """Return the headers, and an empty one for each that curl would add by itself."""
    names = {name.lower() for name, _ in request.headers}
    without_type = [] if request.method == "GET" or "content-type" in names else [("Content-Type", "")]
    chunked = [("Transfer-Encoding", "chunked")] if request.is_chunked else []
    return [*request.headers, *without_type, *chunked]


def _header(header: tuple[str, str]) -> str:
    """Return the argument of ``-H``; one without a value tells curl to omit the header."""
    name, value = header
    return shlex.quote(f"{name}: {value}" if value else f"{name}:")


def _data(request: ProbeRequest) -> tuple[str, list[str]]:
    """Return what comes before curl in the line, and the arguments for the body."""
    if request.method == "GET":
        return "", []
    if request.pause:
        first, second = map(_printf, request.halves)
        return f"{{ {first}; sleep {request.pause:g}; {second}; }} | ", ["-T", "-"]
    if request.blanks:
        blanks = f"head -c {request.blanks} /dev/zero | tr '\\0' ' '"
        return f"{{ {_printf(request.body)}; {blanks}; }} | ", ["--data-binary", "@-"]
    if all(byte in _PLAIN for byte in request.body):
        return "", ["--data-raw", shlex.quote(request.body.decode())]
    return f"{_printf(request.body)} | ", ["--data-binary", "@-"]


def _printf(content: bytes) -> str:
    """Return a command that prints *content*; what is not plain ASCII is written in octal."""
    return f"printf {shlex.quote(''.join(map(_printed, content)))}"


def _printed(byte: int) -> str:
    if byte in b"%":
        return "%%"
    return chr(byte) if byte in _PLAIN and byte not in b"\\" else f"\\{byte:03o}"
