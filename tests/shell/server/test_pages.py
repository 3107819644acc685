"""The list of received snapshots, page by page."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest

from tests.support.raw_http import Answer, asked
from tests.support.reference_server import reference_server
from trackpost.shell.server.read_back import RECEIVED_PATH

KEYS = [f"{number:064}" for number in range(250)]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server that has received 250 requests."""
    data = tmp_path_factory.mktemp("pages") / "data.db"
    with reference_server(data=data) as url, closing(sqlite3.connect(data)) as connection:
        with connection:
            row = "INSERT INTO received VALUES (?, ?, x'', '2026-03-01T12:00:00+00:00', 0, 202, '{}')"
            connection.executemany(row, [(key, "d" * 64) for key in KEYS])
        yield url


def _got(url: str, query: str) -> Answer:
    return asked(url, (), b"", "GET", f"{RECEIVED_PATH}{query}")


def _keys(answer: Answer) -> list[str]:
    return [line["idempotency_key"] for line in json.loads(answer.content)]


PAGES: Mapping[str, tuple[str, int, int, str | None]] = {
    "the first": ("", 0, 100, f"{RECEIVED_PATH}?after={KEYS[99]}&limit=100"),
    "a short one": ("?limit=1", 0, 1, f"{RECEIVED_PATH}?after={KEYS[0]}&limit=1"),
    "a later one": (f"?after={KEYS[99]}", 100, 200, f"{RECEIVED_PATH}?after={KEYS[199]}&limit=100"),
    "the last": (f"?after={KEYS[199]}", 200, 250, None),
    "exactly the rest": (f"?after={KEYS[239]}&limit=10", 240, 250, None),
    "after the last": (f"?after={KEYS[249]}", 250, 250, None),
    "all": ("?limit=1000", 0, 250, None),
}


@pytest.mark.parametrize(("query", "start", "end", "following"), PAGES.values(), ids=PAGES.keys())
def test_a_page(query: str, start: int, end: int, following: str | None, url: str) -> None:
    """The page has exactly these entries, and a link to the next page if there is one."""
    answer = _got(url, query)
    assert (answer.status, _keys(answer)) == (200, KEYS[start:end])
    assert answer.headers.get("link") == (None if following is None else f'<{following}>; rel="next"')


def test_the_links_lead_to_everything(url: str) -> None:
    """Following the links gives each entry once, the oldest first."""
    found, query = list[str](), "?limit=60"
    while query:
        answer = _got(url, query)
        found += _keys(answer)
        following = re.match(r"<[^?]*(\?[^>]*)>", answer.headers.get("link", ""))
        query = following[1] if following else ""
    assert found == KEYS


REFUSED: Mapping[str, tuple[str, tuple[int, str]]] = {
    f"limit {name}": (f"?limit={limit}", (400, "malformed_limit"))
    for name, limit in {
        "0": "0",
        "above 1000": "1001",
        "below 0": "-1",
        "of nothing": "",
        "of a letter": "x",
        "with a fraction": "1.0",
        "in Arabic digits": "%D9%A3",
        "of many digits": "9" * 5000,
    }.items()
} | {
    f"after {name}": (f"?after={after}", (404, "unknown_key"))
    for name, after in {"an unknown key": "f" * 64, "nothing": "", "invalid UTF-8": "%FF", "a zero": "%00"}.items()
}


@pytest.mark.parametrize(("query", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_no_page(query: str, expected: tuple[int, str], url: str) -> None:
    """An invalid limit or an unknown key gives an error."""
    answer = _got(url, query)
    assert (answer.status, answer.code) == expected
