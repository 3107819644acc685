"""A tracker's list of issues on loopback, which a test may change, and the server that speaks for it."""

import json
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TypeAlias
from urllib.parse import parse_qsl, urlsplit

from attrs import Factory, define, frozen
from typing_extensions import override

from tests.support.scripted_server import Asked, Reply, http, read_request

TOKEN = "c4nary-t0ken/of-the-tracker"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""On the tracker's clock."""


@frozen(kw_only=True)
class Ticket:
    """An issue, of whichever tracker."""

    number: int
    created: datetime
    updated: datetime
    is_pull_request: bool = False
    labels: tuple[str, ...] = ()


def tickets(count: int) -> list[Ticket]:
    """Return so many issues in the order of their creation, of which some were created in the same second."""
    began = datetime(2026, 1, 1, tzinfo=UTC)
    dates = [began + timedelta(seconds=number // 3) for number in range(count)]
    return [Ticket(number=number, created=date, updated=date) for number, date in enumerate(dates, start=1)]


@define
class Listing:
    """The list, and what was asked about it.

    Attributes:
        tickets: the oldest first.
        asked: every request.
        faults: answers in place of the right ones, by the number of the request, from 0.
        turns: what happens after each request, one after the other.
        url: where the tracker listens.
    """

    tickets: list[Ticket]
    asked: list[Asked] = Factory(list)
    faults: dict[int, Reply] = Factory(dict)
    turns: list[Callable[[], object]] = Factory(list)
    url: str = ""

    def since(self, instant: datetime | None, labels: Iterable[str] = ()) -> list[Ticket]:
        """Return what was updated at that instant or later, and has all these labels."""
        labelled = [ticket for ticket in self.tickets if set(labels) <= set(ticket.labels)]
        return [ticket for ticket in labelled if instant is None or ticket.updated >= instant]

    def delete(self, *numbers: int) -> None:
        """Delete issues."""
        self.tickets[:] = [ticket for ticket in self.tickets if ticket.number not in numbers]

    @property
    def numbers(self) -> set[int]:
        """Of all issues."""
        return {ticket.number for ticket in self.tickets}

    @property
    def queries(self) -> list[dict[str, str]]:
        """Of all requests."""
        return [query_of(asked) for asked in self.asked]


Speak: TypeAlias = Callable[[Listing, Asked], Reply]


def labels_of(query: Mapping[str, str]) -> list[str]:
    """Return the labels that a request names."""
    return query["labels"].split(",") if "labels" in query else []


def query_of(asked: Asked) -> dict[str, str]:
    """Return the parameters of a request."""
    return dict(parse_qsl(urlsplit(asked.path).query, keep_blank_values=True))


def answer(status: int, content: object, headers: Mapping[str, str] | None = None) -> Reply:
    """Return an answer in JSON, with the tracker's clock."""
    dated = {"Date": format_datetime(NOW, usegmt=True), "Content-Type": "application/json"}
    return http(status, json.dumps(content).encode(), {**dated, **(headers or {})})


class _Handler(BaseRequestHandler):
    def __init__(
        self, listing: Listing, speak: Speak, request: socket.socket, client: tuple[str, int], server: "_Server"
    ) -> None:
        self._listing = listing
        self._speak = speak
        super().__init__(request, client, server)

    @override
    def handle(self) -> None:
        listing, stream = self._listing, self.request
        assert isinstance(stream, socket.socket)
        asked = read_request(stream)
        if asked is None:
            return
        number = len(listing.asked)
        listing.asked.append(asked)
        usual = self._speak(listing, asked)
        if number < len(listing.turns):
            listing.turns[number]()
        stream.sendall(listing.faults.get(number, usual).content)


class _Server(ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def listing_at(listing: Listing, speak: Speak) -> Iterator[Listing]:
    """Run a server that answers as *speak* says, unless a fault is due."""
    with _Server(("127.0.0.1", 0), partial(_Handler, listing, speak)) as server:
        listing.url = f"http://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield listing
        finally:
            server.shutdown()
            thread.join()
