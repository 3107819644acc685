"""Holds bytes until they are sent: few of them in memory, more of them on the disk."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO
from weakref import finalize

from returns.result import Failure, Result, Success

from ...core.errors import NoRoom
from .reading import reason_of

_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024


class Spool:
    """The body of a snapshot, which can be read any number of times.

    The file has no name, so it is gone when the process ends, however that happens.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = BytesIO()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        """Return the bytes from the beginning, in chunks."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def __len__(self) -> int:
        """Return how many bytes there are."""
        return self._size

    def write(self, chunk: bytes) -> None:
        """Append *chunk*."""
        if self._size <= _IN_MEMORY < self._size + len(chunk):
            self._go_to_the_disk()
        self._file.write(chunk)
        self._size += len(chunk)

    def flush(self) -> None:
        """Write what is only buffered, so that a full disk shows before anything is sent."""
        self._file.flush()

    def _go_to_the_disk(self) -> None:
        # Imported here, because most bodies are small, and this imports every compression.
        from tempfile import TemporaryFile  # noqa: PLC0415 - the reason stands above

        content = b"".join(self)
        self._file = TemporaryFile()  # noqa: SIM115 - it stays open
        finalize(self, self._file.close)  # when nothing refers to the body any more
        self._file.write(content)


def spooled(chunks: Iterable[bytes]) -> Result[Spool, NoRoom]:
    """Return *chunks* as a body that is ready to be sent."""
    try:
        spool = Spool()
        for chunk in chunks:
            spool.write(chunk)
        spool.flush()
    except OSError as error:
        return Failure(_no_room(error))
    return Success(spool)


def _no_room(error: OSError) -> NoRoom:
    from tempfile import gettempdir  # noqa: PLC0415 - as above

    return NoRoom(gettempdir(), reason_of(error))
