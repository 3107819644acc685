"""Reads an answer, and no more of it than there is room for."""

from collections.abc import Mapping

import httpx
from msgspec import Struct

LARGEST_ANSWER = 1024 * 1024
"""Bytes. Nothing is decompressed, so these are the bytes of the wire."""

MOST_VALUES = 50_000
"""Each value of an answer takes many times the memory of its bytes."""

_IDENTITY = frozenset({"", "identity"})
_SUCCESS = 2


class Received(Struct, frozen=True):
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
    """Read an answer that is not compressed, has up to 1 MiB, and holds no more values than there is room for."""
    content, fault = _read(response)
    named = {name.lower(): text for name, text in response.headers.items()}
    return Received(response.status_code, named, content, fault)


def _read(response: httpx.Response) -> tuple[bytes, str | None]:
    if not _IDENTITY.issuperset(map(str.lower, response.headers.get_list("content-encoding", split_commas=True))):
        return b"", "an answer in a content coding that was not requested"
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            return b"", "an answer of more than 1 MiB"
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        return b"", f"an answer of more than {MOST_VALUES} values"
    return bytes(content), None
