"""A server on loopback that answers each request with given bytes, and records the requests."""

import socket
import ssl
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain, count, repeat
from threading import Thread
from time import sleep

from attrs import field, frozen

from tests.support.patience import FOREVER

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@frozen
class Asked:
    """A request as it came over the wire, with the names of headers in lower case.

    Attributes:
        connection: the number of its connection, from 0.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int = field(default=0, eq=False)


@frozen(kw_only=True)
class Reply:
    """How the server reacts to a request.

    Attributes:
        content: the bytes it sends, including the status line.
        takes: how many bytes of the request it reads before it resets the connection; None: the whole request.
        pause: the pause after each byte that it sends, in seconds.
        keeps: whether it then waits for another request on the same connection.
        holds: whether it then keeps the connection open until the client gives up.
        resets: whether it then resets the connection instead of closing it.
    """

    content: bytes = b""
    takes: int | None = None
    pause: float = 0.0
    keeps: bool = False
    holds: bool = False
    resets: bool = False


def http(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """Return a well-formed answer of this status."""
    fields = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {text}" for name, text in fields.items()), "", ""]
    return Reply(content="\r\n".join(lines).encode("latin-1") + body)


TAKEN = http(200, b'{"taken":true}', {"Content-Type": "application/json"})


@frozen
class ScriptedServer:
    """The running server.

    Attributes:
        url: its URL.
        asked: all complete requests, in the order of arrival.
    """

    url: str
    asked: list[Asked] = field(factory=list)

    @property
    def only(self) -> Asked:
        """The only request."""
        (request,) = self.asked
        return request


@contextmanager
def scripted(*replies: Reply, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    """Run a server that gives the *replies* one after the other, and then repeats the last one."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        scheme = "http" if tls is None else "https"
        server = ScriptedServer(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
        script = chain(replies or (TAKEN,), repeat((replies or (TAKEN,))[-1]))
        thread = Thread(target=_serve, args=(listener, server, script, tls))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(FOREVER)
            assert not thread.is_alive(), "the scripted server does not end"


def _serve(
    listener: socket.socket, server: ScriptedServer, script: Iterator[Reply], tls: ssl.SSLContext | None
) -> None:
    for number in count():
        try:
            connection, _ = listener.accept()
        except OSError:  # shut down
            return
        connection.settimeout(FOREVER)
        with suppress(OSError), _secured(connection, tls) as stream:
            while _answer(stream, server, next(script), number) and stream.recv(1, socket.MSG_PEEK):
                pass


def _secured(connection: socket.socket, tls: ssl.SSLContext | None) -> socket.socket:
    if tls is None:
        return connection
    try:
        return tls.wrap_socket(connection, server_side=True)
    except OSError:
        connection.close()
        raise


def _answer(stream: socket.socket, server: ScriptedServer, reply: Reply, number: int) -> bool:
    """Follow the script, and return whether the connection stays open for another request."""
    if reply.resets or reply.takes is not None:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    if reply.takes is not None:
        _take(stream, reply.takes)
        return False
    request = read_request(stream, number)
    if request is None:
        return False
    server.asked.append(request)
    _send(stream, reply)
    while reply.holds and stream.recv(1024):
        pass
    return reply.keeps


def _take(stream: socket.socket, count: int) -> None:
    while count > 0 and (taken := stream.recv(min(count, 65_536))):
        count -= len(taken)


def _send(stream: socket.socket, reply: Reply) -> None:
    if not reply.pause:
        stream.sendall(reply.content)
        return
    for byte in reply.content:
        stream.sendall(bytes([byte]))
        sleep(reply.pause)


def read_request(stream: socket.socket, number: int = 0) -> Asked | None:
    """Return the request, or None if it is incomplete."""
    with stream.makefile("rb") as lines:
        first = lines.readline().decode("latin-1").split()
        headers: dict[str, str] = {}
        while (line := lines.readline()) not in {b"\r\n", b""}:
            name, _, text = line.decode("latin-1").partition(":")
            headers[name.lower()] = text.strip()
        if len(first) != 3 or not line:
            return None
        body = lines.read(int(headers.get("content-length", "0")))
    return Asked(first[0], first[1], headers, body, number)
