"""Tells how far a body has come, while it is built and while it is sent."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from attrs import frozen

from ...core.delivery.publish import Progress
from ...core.snapshot.packing import Body, BodyBuilder

Tell: TypeAlias = Callable[[Progress], None]


def told(builder: BodyBuilder, tell: Tell, issues: int) -> Iterator[bytes]:
    """Return the chunks that *builder* makes of so many issues, and tell of each."""
    for chunk in builder.chunks():
        yield chunk
        tell(Progress(doing="built", bytes=builder.size, share=builder.issues / issues if issues else 1.0))


@frozen
class ReportedBody:
    """A body that tells how much of it was read.

    Attributes:
        body: the body itself.
        tell: is told.
    """

    body: Body
    tell: Tell

    def __iter__(self) -> Iterator[bytes]:
        """Return its chunks, and tell of each."""
        done = 0
        for chunk in self.body:
            yield chunk
            done += len(chunk)
            self.tell(Progress(doing="sent", bytes=done, share=done / len(self.body)))

    def __len__(self) -> int:
        """Return how many bytes it has."""
        return len(self.body)
