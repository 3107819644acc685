"""Report the progress of a body while it is built and sent."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct

from ...core.delivery.publish import Progress
from ...core.snapshot.packing import Body, BodyBuilder

OnProgress: TypeAlias = Callable[[Progress], None]


def reported_chunks(builder: BodyBuilder, on_progress: OnProgress, issues: int) -> Iterator[bytes]:
    """Yield the chunks of *builder*, and report each; *issues* is the expected number of issues."""
    for chunk in builder.chunks():
        yield chunk
        on_progress(Progress(doing="built", bytes=builder.size, share=builder.issues / issues if issues else 1.0))


class ReportedBody(Struct, frozen=True):
    """A body that reports how much of it was read.

    Attributes:
        body: the body itself.
        on_progress: called after each chunk.
    """

    body: Body
    on_progress: OnProgress

    def __iter__(self) -> Iterator[bytes]:
        """Yield its chunks, and report each."""
        done = 0
        for chunk in self.body:
            yield chunk
            done += len(chunk)
            self.on_progress(Progress(doing="sent", bytes=done, share=done / len(self.body)))

    def __len__(self) -> int:
        """Return the number of bytes."""
        return len(self.body)
