"""A server on loopback that reads every request, answers ``{}``, and prints the length of the body.

It runs as a separate process, which prints its port first. Given a path, it stores the last body there.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from select import select
from subprocess import PIPE, Popen

from attrs import frozen

_CHUNK = 1 << 20
_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


@frozen
class Sink:
    """The running server.

    Attributes:
        url: its URL.
    """

    url: str
    _process: "Popen[str]"

    def last_length(self) -> int:
        """Return the length of the body of the next request; wait for it if necessary."""
        return int(_line(self._process))

    def was_asked(self) -> bool:
        """Say whether a request has come whose length was not asked for."""
        stream = self._process.stdout
        return stream is not None and bool(select([stream], [], [], 0)[0])


@contextmanager
def sink(keep: Path | None = None) -> Iterator[Sink]:
    """Run the server; it stores the last body in the file *keep*."""
    command = [sys.executable, "-m", __name__, *([] if keep is None else [str(keep)])]
    with Popen(command, stdout=PIPE, text=True) as process:
        try:
            yield Sink(f"http://127.0.0.1:{int(_line(process))}", process)
        finally:
            process.terminate()


def main(keep: str = "") -> None:
    """Serve until the process is terminated."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        _print(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as stream:
                _print(_read_body(stream, _body_length(stream), keep))
                connection.sendall(_ANSWER)


def _body_length(stream: BufferedReader) -> int:
    """Read the header of the request, and return the length of its body."""
    length = 0
    while (line := stream.readline()) not in {b"\r\n", b""}:
        name, _, text = line.partition(b":")
        length = int(text) if name.lower() == b"content-length" else length
    return length


def _read_body(stream: BufferedReader, length: int, keep: str) -> int:
    """Read the body, and return how many bytes arrived."""
    if keep:
        return Path(keep).write_bytes(stream.read(length))
    chunk, left = memoryview(bytearray(_CHUNK)), length
    while left and (count := stream.readinto(chunk[: min(left, _CHUNK)])):
        left -= count
    return length - left


def _line(process: "Popen[str]") -> str:
    return process.stdout.readline() if process.stdout else ""


def _print(number: int) -> None:
    print(number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
