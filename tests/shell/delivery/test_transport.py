"""One POST over a real socket, and all ways in which it can end."""

import gzip
import socket
from collections.abc import Mapping

import pytest

from tests.support.requests import BODY, post, request_to
from tests.support.scripted_server import Reply, http, scripted
from trackpost.core.delivery.answer import Answer
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.core.delivery.verdict import (
    BrokenProtocol,
    Delivered,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Rejected,
    Replayed,
    RetryLater,
    Unreachable,
    Verdict,
)

MEBIBYTE = 1024 * 1024
ZIPPED = {"Content-Encoding": "gzip"}
TOO_LARGE = BrokenProtocol("an answer of more than 1 MiB", Answer(200, None))
TOO_MANY = BrokenProtocol("an answer of more than 50000 values", Answer(200, None))


def _text(size: int) -> bytes:
    return b'"' + b"a" * (size - 2) + b'"'


VERDICTS: Mapping[str, tuple[Reply, Verdict]] = {
    "200": (http(200, b'{"ok":true}'), Delivered(Answer(200, {"ok": True}))),
    "200, without a body": (http(200), Delivered(Answer(200, None))),
    "201": (http(201, b"[1]"), Delivered(Answer(201, [1]))),
    "202": (http(202, b"null"), Delivered(Answer(202, None))),
    "204": (http(204), Delivered(Answer(204, None))),
    "200, replayed": (http(200, b"{}", {"Idempotent-Replayed": "true"}), Replayed(Answer(200, {}))),
    "202, replayed in capitals": (http(202, b"{}", {"IDEMPOTENT-REPLAYED": "True"}), Replayed(Answer(202, {}))),
    "200, not replayed": (http(200, b"{}", {"Idempotent-Replayed": "false"}), Delivered(Answer(200, {}))),
    "200, not JSON": (
        http(200, b"<html>"),
        BrokenProtocol("a success whose body is not JSON", Answer(200, "<html>")),
    ),
    "200, not UTF-8": (
        http(200, b'"\xff"'),
        BrokenProtocol("a success whose body is not JSON", Answer(200, '"\ufffd"')),
    ),
    "200, in the requested coding": (
        http(200, b'{"ok":1}', {"Content-Encoding": "Identity"}),
        Delivered(Answer(200, {"ok": 1})),
    ),
    "200, with an empty coding": (http(200, b'{"ok":1}', {"Content-Encoding": ""}), Delivered(Answer(200, {"ok": 1}))),
    "200, of 1 MiB": (http(200, _text(MEBIBYTE)), Delivered(Answer(200, "a" * (MEBIBYTE - 2)))),
    "200, larger": (http(200, _text(MEBIBYTE + 1)), TOO_LARGE),
    "200, of 50,000 values": (http(200, b"[" + b"0," * 49_999 + b"0]"), Delivered(Answer(200, [0] * 50_000))),
    "200, with more values": (http(200, b"[" + b"0," * 50_000 + b"0]"), TOO_MANY),
    "200, nested without end": (http(200, b"[" * 500_000), TOO_MANY),
    "200, nested too deep": (
        http(200, b"[" * 5_000 + b"]" * 5_000),
        BrokenProtocol("a success whose body is not JSON", Answer(200, "[" * 5_000 + "]" * 5_000)),
    ),
    "400": (http(400, b'{"error":"x"}'), Rejected(Answer(400, {"error": "x"}))),
    "400, not JSON": (http(400, b"no"), Rejected(Answer(400, "no"))),
    "401": (http(401, b'{"error":"x"}'), NotAllowed(Answer(401, {"error": "x"}))),
    "403": (http(403), NotAllowed(Answer(403, None))),
    "404": (http(404, b"<html>"), Rejected(Answer(404, "<html>"))),
    "408": (http(408), RetryLater(Answer(408, None), None)),
    "409, in progress": (
        http(409, b'{"error":"request_in_progress"}', {"Retry-After": "3"}),
        RetryLater(Answer(409, {"error": "request_in_progress"}), "3"),
    ),
    "409, another conflict": (http(409, b'{"error":"conflict"}'), Rejected(Answer(409, {"error": "conflict"}))),
    "410": (http(410), Rejected(Answer(410, None))),
    "422": (
        http(422, b'{"error":"idempotency_key_reused"}'),
        Rejected(Answer(422, {"error": "idempotency_key_reused"})),
    ),
    "425": (http(425), RetryLater(Answer(425, None), None)),
    "429": (http(429, b"", {"Retry-After": "120"}), RetryLater(Answer(429, None), "120")),
    "500": (http(500, b"oops"), RetryLater(Answer(500, "oops"), None)),
    "501": (http(501), Rejected(Answer(501, None))),
    "502": (http(502), RetryLater(Answer(502, None), None)),
    "503, until a date": (
        http(503, b"", {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}),
        RetryLater(Answer(503, None), "Fri, 31 Dec 1999 23:59:59 GMT"),
    ),
    "504": (http(504), RetryLater(Answer(504, None), None)),
    "304": (http(304), Redirected(Answer(304, None), None)),
    "200 after 100": (
        Reply(content=b"HTTP/1.1 100 Continue\r\n\r\n" + http(200, b"1").content),
        Delivered(Answer(200, 1)),
    ),
    "200, chunk by chunk": (
        Reply(content=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n"),
        Delivered(Answer(200, [1])),
    ),
    "200, until the connection closes": (Reply(content=b"HTTP/1.0 200 OK\r\n\r\n[1]"), Delivered(Answer(200, [1]))),
}


@pytest.mark.parametrize(("reply", "expected"), VERDICTS.values(), ids=VERDICTS.keys())
def test_post(reply: Reply, expected: Verdict) -> None:
    """Each answer gives exactly this verdict, after one request."""
    with scripted(reply) as server:
        verdict = post(request_to(server.url), 5)
    assert verdict == expected
    assert server.only.body == BODY


PARTIAL = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"

UNKNOWN: Mapping[str, Reply] = {
    "closed before the answer": Reply(),
    "closed in the middle of the status": Reply(content=b"HTTP/1.1 20"),
    "closed in the middle of the headers": Reply(content=b"HTTP/1.1 200 OK\r\nContent-"),
    "closed in the middle of the body": Reply(content=PARTIAL),
    "closed in the middle of a chunk": Reply(content=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"),
    "never answered": Reply(holds=True),
    "never answered completely": Reply(content=PARTIAL, holds=True),
}


@pytest.mark.parametrize("reply", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_post_whose_effect_is_unknown(reply: Reply) -> None:
    """If the request was sent but not answered, its effect is unknown; there is always a reason."""
    with scripted(reply) as server:
        verdict = post(request_to(server.url), 0.3)
    assert isinstance(verdict, EffectUnknown)
    assert verdict.reason
    assert server.only.body == BODY


NOT_HTTP: Mapping[str, Reply] = {
    "another protocol": Reply(content=b"220 mail.example ESMTP\r\n\r\n"),
    "an invalid status": Reply(content=b"HTTP/1.1 abc OK\r\n\r\n"),
    "an invalid header": Reply(content=b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"),
    "two lengths": Reply(content=b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1"),
    "a chunk without a size": Reply(content=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "a transfer coding that was not requested": Reply(
        content=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    ),
    "headers without an end": Reply(content=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000),
}


@pytest.mark.parametrize("reply", NOT_HTTP.values(), ids=NOT_HTTP.keys())
def test_post_to_a_server_that_does_not_speak_http(reply: Reply) -> None:
    """Bytes that are not HTTP break the protocol, and the verdict does not repeat them."""
    with scripted(reply) as server:
        verdict = post(request_to(server.url), 5)
    assert verdict == BrokenProtocol("an answer that is no HTTP", None)
    assert server.only.body == BODY


def test_post_observes_the_timeout() -> None:
    """The client gives up, not the server."""
    with scripted(Reply(holds=True)) as server:
        verdict = post(request_to(server.url), 0.2)
    assert verdict == EffectUnknown("timed out")


def test_post_to_a_server_that_resets_the_connection() -> None:
    """A reset, which may come during connecting or later, is never a delivery and never raises."""
    with scripted(Reply(takes=0)) as server:
        verdict = post(request_to(server.url), 5)
    assert isinstance(verdict, EffectUnknown | Unreachable)
    assert server.asked == []


def test_post_to_nobody() -> None:
    """If no server listens, nothing is sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    verdict = post(request_to(url), 5)
    assert verdict == Unreachable("[Errno 111] Connection refused")


def test_post_to_a_server_that_accepts_no_connections() -> None:
    """If there is no connection in time, nothing is sent."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        waiting = [socket.socket() for _ in range(3)]
        try:
            for client in waiting:
                client.settimeout(0)
                client.connect_ex(listener.getsockname())
            verdict = post(request_to(url), 0.3)
        finally:
            for client in waiting:
                client.close()
    assert isinstance(verdict, Unreachable)
    assert verdict.reason


def test_post_to_an_unknown_host() -> None:
    """If no machine has the name, nothing is sent."""
    verdict = post(request_to("https://kitty.invalid"), 5)
    assert isinstance(verdict, Unreachable)


BOMB = gzip.compress(gzip.compress(bytes(64 * MEBIBYTE)))

CODED: Mapping[str, tuple[str, bytes]] = {
    "gzip": ("gzip", gzip.compress(b'{"ok":true}')),
    "gzip in capitals": ("GZIP", gzip.compress(b'{"ok":true}')),
    "gzip of gzip": ("gzip, gzip", BOMB),
    "gzip after identity": ("identity, gzip", BOMB),
    "not gzip": ("gzip", b"this is no gzip"),
    "deflate": ("deflate", b"\xff\xff\xff"),
    "Brotli": ("br", b"\x00"),
    "an unknown coding": ("x-kitty", b'{"ok":true}'),
}


@pytest.mark.parametrize(("coding", "body"), CODED.values(), ids=CODED.keys())
def test_an_answer_in_a_coding_that_was_not_requested(coding: str, body: bytes) -> None:
    """Such an answer is not decoded, so it cannot inflate."""
    with scripted(http(200, body, {"Content-Encoding": coding})) as server:
        verdict = post(request_to(server.url), 5)
    assert server.only.headers["accept-encoding"] == "identity"
    assert verdict == BrokenProtocol("an answer in a content coding that was not requested", Answer(200, None))


UNREADABLE_REFUSALS: Mapping[str, tuple[Reply, Verdict]] = {
    "401, zipped": (http(401, gzip.compress(b"{}"), ZIPPED), NotAllowed(Answer(401, None))),
    "503, too large": (http(503, b"x" * 5_000_000), RetryLater(Answer(503, None), None)),
}


@pytest.mark.parametrize(("reply", "expected"), UNREADABLE_REFUSALS.values(), ids=UNREADABLE_REFUSALS.keys())
def test_a_refusal_counts_without_its_body(reply: Reply, expected: Verdict) -> None:
    """The status of a refusal counts, even if its body cannot be read."""
    with scripted(reply) as server:
        assert post(request_to(server.url), 5) == expected


REDIRECTS: Mapping[str, int] = {str(status): status for status in (300, 301, 302, 303, 307, 308)}


@pytest.mark.parametrize("status", REDIRECTS.values(), ids=REDIRECTS.keys())
def test_redirects_are_not_followed(status: int) -> None:
    """Neither the token nor the snapshot goes to another server."""
    with scripted() as other, scripted(http(status, b"", {"Location": f"{other.url}/there"})) as server:
        verdict = post(request_to(server.url), 5)
    assert verdict == Redirected(Answer(status, None), f"{other.url}/there")
    assert (len(server.asked), other.asked) == (1, [])


def test_a_password_in_the_location_is_not_shown() -> None:
    """The verdict, which is shown and logged, does not contain it."""
    location = "https://bob:pw@elsewhere.example/there"
    with scripted(http(307, b"", {"Location": location})) as server:
        verdict = post(request_to(server.url), 5)
    assert verdict == Redirected(Answer(307, None), "https://elsewhere.example/there")


def test_the_canonical_url_is_what_is_sent() -> None:
    """The request uses the canonical URL of the endpoint."""
    with scripted() as server:
        post(request_to(f"{server.url.replace('127.0.0.1', '127.1')}/%7Ea%2fb//"), 5)
    assert server.only.headers["host"] == server.url.removeprefix("http://")
    assert server.only.path == f"/~a%2Fb{SNAPSHOT_PATH}"
