"""Bytes that are kept aside until they are sent: a few in memory, more of them on the disk."""

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile, gettempdir
from weakref import finalize

from returns.result import Failure, Result, Success

from ..core.disk_fault import NoRoom

_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024


class Spool:
    """The body of a snapshot, which can be read again and again.

    The file has no name, and so it is gone with the process, however that ends.
    """

    def __init__(self) -> None:
        # Left open: it is closed when nobody holds the body any more.
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the reason stands above
        self._size = 0
        finalize(self, self._file.close)

    def __iter__(self) -> Iterator[bytes]:
        """Return the bytes from the first on, in chunks."""
        self._file.seek(0)
        while chunk := self._file.read(_CHUNK):
            yield chunk

    def __len__(self) -> int:
        """Return how many bytes there are."""
        return self._size

    def write(self, chunk: bytes) -> None:
        """Append *chunk*."""
        self._file.write(chunk)
        self._size += len(chunk)

    def flush(self) -> None:
        """Write what is only buffered: a full disk must show before anything is sent."""
        self._file.flush()


def spooled(chunks: Iterable[bytes]) -> Result[Spool, NoRoom]:
    """Return *chunks*, kept aside."""
    try:
        spool = Spool()
        for chunk in chunks:
            spool.write(chunk)
        spool.flush()
    except OSError as error:
        return Failure(NoRoom(gettempdir(), error.strerror or type(error).__name__))
    return Success(spool)
