"""The progress of a publish in words."""

from collections.abc import Mapping

import pytest

from trackpost.core.delivery.publish import Progress, progress_in_words

WORDS: Mapping[str, tuple[Progress, float, str]] = {
    "half built": (Progress(doing="built", bytes=50_000_000, share=0.5), 5.0, "50.0 MB built (50%)"),
    "more issues than were counted": (Progress(doing="built", bytes=300, share=1.2), 1.0, "0.3 kB built (100%)"),
    "half sent": (
        Progress(doing="sent", bytes=50_000_000, share=0.5),
        5.0,
        "50.0 MB of 100.0 MB sent, 10.0 MB/s, 5 s left",
    ),
    "half sent, but only just": (Progress(doing="sent", bytes=5_000_000, share=0.5), 0.1, "5.0 MB of 10.0 MB sent"),
    "long enough for a rate": (
        Progress(doing="sent", bytes=6, share=0.5),
        3.0,
        "0.0 kB of 0.0 kB sent, 0.0 MB/s, 3 s left",
    ),
    "a terabyte": (
        Progress(doing="sent", bytes=500_000_000_000, share=0.5),
        5.0,
        "500000.0 MB of 1000000.0 MB sent, 100000.0 MB/s, 5 s left",
    ),
    "in kilobytes": (Progress(doing="sent", bytes=99_990, share=1.0), 4.0, "100.0 kB sent"),
    "just in megabytes": (Progress(doing="sent", bytes=100_000, share=1.0), 4.0, "0.1 MB sent"),
    "all sent": (Progress(doing="sent", bytes=100_000_000, share=1.0), 4.0, "100.0 MB sent"),
    "nothing yet": (Progress(doing="sent", bytes=0, share=0.0), 4.0, "0.0 kB sent"),
}


@pytest.mark.parametrize(("progress", "seconds", "expected"), WORDS.values(), ids=WORDS.keys())
def test_progress_in_words(progress: Progress, seconds: float, expected: str) -> None:
    """The text has the bytes, and the rate and the remaining time only where they are known."""
    assert progress_in_words(progress, seconds) == expected
