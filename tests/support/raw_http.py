"""HTTP by hand: requests that no client sends, and slow or broken connections."""

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPResponse

from attrs import frozen

from tests.support.patience import FOREVER
from tests.support.requests import BODY, PACKED
from trackpost.core.delivery.endpoint import SNAPSHOT_PATH

Headers = Sequence[tuple[str, str]]
SOUND: Headers = (("Content-Type", "application/json"), ("Idempotency-Key", PACKED.idempotency_key))


@frozen
class Answer:
    """An answer on a connection."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def code(self) -> object:
        """The error code of a refusal."""
        return json.loads(self.content)["error"]


def port_of(url: str) -> int:
    """Return the port of a URL on loopback."""
    return int(url.rpartition(":")[2])


@contextmanager
def connected(url: str, seconds: float = FOREVER) -> Iterator[socket.socket]:
    """Connect to the server, with a limit of some *seconds* for each wait."""
    with socket.create_connection(("127.0.0.1", port_of(url)), seconds) as client:
        yield client


def head_of(url: str, headers: Headers, method: str = "POST", path: str = SNAPSHOT_PATH) -> bytes:
    """Return the header section of a request, with the server's host unless *headers* contain one."""
    own = () if any(name == "Host" for name, _ in headers) else (("Host", f"127.0.0.1:{port_of(url)}"),)
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {text}" for name, text in (*own, *headers))]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def with_length(headers: Headers, body: bytes = BODY) -> Headers:
    """Return the headers with the length of *body*."""
    return (*headers, ("Content-Length", str(len(body))))


def answer_on(client: socket.socket) -> Answer:
    """Return the next answer."""
    response = HTTPResponse(client)
    response.begin()
    headers = {name.lower(): text for name, text in response.getheaders()}
    return Answer(response.status, headers, response.read())


def asked(url: str, headers: Headers, body: bytes = BODY, method: str = "POST", path: str = SNAPSHOT_PATH) -> Answer:
    """Return the answer to one request."""
    with connected(url) as client:
        client.sendall(head_of(url, with_length(headers, body), method, path) + body)
        return answer_on(client)


def is_closed(client: socket.socket) -> bool:
    """Wait until the server closes the connection, and say whether it sent nothing before."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True
