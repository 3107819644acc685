"""The patterns of the schemas mean the same in Python and in RE2, which Go, Java and C++ servers use.

`make contracts` compiles them with Ajv, and so as ECMAScript.
"""

import re
from collections.abc import Iterator

import pytest
import re2  # type: ignore[import-untyped]  # has no types
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.validators import SCHEMAS
from tests.core.strategies import QUICK


def _patterns(schema: object) -> Iterator[str]:
    match schema:
        case {"pattern": str(pattern)}:
            yield pattern
        case dict():
            for value in schema.values():
                yield from _patterns(value)
        case list():
            for item in schema:
                yield from _patterns(item)
        case _:
            pass


PATTERNS = sorted({pattern for schema in SCHEMAS.values() for pattern in _patterns(schema)})
NOT_BLANK = next(pattern for pattern in PATTERNS if pattern.startswith("[^"))


def _by_re2(pattern: str, text: str) -> bool:
    return re2.search(pattern, text) is not None


def _by_python(pattern: str, text: str) -> bool:
    return re.search(re.sub(r"\$$", r"\\Z", pattern), text) is not None


@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_that_match(pattern: str) -> None:
    """A text that matches in Python does in RE2, and not with a line break behind it where the pattern has an end."""

    @QUICK
    @given(st.from_regex(re.sub(r"\$$", r"\\Z", pattern)), st.sampled_from(["", "\n", "x", " "]))
    def check(text: str, behind: str) -> None:
        assert _by_re2(pattern, text + behind) == _by_python(pattern, text + behind)

    check()


def test_blank() -> None:
    """Every code point is blank in all three or in none: the pattern by Python, the pattern by RE2, and the code."""
    for code in range(0x3100):
        character = chr(code)
        is_blank = not character.strip()
        assert (_by_python(NOT_BLANK, character), _by_re2(NOT_BLANK, character)) == (not is_blank, not is_blank)


def test_days_that_exist() -> None:
    """The pattern of instants knows every day of four years in which the rules differ, and no other."""
    pattern = next(pattern for pattern in PATTERNS if "02-29" in pattern)
    for year, days in ((1900, 28), (2000, 29), (2023, 28), (2024, 29)):
        lengths = (31, days, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        for month, length in enumerate(lengths, start=1):
            found = [day for day in range(40) if _by_re2(pattern, f"{year}-{month:02}-{day:02}T12:00Z")]
            assert found == list(range(1, length + 1))
    assert not _by_re2(pattern, "2026-13-01T12:00Z")
