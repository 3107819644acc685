"""The reference server as a process, which can be killed, stopped and started again on the same data."""

import re
import signal
import subprocess
from datetime import datetime
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

import httpx
import msgspec
from attrs import frozen

from tests.support.process import TRACKPOST, bare

from .history import Applied
from .sockets import LOOPBACK

_LISTENING = re.compile(rb"http://127\.0\.0\.1:(\d+)")
_PATIENCE = 20.0
_RECEIVED = "/sandbox/received/"


@frozen
class _Entry:
    """What is needed of a line of the server's journal."""

    idempotency_key: str
    digest: str
    received_at: str
    status_code: int | None

    @property
    def applied(self) -> Applied:
        """The same for the history."""
        return Applied(key=self.idempotency_key, digest=self.digest, at=seconds_of(self.received_at))


class Server:
    """The server.

    Args:
        folder: for its data and its log.
        listening: is told its port when it listens, and None when it does not any more.
    """

    def __init__(self, folder: Path) -> None:
        self._data = folder / "server.db"
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: Thread | None = None
        self.port: int | None = None

    def __enter__(self) -> Self:
        """Start it, and wait until it listens."""
        self.start()
        self.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.kill()

    def start(self) -> None:
        """Start it; its port is known later."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [TRACKPOST, "serve", "--port", "0", "--data", self._data],
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=bare(),
                start_new_session=True,
            )
        self._reader = Thread(target=self._read_port, args=(self._process,), daemon=True)
        self._reader.start()

    def wait(self) -> None:
        """Wait until it listens."""
        if self._reader is not None:
            self._reader.join(_PATIENCE)
        if self.port is None:
            message = f"the server does not start: {self._log.read_text()}"
            raise RuntimeError(message)

    def kill(self) -> None:
        """Kill it, and forget its port."""
        process, self._process, self.port = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()
            if self._reader is not None:
                self._reader.join(_PATIENCE)
            self.port = None

    def stop(self) -> None:
        """Stop it, as by Ctrl-Z."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Continue it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    @property
    def pid(self) -> int | None:
        """The number of its process; None while it is down on purpose."""
        return None if self._process is None else self._process.pid

    @property
    def fault(self) -> str | None:
        """What is wrong with it, beside what was done to it."""
        if self._is_gone:
            return f"the reference server ended by itself: {self._log.read_text()[-2000:]}"
        if b"Traceback" in self._log.read_bytes():
            return f"the reference server printed a traceback: {self._log.read_text()[-4000:]}"
        return None

    @property
    def _is_gone(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def applied(self) -> tuple[Applied, ...]:
        """Return everything that it applied, in this order; nothing if it has ended by itself, which is a fault."""
        found: list[Applied] = []
        url: str | None = None if self._is_gone else f"http://{LOOPBACK}:{self.port}{_RECEIVED}"
        while url is not None:
            answer = httpx.get(url, trust_env=False, timeout=_PATIENCE)
            entries = msgspec.json.decode(answer.content, type=list[_Entry])
            found += [entry.applied for entry in entries if entry.status_code is not None]
            following = answer.links.get("next", {}).get("url")
            url = None if following is None else str(httpx.URL(url).join(following))
        return tuple(found)

    def _read_port(self, process: "subprocess.Popen[bytes]") -> None:
        if process.stdout is not None:
            with process.stdout as stdout:
                listening = _LISTENING.search(stdout.readline())
            if listening is not None and process is self._process:
                self.port = int(listening[1])


def seconds_of(instant: str) -> float:
    """Return the seconds since the epoch of an ISO 8601 instant.

    >>> seconds_of("1970-01-01T00:00:01.500+00:00")
    1.5
    """
    return datetime.fromisoformat(instant).timestamp()
