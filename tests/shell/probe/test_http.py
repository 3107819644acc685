"""The requests of a probe on the wire, and the answers that come back."""

import asyncio
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve
from starlette.types import Receive, Scope, Send

from tests.support.broken_server import mounted
from tests.support.process import bare
from tests.support.scripted_server import Asked, Reply, http, scripted
from trackpost.core.contract.probe.curl import curl_line
from trackpost.core.contract.probe.exchange import NoResponse, ProbeRequest, Response, Tokens
from trackpost.core.parsing.secret import Secret
from trackpost.shell.delivery.client import client_settings
from trackpost.shell.probe.http import Asker
from trackpost.shell.server.server import listen, served

TOKENS = Tokens(given=Secret("c4nary-s3cret"), other=Secret("an0ther-s3cret"))
KEYED = (("Content-Type", "application/json"), ("Idempotency-Key", "ab"))


def asker(url: str, pauses: list[float] | None = None, patience: float = 30.0) -> Asker:
    """Return an asker that notes its pauses and does not make them."""
    noted = list[float]() if pauses is None else pauses
    settings = client_settings({}, url).unwrap()
    return Asker(settings=settings, tokens=TOKENS, sleep=noted.append, patience=patience)


SOUND = ProbeRequest(url="/a/", headers=KEYED, body=b'{"a": 1}')

REQUESTS: Mapping[str, ProbeRequest] = {
    "a snapshot": SOUND,
    "another token": evolve(SOUND, bearer="other"),
    "a wrong token": evolve(SOUND, bearer="wrong"),
    "no token": evolve(SOUND, bearer="none"),
    "no headers": evolve(SOUND, headers=()),
    "a header twice": evolve(SOUND, headers=(*KEYED, ("Idempotency-Key", "cd"))),
    "another host": evolve(SOUND, headers=(*KEYED, ("Host", "probe.example"))),
    "another method": evolve(SOUND, method="PATCH"),
    "a question": evolve(SOUND, method="GET", headers=(), body=b""),
    "nothing": evolve(SOUND, body=b""),
    "bytes of all kinds": evolve(SOUND, body=bytes(byte for byte in range(256) if byte)),
    "quotes": evolve(SOUND, body=b"""it's "$HOME" `date` \\ ! %s @file"""),
    "blanks": evolve(SOUND, blanks=70_000),
}
_OWN = {"accept", "accept-encoding", "user-agent", "connection", "content-length"}


def _essence(asked: Asked) -> tuple[str, str, Mapping[str, str], bytes]:
    own = {name: value for name, value in asked.headers.items() if name not in _OWN}
    return asked.method, asked.path, own, asked.body


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_the_line_for_curl_sends_the_same(request_: ProbeRequest, tmp_path: Path) -> None:
    """Method, path, headers and body of both are equal, in the shell that every system has."""
    tokens = {
        "SAAS_AUTH_TOKEN": "c4nary-s3cret",
        "SAAS_OTHER_AUTH_TOKEN": "an0ther-s3cret",
    }
    with scripted() as server:
        request = evolve(request_, url=server.url + request_.url)
        asker(server.url).at_once([request])
        line = curl_line(request)
        subprocess.run(["sh", "-c", line], env=bare(tokens), cwd=tmp_path, check=True, capture_output=True)  # noqa: S607 - the shell of this machine
        ours, theirs = map(_essence, server.asked)
    assert ours == theirs
    assert ours[3] == request.body + b" " * request.blanks
    assert "s3cret" not in line


def test_a_body_in_chunks() -> None:
    """It comes without its length, and with a pause in its middle."""
    pauses: list[float] = []
    with scripted(http(202), Reply()) as server:
        request = evolve(SOUND, url=f"{server.url}/a/", body=b"", is_chunked=True)
        asker(server.url, pauses).at_once([request])
        assert (server.only.headers["transfer-encoding"], "content-length" in server.only.headers) == ("chunked", False)
        asker(server.url, pauses).at_once([evolve(request, pause=2.5)])
    assert pauses == [2.5]


LARGE = b"[" + b" " * 1024 * 1024 + b"]"

ANSWERS: Mapping[str, tuple[Reply, Response | NoResponse]] = {
    "a refusal": (
        http(400, b"{}", {"Content-Type": "application/json"}),
        Response(400, {"content-length": "2", "connection": "close", "content-type": "application/json"}, b"{}"),
    ),
    "a redirect": (
        http(302, b"", {"Location": "http://127.0.0.1:1/"}),
        Response(302, {"content-length": "0", "connection": "close", "location": "http://127.0.0.1:1/"}, b""),
    ),
    "a large answer": (http(200, LARGE), NoResponse("an answer of more than 1 MiB", has_left=True)),
    "no HTTP": (Reply(content=b"hello\r\n\r\n"), NoResponse("illegal status line: bytearray(b'hello')", has_left=True)),
    "the end": (Reply(), NoResponse("Server disconnected without sending a response.", has_left=True)),
    "a token": (
        Reply(content=b"HTTP/1.1 c4nary-s3cret\r\n\r\n"),
        NoResponse("illegal status line: bytearray(b'HTTP/1.1 ********')", has_left=True),
    ),
}


@pytest.mark.parametrize(("reply", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_answers(reply: Reply, expected: Response | NoResponse) -> None:
    """An answer comes back as it is, and no redirect is followed; without one, the reason shows no token."""
    with scripted(reply) as server:
        (exchange,) = asker(server.url).at_once([evolve(SOUND, url=f"{server.url}/a/")])
    assert exchange.response == expected


def test_no_connection() -> None:
    """Nothing has left."""
    (exchange,) = asker("http://127.0.0.1:1").at_once([evolve(SOUND, url="http://127.0.0.1:1/a/")])
    assert isinstance(exchange.response, NoResponse)
    assert not exchange.response.has_left


SLOW: Mapping[str, tuple[Reply, str]] = {
    "silent": (Reply(holds=True), "timed out"),
    "trickling": (evolve(http(200, b"x" * 1_000), pause=0.05), "none within 2 seconds"),
}


@pytest.mark.parametrize(("reply", "reason"), SLOW.values(), ids=SLOW.keys())
def test_a_slow_server(reply: Reply, reason: str) -> None:
    """The probe goes on without its answer."""
    with scripted(reply) as server:
        (exchange,) = asker(server.url, patience=1.0).at_once([evolve(SOUND, url=f"{server.url}/a/")])
    assert exchange.response == NoResponse(reason, has_left=True, is_late=True)


def test_at_once() -> None:
    """All requests are under way before the first is answered, and each gets its own answer."""
    barrier = asyncio.Barrier(20)

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        await barrier.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    with served(mounted(app), listen(0).unwrap()) as url:
        requests = [evolve(SOUND, url=f"{url}/{number}") for number in range(20)]
        answers = [exchange.response for exchange in asker(url).at_once(requests)]
    assert [one.content.decode() for one in answers if isinstance(one, Response)] == [f"/{n}" for n in range(20)]
