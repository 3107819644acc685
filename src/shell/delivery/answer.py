"""Reads an answer, and no more of it than there is room for."""

from collections.abc import Mapping

import httpx
from attrs import frozen

_LARGEST = 4 * 1024 * 1024
"""Bytes. Nothing is decompressed, so they are those of the wire."""

_MOST_VALUES = 50_000
"""So many values in an answer, of which each takes many times the memory of its bytes."""

_IDENTITY = frozenset({"", "identity"})
_SUCCESS = 2


@frozen
class Received:
    """An answer as it came.

    Attributes:
        status_code: of HTTP.
        headers: their names in lower case.
        content: the whole body; nothing if it has a *fault*.
        fault: why the body is not there.
    """

    status_code: int
    headers: Mapping[str, str]
    content: bytes
    fault: str | None

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 200 to 299."""
        return self.status_code // 100 == _SUCCESS


def received(response: httpx.Response) -> Received:
    """Read the answer as far as it is asked for: uncompressed, up to 4 MiB, and of so many values."""
    content, fault = _read(response)
    named = {name.lower(): text for name, text in response.headers.items()}
    return Received(response.status_code, named, content, fault)


def _read(response: httpx.Response) -> tuple[bytes, str | None]:
    if not _IDENTITY.issuperset(map(str.lower, response.headers.get_list("content-encoding", split_commas=True))):
        return b"", "an answer in a coding that was not asked for"
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > _LARGEST:
            return b"", "an answer of more than 4 MiB"
    if sum(map(content.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        return b"", f"an answer of more than {_MOST_VALUES} values"
    return bytes(content), None
