"""Repeated keys at the reference server, and the record of received snapshots."""

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

from tests.support.cache import WORKSPACE
from tests.support.patience import FOREVER
from tests.support.reference_server import (
    KEY,
    NOON,
    SNAPSHOT_HEADERS,
    JsonAnswer,
    changed_body,
    json_answer,
    received,
    reference_server,
    send,
)
from tests.support.requests import BODY, PACKED
from trackpost.core.contract.server import RoutingKey

MAPPINGS = {RoutingKey("jira", WORKSPACE, None): "everything"}
ANSWER = {"resolved_by": "workspace", "mapping": "everything", "issues": 1, "mappings": 0}
OTHER_KEY = "0" * 64
REUSED = JsonAnswer(
    422,
    {"error": "idempotency_key_reused", "message": "This key came with another body before.", "path": None},
)
IN_PROGRESS = JsonAnswer(
    409,
    {"error": "request_in_progress", "message": "The first request under this key has not ended yet.", "path": None},
)

UNKNOWN = JsonAnswer(404, {"error": "unknown_key", "message": "Nothing was received under this key.", "path": None})


def _line(*, replays: int = 0, key: str = KEY) -> dict[str, object]:
    return {
        "idempotency_key": key,
        "digest": PACKED.digest,
        "received_at": NOON.isoformat(),
        "replays": replays,
        "status_code": 200,
        "answer": ANSWER,
    }


def test_the_stored_answer_is_repeated() -> None:
    """The stored answer is repeated byte by byte, with a header; the first answer does not have that header."""
    with reference_server(mappings=MAPPINGS) as url:
        first, second, third = (send(url) for _ in range(3))
        kept = received(url)
    assert [answer.headers.get("idempotent-replayed") for answer in (first, second, third)] == [None, "true", "true"]
    assert first.content == second.content == third.content
    assert [json_answer(answer) for answer in (first, second, third)] == [JsonAnswer(200, ANSWER)] * 3
    assert kept == JsonAnswer(200, [_line(replays=2)])


def test_a_202_is_replayed_too(tmp_path: Path) -> None:
    """The server repeats the stored answer, even if it knows a mapping by now."""
    with reference_server(data=tmp_path / "data.db") as url:
        first = send(url)
    with reference_server(data=tmp_path / "data.db", mappings=MAPPINGS) as url:
        second = send(url)
    assert [first.status_code, second.status_code] == [202, 202]
    assert first.content == second.content


def test_a_key_belongs_to_one_body() -> None:
    """Another body under a known key is refused, and so are the same members in another order."""
    with reference_server(mappings=MAPPINGS) as url:
        send(url)
        others = [json_answer(send(url, body)) for body in (changed_body(project_slug="x"), changed_body())]
        kept = received(url)
    assert (others, kept) == ([REUSED, REUSED], JsonAnswer(200, [_line()]))


def test_another_key_is_another_request() -> None:
    """The record has the oldest request first, whatever its key."""
    with reference_server(mappings=MAPPINGS) as url:
        answers = [
            json_answer(send(url, headers={**SNAPSHOT_HEADERS, "Idempotency-Key": key})) for key in (KEY, OTHER_KEY)
        ]
        kept = received(url)
    assert answers == [JsonAnswer(200, ANSWER), JsonAnswer(200, ANSWER)]
    assert kept == JsonAnswer(200, [_line(), _line(key=OTHER_KEY)])


def test_a_refused_request_does_not_use_its_key_up() -> None:
    """A corrected request may use the key of a refused one."""
    with reference_server(mappings=MAPPINGS) as url:
        assert send(url, b"{").status_code == 400
        assert json_answer(send(url)) == JsonAnswer(200, ANSWER)


def test_the_whole_entry_can_be_read_back() -> None:
    """A single entry has the body as received; an unknown key gives an error."""
    with reference_server(mappings=MAPPINGS) as url:
        send(url)
        entry, unknown = received(url, KEY), received(url, OTHER_KEY)
    assert entry == JsonAnswer(200, {**_line(), "body": json.loads(BODY)})
    assert unknown == UNKNOWN


def test_the_second_request_while_the_first_is_in_progress() -> None:
    """The same body gets a 409, another one is refused, even if broken, and afterwards the answer is replayed."""
    arrived, released = Event(), Event()

    async def pause() -> None:
        arrived.set()
        await asyncio.to_thread(released.wait)

    with reference_server(mappings=MAPPINGS, pause=pause) as url, ThreadPoolExecutor() as pool:
        first = pool.submit(send, url)
        try:
            assert arrived.wait(FOREVER)
            meanwhile = [json_answer(send(url, body)) for body in (BODY, changed_body(project_slug="x"), b"{")]
            pending = received(url, KEY)
        finally:
            released.set()
        last = [first.result(FOREVER), send(url)]
    assert meanwhile == [IN_PROGRESS, REUSED, REUSED]
    assert pending == UNKNOWN
    assert [answer.status_code for answer in last] == [200, 200]
    assert last[1].headers["idempotent-replayed"] == "true"


