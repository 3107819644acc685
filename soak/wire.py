"""As much of HTTP as the proxy needs. Pure."""

import gzip
from http import HTTPStatus

from attrs import frozen

from .mischief import OwnAnswer

END_OF_HEAD = b"\r\n\r\n"


@frozen
class Head:
    """The first line and the headers of a message.

    Attributes:
        first: the first line.
        fields: names and values, as they came.
    """

    first: str
    fields: tuple[tuple[str, str], ...]

    def field(self, name: str) -> str:
        """Return the value of a header, or nothing."""
        return next((text for known, text in self.fields if known.lower() == name), "")

    @property
    def length(self) -> int:
        """How many bytes the body has."""
        return int(self.field("content-length") or 0)

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first.split()[1])

    def replaced(self, **fields: str) -> "Head":
        """Return the head with other values for these headers; an underscore stands for a hyphen."""
        new = {name.replace("_", "-"): text for name, text in fields.items()}
        kept = ((name, text) for name, text in self.fields if name.lower() not in new)
        return Head(self.first, (*kept, *new.items()))

    def encoded(self) -> bytes:
        """Return it as it goes over the wire."""
        lines = [self.first, *(f"{name}: {text}" for name, text in self.fields)]
        return "\r\n".join(lines).encode("latin-1") + END_OF_HEAD


def parse_head(content: bytes) -> Head:
    r"""Return the head that *content* is, with or without its blank line.

    >>> parse_head(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n").field("host")
    'here'
    """
    first, *lines = content.removesuffix(END_OF_HEAD).decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Head(first, tuple((name, text.strip()) for name, _, text in pairs))


def compressed(head: Head, body: bytes) -> tuple[Head, bytes]:
    """Return a message with its body compressed."""
    small = gzip.compress(body, mtime=0)
    return head.replaced(content_encoding="gzip", content_length=str(len(small))), small


def encoded(answer: OwnAnswer) -> bytes:
    """Return an answer of the proxy as it goes over the wire."""
    if answer.status is None:
        return answer.body
    known = {status.value: status.phrase for status in HTTPStatus}
    first = f"HTTP/1.1 {answer.status} {known.get(answer.status, 'Unknown')}"
    fields = (*answer.fields.items(), ("Content-Length", str(len(answer.body))))
    return Head(first, fields).encoded() + answer.body


def publish_of(head: Head) -> int:
    """Return the number of the publish that sent a request: it stands in its token.

    >>> publish_of(Head("POST / HTTP/1.1", (("Authorization", f"Bearer {token_of(17)}"),)))
    17
    """
    return int(head.field("authorization").rpartition("-")[2] or 0)


def token_of(publish: int) -> str:
    """Return the token of a publish, which nobody may see, and by which the proxy knows who sends a request."""
    return f"c4nary-of-the-soak-{publish}"
