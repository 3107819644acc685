"""What a refused body shows."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackpost.core.contract.evidence import NO_EVIDENCE, Evidence, find_evidence
from trackpost.core.parsing.strict_json import Fault

ODD = {"issues": [{"title": 5}], "it's": {"a b": [None]}, "project_slug": "shop", "workspace": "acme"}

CASES: Mapping[str, tuple[object, str, Evidence]] = {
    "a member": (ODD, "$.issues[0].title", Evidence("5", "shop")),
    "a quoted name": (ODD, r"$['it\'s']['a b'][0]", Evidence("null", "shop")),
    "a missing member": (ODD, "$.issues[0].status", Evidence('{"title": 5}', "shop")),
    "an index that is not there": (ODD, "$.issues[7]", Evidence('[{"title": 5}]', "shop")),
    "a name in an array": (ODD, "$.issues.title", Evidence('[{"title": 5}]', "shop")),
    "the whole body": ([], "$", Evidence("[]", None)),
    "a name that is no text": (
        {"project_slug": 5, "project_uuid": "", "workspace": "w"},
        "$.project_slug",
        Evidence("5", "w"),
    ),
    "nobody": ({"a": 1}, "$.a", Evidence("1", None)),
    "long text": ({"a": "x" * 1_000}, "$.a", Evidence(f'"{"x" * 199}…', None)),
    "a large object": ({"a": ["x"] * 1_000}, "$.a", Evidence('["x"' + ', "x"' * 39 + ",…", None)),
    "a lone surrogate": ({"a": "\ud800"}, "$.a", Evidence(r'"\ud800"', None)),
    "what nobody sees": ({"a": "\u202e\ufeff\x7f"}, "$.a", Evidence(r'"\u202e\ufeff\u007f"', None)),
    "a name that nobody sees": ({"project_slug": "\u200b"}, "$.a", Evidence(r'{"project_slug": "\u200b"}', r"\u200b")),
}


@pytest.mark.parametrize(("body", "path", "expected"), CASES.values(), ids=CASES.keys())
def test_evidence(body: object, path: str, expected: Evidence) -> None:
    """The fragment is the JSON at the path, or what is nearest to it."""
    assert find_evidence(json.dumps(body).encode(), Fault(path, "…")) == expected


NO_JSON: Mapping[str, tuple[bytes, str, str | None]] = {
    "the place": (b'{"a":\n nothing}', "Expected JSON: Expecting value at line 2, column 2", " nothing}"),
    "a long line": (b"x" * 100, "Expected JSON: Expecting value at line 1, column 61", "x" * 80),
    "another byte": (b'{"a": "\xff\xfe"}', "Expected UTF-8, found another byte at 7", r'{"a": "\xff\xfe"}'),
    "another byte later": (b"x" * 100 + b"\xff", "Expected UTF-8, found another byte at 100", "x" * 40 + r"\xff"),
    "bytes that nobody sees": (b"\0\t", "Expected JSON: Expecting value at line 1, column 1", r"\u0000\t"),
    "a byte order mark": (b"\xef\xbb\xbf{", "Expected JSON: Unexpected UTF-8 BOM at line 1, column 1", r"\ufeff{"),
    "nothing": (b"", "Expected JSON: Expecting value at line 1, column 1", None),
    "a line that is not there": (b"{", "Expected JSON: Expecting value at line 7, column 2", None),
    "too deep": (b"[" * 100_000, "Expected at most 100 levels of nesting", "[" * 40),
}


@pytest.mark.parametrize(("body", "reason", "fragment"), NO_JSON.values(), ids=NO_JSON.keys())
def test_what_is_no_json(body: bytes, reason: str, fragment: str | None) -> None:
    """The fragment is what stands around the place where the text stops being JSON."""
    assert find_evidence(body, Fault("$", reason)) == Evidence(fragment)


def test_no_evidence() -> None:
    """A request that was refused before its body was read shows nothing."""
    assert (NO_EVIDENCE.fragment, NO_EVIDENCE.project) == (None, None)


@given(st.binary(), st.text(), st.text())
def test_any_body(body: bytes, path: str, reason: str) -> None:
    """Nothing makes it fail, and what it finds can be stored."""
    found = find_evidence(body, Fault(path, reason))
    assert len((found.fragment or "").encode()) <= 4 * 201
