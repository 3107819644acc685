"""Which URLs name a shared ledger, and what of them may be shown."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from returns.result import Failure, Result, Success

from trackpost.core.delivery.shared_ledger import UnusableLedgerUrl, parse_ledger_url
from trackpost.core.parsing.secret import MASK, Secret

_PERCENT = "write / ? # and @ in a user name, password or parameter percent-encoded, such as %40 for @"

URLS: Mapping[str, tuple[str, Result[str, UnusableLedgerUrl]]] = {
    "a host and a database": ("postgresql://db.example/trackpost", Success("postgresql://db.example/trackpost")),
    "the other scheme": ("postgres://db.example/trackpost", Success("postgres://db.example/trackpost")),
    "outer blanks": (" postgresql://db.example/x\n", Success("postgresql://db.example/x")),
    "user info and parameters": (
        "postgresql://bob:s3cret@db.example:5433/x?sslmode=require",
        Success("postgresql://db.example:5433/x"),
    ),
    "several hosts": (
        "postgresql://bob@a.example:1,b.example:2/x?target_session_attrs=primary",
        Success("postgresql://a.example:1,b.example:2/x"),
    ),
    "a socket": ("postgresql:///x?host=/run/postgresql", Success("postgresql:///x")),
    "an address": ("postgresql://[::1]:5432/x", Success("postgresql://[::1]:5432/x")),
    "another scheme": (
        "https://bob:s3cret@db.example/x",
        Failure(UnusableLedgerUrl("https://db.example/x", "it must begin with postgresql://")),
    ),
    "no scheme": ("host=db", Failure(UnusableLedgerUrl("host=db", "it must begin with postgresql://"))),
    "only a scheme": ("postgresql:x", Failure(UnusableLedgerUrl("postgresql:x", "it must begin with postgresql://"))),
    "a blank": (
        "postgresql://db.example/a b",
        Failure(UnusableLedgerUrl("postgresql://db.example/a b", "it has a blank or a control character")),
    ),
    "a slash in the password": (
        "postgresql://bob:s3/cret@db.example/x",
        Failure(UnusableLedgerUrl("postgresql://db.example/x", _PERCENT)),
    ),
    "a question mark in the password": (
        "postgresql://bob:s3?cret@db.example/x",
        Failure(UnusableLedgerUrl("postgresql://db.example/x", _PERCENT)),
    ),
    "a hash in the password": (
        "postgresql://bob:s3#cret@db.example/x",
        Failure(UnusableLedgerUrl("postgresql://db.example/x", _PERCENT)),
    ),
    "a fragment": (
        "postgresql://db.example/x#y",
        Failure(UnusableLedgerUrl("postgresql://db.example/x", "a fragment does not belong in it")),
    ),
    "a port that is none": (
        "postgresql://bob:s3cret@db.example:port/x",
        Failure(UnusableLedgerUrl("postgresql://db.example:port/x", "its host or port is malformed")),
    ),
    "port 0": (
        "postgresql://db.example:0/x",
        Failure(UnusableLedgerUrl("postgresql://db.example:0/x", "port 0 cannot be reached")),
    ),
}


@pytest.mark.parametrize(("url", "expected"), URLS.values(), ids=URLS.keys())
def test_parse_ledger_url(url: str, expected: Result[str, UnusableLedgerUrl]) -> None:
    """A URL is shown without what may be secret, or refused."""
    assert parse_ledger_url(url).map(lambda found: found.shown) == expected


def test_passwords_are_hidden() -> None:
    """All of them, however they are spelled."""
    url = "postgresql://bob:p%40ssword@db.example/x?password=an0ther&sslpassword=th1rd&sslmode=require"
    found = parse_ledger_url(url).unwrap()
    assert found.url == Secret(url)
    assert found.hide("no p@ssword, p%40ssword, an0ther, th1rd, require") == f"no {', '.join([MASK] * 4)}, require"
    assert "ssword" not in repr(found)


@given(st.text(min_size=4), st.text())
def test_nothing_before_an_at_sign_is_shown(secret: str, rest: str) -> None:
    """Whatever a person types there."""
    found = parse_ledger_url(f"postgresql://bob:{secret}c4nary@db.example/{rest}")
    shown = found.map(lambda url: url.shown).value_or("") + found.swap().map(lambda fault: fault.message).value_or("")
    assert "c4nary" not in shown
