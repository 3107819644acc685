"""The progress of a publish in words."""

from collections.abc import Mapping

import pytest

from trackpost.core.delivery.publish import Progress, progress_in_words

WORDS: Mapping[str, tuple[Progress, float, str]] = {
    "half": (Progress(doing="built", bytes=50_000_000, share=0.5), 5.0, "50.0 MB built, 10.0 MB/s, 5 s left"),
    "all": (Progress(doing="sent", bytes=100_000_000, share=1.0), 4.0, "100.0 MB sent, 25.0 MB/s, 0 s left"),
    "a hundred gigabytes": (
        Progress(doing="sent", bytes=100_000_000_000, share=1.0),
        1000.0,
        "100000.0 MB sent, 100.0 MB/s, 0 s left",
    ),
    "no time yet": (Progress(doing="sent", bytes=65_536, share=0.1), 0.0, "0.1 MB sent"),
    "nothing yet": (Progress(doing="built", bytes=300, share=0.0), 1.0, "0.0 MB built"),
}


@pytest.mark.parametrize(("progress", "seconds", "expected"), WORDS.values(), ids=WORDS.keys())
def test_progress_in_words(progress: Progress, seconds: float, expected: str) -> None:
    """The text has the bytes, and the rate and the remaining time if they are known."""
    assert progress_in_words(progress, seconds) == expected
