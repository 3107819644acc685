"""The reference server gives every answer in its description, as described."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import httpx
import pytest
import schemathesis
from attrs import field, frozen
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.contract.test_openapi import DOCUMENT
from tests.support.cache import WORKSPACE
from tests.support.patience import FOREVER
from tests.support.raw_http import SOUND, Answer, answer_on, asked, connected, head_of, with_length
from tests.support.reference_server import KEY, SNAPSHOT_HEADERS, changed_body, reference_server
from tests.support.requests import BODY
from trackpost.core.contract.server import RoutingKey
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH
from trackpost.shell.server.read_back import PROJECTS_PATH, RECEIVED_PATH
from trackpost.shell.server.slow_clients import ImpatientProtocol

TOKEN = "a-token"
MAPPINGS = {RoutingKey("jira", WORKSPACE, None): "everything"}
ONE = RECEIVED_PATH + "{key}"
MAX_BODY = 10_000


@frozen(kw_only=True)
class Ask:
    """A request, valid unless the arguments break it.

    Attributes:
        first: how often the valid snapshot is sent before.
        mapped: whether the server knows the mapping.
        query: the query to append to the path.
        is_stored: whether the server's file exists.
    """

    method: str = "POST"
    path: str = SNAPSHOT_PATH
    key: str = KEY
    headers: Mapping[str, str] = field(factory=dict)
    without: str = ""
    body: bytes = BODY
    first: int = 0
    mapped: bool = True
    query: str = ""
    is_stored: bool = True

    def send(self, url: str) -> httpx.Response:
        """Send it, and return the answer."""
        sent = {**SNAPSHOT_HEADERS, "Authorization": f"Bearer {TOKEN}", **self.headers}
        headers = {name: text for name, text in sent.items() if name != self.without}
        path = self.path.format(key=self.key, a=self.key, b=self.key)
        return httpx.request(
            self.method, url + path + self.query, content=self.body, headers=headers, trust_env=False, timeout=FOREVER
        )


OTHER = changed_body(project_slug="another")

PAGES = tuple(
    f"/sandbox/pages/{path}" for path in ("", "snapshots", "snapshots/{key}", "diff/{a}/{b}", "routes", "refused")
)
_PAGED = PAGES[1:]
_OF_KEYS = (PAGES[2], PAGES[3])

ANSWERS: Mapping[str, tuple[Ask, int]] = {
    "taken and mapped": (Ask(), 200),
    "taken and waiting": (Ask(mapped=False), 202),
    "replayed": (Ask(first=1), 200),
    "replayed while it waits": (Ask(first=1, mapped=False), 202),
    "no key": (Ask(without="Idempotency-Key"), 400),
    "another key": (Ask(headers={"Idempotency-Key": "K"}), 400),
    "no snapshot": (Ask(body=b"{}"), 400),
    "a page of another origin": (Ask(headers={"Origin": "https://evil.example"}), 403),
    "a large body": (Ask(body=b" " * (MAX_BODY + 1)), 413),
    "a compressed body": (Ask(headers={"Content-Encoding": "gzip"}), 415),
    "another host": (Ask(headers={"Host": "evil.example"}), 421),
    "no file": (Ask(is_stored=False), 503),
    "no token": (Ask(without="Authorization"), 401),
    "another method": (Ask(method="PUT"), 405),
    "another type": (Ask(headers={"Content-Type": "text/plain"}), 415),
    "another body": (Ask(first=1, body=OTHER), 422),
    "nothing received": (Ask(method="GET", path=RECEIVED_PATH), 200),
    "something received": (Ask(method="GET", path=RECEIVED_PATH, first=2), 200),
    "some of what was received": (Ask(method="GET", path=RECEIVED_PATH, first=1, query="?limit=1"), 200),
    "all, and no page": (Ask(method="GET", path=RECEIVED_PATH, query="?limit=0"), 400),
    "all after another": (Ask(method="GET", path=RECEIVED_PATH, query=f"?after={KEY}"), 404),
    "all, from another origin": (Ask(method="GET", path=RECEIVED_PATH, headers={"Origin": "null"}), 403),
    "all, from another host": (Ask(method="GET", path=RECEIVED_PATH, headers={"Host": "evil.example"}), 421),
    "all, and no file": (Ask(method="GET", path=RECEIVED_PATH, is_stored=False), 503),
    "all, without a token": (Ask(method="GET", path=RECEIVED_PATH, without="Authorization"), 401),
    "all, by another method": (Ask(path=RECEIVED_PATH), 405),
    "no projects": (Ask(method="GET", path=PROJECTS_PATH), 200),
    "a project": (Ask(method="GET", path=PROJECTS_PATH, first=1), 200),
    "the projects, from another origin": (Ask(method="GET", path=PROJECTS_PATH, headers={"Origin": "null"}), 403),
    "the projects, from another host": (Ask(method="GET", path=PROJECTS_PATH, headers={"Host": "evil.example"}), 421),
    "the projects, and no file": (Ask(method="GET", path=PROJECTS_PATH, is_stored=False), 503),
    "the projects, without a token": (Ask(method="GET", path=PROJECTS_PATH, without="Authorization"), 401),
    "the projects, by another method": (Ask(path=PROJECTS_PATH), 405),
    "one that was received": (Ask(method="GET", path=ONE, first=1), 200),
    "one, from another origin": (Ask(method="GET", path=ONE, headers={"Origin": "null"}), 403),
    "one, from another host": (Ask(method="GET", path=ONE, headers={"Host": "evil.example"}), 421),
    "one, and no file": (Ask(method="GET", path=ONE, is_stored=False), 503),
    "one, without a token": (Ask(method="GET", path=ONE, without="Authorization"), 401),
    "one that was not received": (Ask(method="GET", path=ONE), 404),
    "one below one": (Ask(method="GET", path=ONE, key=f"{KEY}/{KEY}"), 404),
    "one, by another method": (Ask(path=ONE), 405),
    **{f"{path} shown": (Ask(method="GET", path=path, first=1), 200) for path in PAGES},
    **{
        f"{path} from another origin": (Ask(method="GET", path=path, headers={"Origin": "null"}), 403) for path in PAGES
    },
    **{f"{path} from another host": (Ask(method="GET", path=path, headers={"Host": "evil"}), 421) for path in PAGES},
    **{f"{path} and no file": (Ask(method="GET", path=path, is_stored=False), 503) for path in PAGES},
    **{f"{path} without a token": (Ask(method="GET", path=path, without="Authorization"), 401) for path in PAGES},
    **{f"{path} by another method": (Ask(path=path), 405) for path in PAGES},
    **{f"{path} and no number": (Ask(method="GET", path=path, first=1, query="?page=0"), 400) for path in _PAGED},
    **{f"{path} of an unknown key": (Ask(method="GET", path=path), 404) for path in _OF_KEYS},
}
ELSEWHERE = {
    *((SNAPSHOT_PATH, status) for status in (404, 408, 409)),
    *((path, 400) for path in (ONE, PROJECTS_PATH, *PAGES)),
}
"""The answers that the tests below cover, because they take several requests or a special client."""
NEVER = {(SNAPSHOT_PATH, 429)}
"""The answers of other servers alone."""


@pytest.fixture(scope="module")
def described() -> OpenApiSchema:
    """Return the description."""
    return schemathesis.openapi.from_path(DOCUMENT)


def _compare(described: OpenApiSchema, path: str, answer: httpx.Response) -> None:
    (operation,) = described[path].values()
    operation.validate_response(answer)


@pytest.mark.parametrize(("ask", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer(ask: Ask, expected: int, described: OpenApiSchema, tmp_path: Path) -> None:
    """Status, headers and body are as described, and a stored answer is marked as a replay."""
    data, mappings = tmp_path / "data.db", MAPPINGS if ask.mapped else {}
    with reference_server(token=TOKEN, mappings=mappings, data=data, max_body=MAX_BODY, has_pages=True) as url:
        for _ in range(ask.first):
            Ask().send(url)
        if not ask.is_stored:
            data.unlink()
        answer = ask.send(url)
    _compare(described, ask.path, answer)
    is_replay = answer.headers.get("idempotent-replayed") == "true"
    assert (answer.status_code, is_replay) == (expected, bool(ask.first) and answer.is_success and ask.method == "POST")


def test_the_answer_while_the_first_is_in_progress(described: OpenApiSchema) -> None:
    """The second request gets a 409, and the first is not shown before it is answered."""
    arrived, released = Event(), Event()

    async def pause() -> None:
        arrived.set()
        await asyncio.to_thread(released.wait)

    with reference_server(token=TOKEN, pause=pause) as url, ThreadPoolExecutor() as pool:
        first = pool.submit(Ask().send, url)
        try:
            assert arrived.wait(FOREVER)
            second, all_of_them, one = (
                ask.send(url) for ask in (Ask(), Ask(method="GET", path=RECEIVED_PATH), Ask(method="GET", path=ONE))
            )
        finally:
            released.set()
        first.result(FOREVER)
    for path, answer in ((SNAPSHOT_PATH, second), (RECEIVED_PATH, all_of_them), (ONE, one)):
        _compare(described, path, answer)
    assert [second.status_code, all_of_them.status_code, one.status_code] == [409, 200, 404]


class _Hasty(ImpatientProtocol):
    grace_seconds = 0.1


def test_the_answer_to_a_missing_body(described: OpenApiSchema) -> None:
    """The answer to a client that is too slow is as described."""
    with reference_server(protocol=_Hasty) as url, connected(url) as client:
        client.sendall(head_of(url, with_length(SOUND)))
        _compare(described, SNAPSHOT_PATH, _as_response(answer_on(client)))


CONFLICTS = {SNAPSHOT_PATH: "POST", **dict.fromkeys((RECEIVED_PATH, ONE, PROJECTS_PATH, *PAGES), "GET")}


@pytest.mark.parametrize(("path", "method"), CONFLICTS.items(), ids=CONFLICTS.keys())
def test_the_answer_to_conflicting_headers(path: str, method: str, described: OpenApiSchema) -> None:
    """A request with two tokens is refused on every path."""
    tokens = (("Authorization", "Bearer a"), ("Authorization", "Bearer b"))
    with reference_server(has_pages=True) as url:
        answer = asked(url, (*SOUND, *tokens), method=method, path=path.format(key=KEY, a=KEY, b=KEY))
    _compare(described, path, _as_response(answer))
    assert (answer.status, answer.code) == (400, "conflicting_headers")


def _as_response(answer: Answer) -> httpx.Response:
    request = httpx.Request("POST", "http://127.0.0.1")
    response = httpx.Response(answer.status, headers=dict(answer.headers), content=answer.content, request=request)
    response.elapsed = timedelta()
    return response


def test_no_other_answer_is_described(described: OpenApiSchema) -> None:
    """The description has exactly the answers that the tests above cover."""
    paths = described.raw_schema["paths"]
    named = {
        (path, int(status))
        for path, item in paths.items()
        for method in item.values()
        for status in method["responses"]
    }
    assert named == {(ask.path, status) for ask, status in ANSWERS.values()} | ELSEWHERE | NEVER


NO_PATHS = (SNAPSHOT_PATH.removesuffix("/"), RECEIVED_PATH.removesuffix("/"), f"{RECEIVED_PATH}{KEY}/")


@pytest.mark.parametrize("path", NO_PATHS)
def test_a_slash_belongs_to_its_path(path: str, described: OpenApiSchema) -> None:
    """A path with a missing or an extra slash gets a 404 and not a redirect."""
    with reference_server(token=TOKEN) as url:
        answer = Ask(path=path).send(url)
    _compare(described, SNAPSHOT_PATH, answer)
    assert answer.status_code == 404
