"""What a person is told though nothing failed."""

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import ANY_TEXT, QUICK
from trackpost.core.errors import (
    ExposedCredentials,
    ForeignIssuesIncluded,
    LedgerLost,
    LedgerSetAside,
    Notice,
    UncachedIssue,
    UnknownCredential,
    tell,
)
from trackpost.core.reporting.report import warnings_of

CASES: Mapping[str, tuple[Notice, str]] = {
    "exposed credentials": (
        ExposedCredentials("/c", "644"),
        "/c: can be read by other people of this machine (mode 644); chmod 600 it, or bind again",
    ),
    "foreign issues": (ForeignIssuesIncluded(2), "2 of the issues belong to another project or workspace"),
    "an unknown credential": (
        UnknownCredential("jira", "x", None),
        "nothing looks at credential 'x' of jira",
    ),
    "a misspelled credential": (
        UnknownCredential("jira", "api_tokne", "api_token"),
        "nothing looks at credential 'api_tokne' of jira; did you mean api_token?",
    ),
    "an uncached issue": (
        UncachedIssue("10001"),
        "the cache holds no issue with the id '10001'; check it, or pull first",
    ),
    "a lost ledger": (
        LedgerLost("/l", "disk full"),
        (
            "/l: cannot be written (disk full); what was published is not remembered, so content that came back after "
            "an edit may be taken for a repetition, and a wiped cache is not noticed"
        ),
    ),
    "a ledger set aside": (
        LedgerSetAside("/l.broken"),
        "what was published before was not readable, and is set aside as /l.broken",
    ),
}


@pytest.mark.parametrize(("notice", "expected"), CASES.values(), ids=CASES.keys())
def test_tell(notice: Notice, expected: str) -> None:
    """Each notice has exactly this sentence."""
    assert expected == tell(notice)


def test_every_notice_has_a_sentence() -> None:
    """No variant is without a row above."""
    assert {type(notice) for notice, _ in CASES.values()} == set(get_args(Notice))


def test_warnings() -> None:
    """A report has the sentences in the notices' order."""
    notices = [notice for notice, _ in CASES.values()]
    assert warnings_of(iter(notices)) == tuple(expected for _, expected in CASES.values())


NOTICES: st.SearchStrategy[Notice] = st.one_of(
    st.builds(ExposedCredentials, ANY_TEXT, ANY_TEXT),
    st.builds(ForeignIssuesIncluded, st.integers()),
    st.builds(UnknownCredential, ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT),
    st.builds(UncachedIssue, ANY_TEXT),
    st.builds(LedgerLost, ANY_TEXT, ANY_TEXT),
    st.builds(LedgerSetAside, ANY_TEXT),
)


@QUICK
@given(st.lists(NOTICES, min_size=1, max_size=3))
def test_a_warning_is_one_printable_line(notices: list[Notice]) -> None:
    """Whatever a file is called, a terminal shows one line for each notice and obeys nothing."""
    warnings = warnings_of(notices)
    assert len(warnings) == len(notices)
    assert all(warning.isprintable() and [warning] == warning.splitlines() for warning in warnings)
