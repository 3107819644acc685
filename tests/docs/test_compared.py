"""The comparison with other tools: what it says of trackpost is tested, or has a reason."""

import re

from tests.docs.markdown import ROOT

_COMPARED = (ROOT / "docs" / "explanation" / "compared.md").read_text(encoding="utf-8")
_ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in _COMPARED.partition("## Where this comes from")[0].splitlines()
    if line.startswith("| ") and not line.startswith("| expectation ")
]
_TEST = r"\[test_\w+\]\(\.\./\.\./(tests/[\w/]+\.py)\)"
_TESTS = rf"{_TEST}(?:, {_TEST})*"
_OURS = rf"yes: {_TESTS}|partly: .+; {_TESTS}|no: .+"
_THEIRS = r"(?:yes|partly|no|unknown|does not apply)\b.*"


def test_each_row_says_something_of_every_tool() -> None:
    """A yes of ours names its tests, a no its reason, and what is between both."""
    assert len(_ROWS) > 30
    assert [row for row in _ROWS if len(row) != 7 or not all(re.fullmatch(_THEIRS, cell) for cell in row[2:])] == []
    assert [row for row in _ROWS if not re.fullmatch(_OURS, row[1])] == []


def test_each_named_test_exists() -> None:
    """And holds tests."""
    named = {path for row in _ROWS for path in re.findall(_TEST, row[1])}
    assert len(named) > 20
    assert [
        path for path in sorted(named) if not re.search(r"^def test_", (ROOT / path).read_text(), re.MULTILINE)
    ] == []
