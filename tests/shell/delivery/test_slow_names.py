"""The deadline also applies to the look-up of names and to all their addresses.

Python imports a module at the start of the command that resolves the name ``kitty.test``.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests.support.files import make_project, write
from tests.support.patience import FOREVER, PROMPTLY
from tests.support.process import Ended, trackpost
from tests.support.scripted_server import Reply, http, scripted

RESOLVER = """
import socket, time
real = socket.getaddrinfo
def resolve(host, *more, **named):
    if host not in ("kitty.test", b"kitty.test"):
        return real(host, *more, **named)
    time.sleep({seconds})
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in {ports}]
socket.getaddrinfo = resolve
"""


def publish(folder: Path, ports: list[int], seconds: float = 0, deadline: str = "1") -> tuple[Ended, float]:
    """Publish to a name with these *ports* as its addresses, and return the result and the elapsed seconds."""
    files = make_project(folder)
    write(folder / "resolver" / "sitecustomize.py", RESOLVER.format(seconds=seconds, ports=ports).encode())
    arguments = ("--server-url", "http://kitty.test", "--insecure-http", "--deadline-seconds", deadline, "--verbose")
    began = monotonic()
    ended = trackpost("publish", *arguments, env={**files.env, "PYTHONPATH": folder / "resolver"}, cwd=files.root)
    return ended, monotonic() - began


@contextmanager
def silent() -> Iterator[int]:
    """Run a server that accepts no connections, and return its port."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(3)]
        try:
            for client in waiting:
                client.settimeout(0)
                client.connect_ex(listener.getsockname())
            yield listener.getsockname()[1]
        finally:
            for client in waiting:
                client.close()


def port_of(url: str) -> int:
    """Return the port of a server."""
    return int(url.rpartition(":")[2])


def test_a_name_that_takes_long_to_look_up(tmp_path: Path) -> None:
    """The log says when the wait ends, and then it ends, with nothing sent."""
    with scripted() as server:
        ended, took = publish(tmp_path, [port_of(server.url)], seconds=60, deadline="4")
    assert (ended.exit_code, server.asked) == (69, [])
    assert re.search("waiting until [0-9:]{8}: no connection to kitty.test yet", ended.stderr)
    assert "cannot reach the server (the deadline has passed); nothing was sent" in ended.stderr
    assert took < PROMPTLY


def test_addresses_that_do_not_answer(tmp_path: Path) -> None:
    """The timeout applies to each address, the deadline to all of them."""
    with silent() as port:
        ended, took = publish(tmp_path, [port] * 9)
    assert ended.exit_code == 69
    assert took < PROMPTLY


def test_an_address_that_is_reached_late(tmp_path: Path) -> None:
    """The deadline also applies to the second address."""
    trickled = Reply(content=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000, pause=0.01)
    with silent() as port, scripted(trickled) as server:
        ended, took = publish(tmp_path, [port, port_of(server.url)])
    assert ended.exit_code == 69
    assert took < PROMPTLY
    assert server.asked == []


def test_a_name_with_one_address_that_answers(tmp_path: Path) -> None:
    """After an address that refuses, the next one is tried."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    with scripted(http(200, b"{}")) as server:
        ended, _ = publish(tmp_path, [closed, port_of(server.url)], deadline=str(FOREVER))
    assert (ended.exit_code, len(server.asked)) == (0, 1)
