"""A server on loopback that takes every request at once, answers ``{}``, and prints how long the body was.

Run as a process of its own it prints its port first. Given a path, it keeps the last body there.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from subprocess import PIPE, Popen

from attrs import frozen

_CHUNK = 1 << 20
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@frozen
class Sink:
    """The server while it runs.

    Attributes:
        url: where it listens.
    """

    url: str
    _process: "Popen[str]"

    def last_length(self) -> int:
        """Return the length of the next body that is not yet told of; waits for it."""
        return int(_line(self._process))


@contextmanager
def sink(keep: Path | None = None) -> Iterator[Sink]:
    """Run the server; the last body is kept in *keep*."""
    command = [sys.executable, "-m", __name__, *([] if keep is None else [str(keep)])]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            yield Sink(f"http://127.0.0.1:{int(_line(process))}", process)
        finally:
            process.terminate()


def main(keep: str = "") -> None:
    """Serve until the process is ended."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        _say(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as stream:
                _say(_swallow(stream, _length(stream), keep))
                connection.sendall(_ANSWER)


def _length(stream: BufferedReader) -> int:
    """Read the head of the request, and return the length of its body."""
    length = 0
    while (line := stream.readline()) not in {b"\r\n", b""}:
        name, _, text = line.partition(b":")
        length = int(text) if name.lower() == b"content-length" else length
    return length


def _swallow(stream: BufferedReader, length: int, keep: str) -> int:
    """Read the body, and return how much of it came."""
    if keep:
        return Path(keep).write_bytes(stream.read(length))
    chunk, left = memoryview(bytearray(_CHUNK)), length
    while left and (taken := stream.readinto(chunk[: min(left, _CHUNK)])):
        left -= taken
    return length - left


def _line(process: "Popen[str]") -> str:
    return process.stdout.readline() if process.stdout else ""


def _say(number: int) -> None:
    print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
