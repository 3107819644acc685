"""The values of the issue cache."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from returns.result import Success

from tests.core.builders import CONTENTS, SNAPSHOT
from trackpost.core.issues.model import Checkpoint
from trackpost.core.snapshot.body import decode_snapshot, encode_snapshot

INSTANTS: Mapping[str, tuple[str, bool]] = {
    "with a zone": ("2026-03-01T12:30:45+01:00", True),
    "with Z": ("2026-03-01T12:30:45Z", True),
    "with a fraction": ("2026-03-01T12:30:45.123456Z", True),
    "without a zone": ("2026-03-01T12:30:45", True),
    "without seconds": ("2026-03-01T12:30Z", True),
    "with a zone to the second": ("2026-03-01T12:30:45+05:53:28", True),
    "only a date": ("2026-03-01", False),
    "a space instead of T": ("2026-03-01 12:30:45", False),
    "month 13": ("2026-13-01T12:30:45Z", False),
    "hour 24": ("2026-03-01T24:00:00Z", False),
    "not a date": ("yesterday", False),
    "empty": ("", False),
    "a leading space": (" 2026-03-01T12:30:45Z", False),
    "a line break at the end": ("2026-03-01T12:30:45Z\n", False),
    "digits of another script": ("٢٠٢٦-03-01T12:30:45Z", False),
}


@pytest.mark.parametrize(("text", "expected"), INSTANTS.values(), ids=INSTANTS.keys())
def test_instant(text: str, *, expected: bool) -> None:
    """An instant is ISO 8601, without anything before or after it."""
    contents = replace(CONTENTS, checkpoint=Checkpoint(cursor=None, updated_since=text))
    snapshot = replace(SNAPSHOT, contents=contents)
    decoded = decode_snapshot(encode_snapshot(snapshot))
    complaint = decoded.swap().map(lambda error: error.path).value_or("none")
    assert complaint == ("none" if expected else "$.checkpoint.updated_since")
    assert (decoded == Success(snapshot)) == expected
