"""The headers of a POST, and answers that repeat them."""

import gzip
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

import pytest

from tests.support.requests import BODY, CANARY, PACKED, post, request_to
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core import VERSION
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.core.delivery.verdict import NotAllowed, Replayed
from trackpost.core.parsing.secret import MASK

ZIPPED = {"Content-Encoding": "gzip"}

TOKENS: Mapping[str, tuple[str | None, dict[str, str]]] = {
    "a token": (CANARY, {"authorization": f"Bearer {CANARY}"}),
    "no token": (None, {}),
}


@pytest.mark.parametrize(("token", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_what_is_sent(token: str | None, expected: dict[str, str]) -> None:
    """The request has exactly these headers, and the body byte by byte."""
    with scripted() as server:
        post(request_to(f"{server.url}/prefix", token), 5)
    asked = server.only
    assert (asked.method, asked.path, asked.body) == ("POST", f"/prefix{SNAPSHOT_PATH}", BODY)
    assert _without_negotiation(asked.headers) == {
        "host": server.url.removeprefix("http://"),
        "user-agent": f"trackpost/{VERSION}",
        "content-length": str(len(BODY)),
        "content-type": "application/json",
        "idempotency-key": PACKED.idempotency_key,
        **expected,
    }


def _without_negotiation(headers: Mapping[str, str]) -> dict[str, str]:
    """Leave out the headers that the HTTP client adds: the formats of the answer and the use of the connection."""
    return {name: text for name, text in headers.items() if name not in {"accept", "accept-encoding", "connection"}}


SPELLED = (
    quote(CANARY, safe=""),
    "".join(f"&#{ord(letter)};" for letter in CANARY),
    b64encode(f"Bearer {CANARY}".encode()).decode(),
    CANARY.replace("/", r"\/"),
)
ECHOES: Mapping[str, Reply] = {
    "in JSON": http(401, f'{{"error":"no such token: {CANARY}"}}'.encode()),
    "in JSON, with escapes": http(401, f'{{"error":"{CANARY}"}}'.replace("/", "\\/").encode()),
    "in JSON, with all letters escaped": http(
        401, b'{"error":"' + b"".join(b"\\u%04x" % letter for letter in CANARY.encode()) + b'"}'
    ),
    "as a member's name": http(401, f'{{"{CANARY}":1}}'.encode()),
    "in a list": http(200, f'[[{{"deep":["{CANARY}"]}}]]'.encode()),
    "in text": http(403, f"<html>Bearer {CANARY}</html>".encode()),
    "in text under a success": http(200, f"<html>Bearer {CANARY}</html>".encode()),
    "zipped": http(401, gzip.compress(f'"{CANARY}"'.encode()), ZIPPED),
    "in JSON, percent-encoded": http(401, f'{{"error":"no ?token={quote(CANARY, safe="")}"}}'.encode()),
    "in text, as HTML": http(401, "".join(f"&#{ord(letter)};" for letter in CANARY).encode()),
    "in text, in Base64": http(401, b64encode(f"Bearer {CANARY}".encode())),
    "in text, as JSON in JSON": http(401, b"<" + CANARY.replace("/", r"\\/").encode()),
    "percent-encoded in the location": http(307, b"", {"Location": f"/?token={quote(CANARY, safe='')}"}),
    "in the location": http(307, b"", {"Location": f"https://elsewhere.example/?token={CANARY}"}),
    "in Retry-After": http(503, b"", {"Retry-After": CANARY}),
    "in the status line": Reply(content=f"HTTP/1.1 401 {CANARY}\r\nContent-Length: 0\r\n\r\n".encode()),
    "in an answer that is not HTTP": Reply(content=f"Bearer {CANARY}\r\n\r\n".encode()),
    "in an invalid header": Reply(content=f"HTTP/1.1 200 OK\r\nBearer {CANARY}\r\n\r\n".encode()),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES.keys())
def test_a_server_that_repeats_the_token(reply: Reply) -> None:
    """Wherever a server repeats the token, the verdict does not contain it."""
    with scripted(reply) as server:
        verdict = post(request_to(server.url), 5)
    assert server.only.headers["authorization"] == f"Bearer {CANARY}"
    shown = str(verdict)
    assert not any(spelling in shown for spelling in (CANARY, *SPELLED))


def test_a_repeated_token_is_masked_in_its_place() -> None:
    """The rest of the answer is unchanged."""
    with scripted(http(401, f'{{"error":"no such token: {CANARY}!"}}'.encode())) as server:
        verdict = post(request_to(server.url), 5)
    assert verdict == NotAllowed(Answer(401, {"error": f"no such token: {MASK}!"}))


SHORT_TOKENS: Mapping[str, str] = {name: name for name in ("t", "true", "1", '"', ",", "{", "taken", "dempotent")}


@pytest.mark.parametrize("token", SHORT_TOKENS.values(), ids=SHORT_TOKENS.keys())
def test_the_verdict_does_not_depend_on_the_token(token: str) -> None:
    """Masking comes after parsing, so a token that looks like a part of the answer does not change the verdict."""
    with scripted(http(200, b'{"taken":[1,true]}', {"Idempotent-Replayed": "true"})) as server:
        verdict = post(request_to(server.url, token), 5)
    assert isinstance(verdict, Replayed)