def test_a_file_outlives_the_server(tmp_path: Path) -> None:
    """The next server with the same file replays the answers and shows the record."""
    data = tmp_path / "data.db"
    with reference_server(mappings=MAPPINGS, data=data) as url:
        first = send(url)
    with reference_server(data=data) as url:
        second, other, kept = send(url), json_answer(send(url, changed_body(project_slug="x"))), received(url)
    assert (second.content, second.headers["idempotent-replayed"]) == (first.content, "true")
    assert (other, kept) == (REUSED, JsonAnswer(200, [_line(replays=1)]))


def test_memory_does_not_outlive_the_server() -> None:
    """Without a file, each server starts empty."""
    for _ in range(2):
        with reference_server() as url:
            assert "idempotent-replayed" not in send(url).headers


def test_a_request_that_a_killed_server_left_unanswered(tmp_path: Path) -> None:
    """No server will answer that request, so it is accepted again."""
    data = tmp_path / "data.db"
    with reference_server(mappings=MAPPINGS, data=data) as url:
        send(url)
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("UPDATE received SET status_code = NULL, answer = NULL")
    with reference_server(mappings=MAPPINGS, data=data) as url:
        answer = send(url)
    assert (json_answer(answer), "idempotent-replayed" in answer.headers) == (JsonAnswer(200, ANSWER), False)


def test_two_servers_on_one_file(tmp_path: Path) -> None:
    """The answer is that of the server that answered first, and nothing is applied twice."""
    data, released = tmp_path / "data.db", Event()

    async def pause() -> None:
        await asyncio.to_thread(released.wait)

    keys, bodies = (KEY, OTHER_KEY), (BODY, changed_body(project_slug="x"))
    sent = [{**SNAPSHOT_HEADERS, "Idempotency-Key": key} for key in keys]
    with (
        reference_server(mappings=MAPPINGS, data=data, pause=pause) as slow,
        reference_server(mappings=MAPPINGS, data=data) as fast,
        ThreadPoolExecutor() as pool,
    ):
        first = [pool.submit(send, slow, body, headers) for body, headers in zip(bodies, sent, strict=True)]
        try:
            second = [send(fast, headers=headers) for headers in sent]
        finally:
            released.set()
        same, other = (one.result(FOREVER) for one in first)
        kept = received(fast)
    assert [json_answer(answer) for answer in second] == [JsonAnswer(200, ANSWER)] * 2
    assert (json_answer(same), same.headers["idempotent-replayed"], json_answer(other)) == (
        JsonAnswer(200, ANSWER),
        "true",
        REUSED,
    )
    assert kept == JsonAnswer(200, [_line(replays=1), _line(key=OTHER_KEY)])


def test_a_row_without_an_answer_is_overwritten(tmp_path: Path) -> None:
    """This also holds for a row that appears at run time, as an older server with the same file would write it."""
    data = tmp_path / "data.db"
    with reference_server(mappings=MAPPINGS, data=data) as url:
        send(url)
        with closing(sqlite3.connect(data)) as connection, connection:
            connection.execute("UPDATE received SET status_code = NULL, answer = NULL, digest = 'another'")
        assert received(url) == JsonAnswer(200, [])
        answer, kept = send(url), received(url)
    assert (json_answer(answer), "idempotent-replayed" in answer.headers, kept) == (
        JsonAnswer(200, ANSWER),
        False,
        JsonAnswer(200, [_line()]),
    )


def test_a_file_of_an_older_server(tmp_path: Path) -> None:
    """Entries of an older server, which stored bodies in the rows, are replayed and read back completely."""
    data = tmp_path / "data.db"
    with reference_server(mappings=MAPPINGS, data=data) as url:
        send(url)
    with closing(sqlite3.connect(data)) as connection, connection:
        connection.execute("UPDATE received SET body = (SELECT body FROM bodies)")
        connection.execute("DROP TABLE bodies")
    with reference_server(data=data) as url:
        assert send(url).headers["idempotent-replayed"] == "true"
        assert received(url, KEY) == JsonAnswer(200, {**_line(replays=1), "body": json.loads(BODY)})
