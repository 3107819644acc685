"""Parts of the JSON object, as ``--field`` names them."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.reporting.field import UnknownField, parts_at

OBJECT = {
    "ok": True,
    "issues": 2,
    "digest": "ab",
    "endpoint": None,
    "error": {"kind": "usage", "known": ["a", "b"]},
    "receipts": [{"key": "cd", "route": None}, {"key": "ef", "route": {"type": "jira_project"}}],
    "empty": [],
}

CASES: Mapping[str, tuple[str, Result[tuple[str, ...], UnknownField]]] = {
    "text as it is": ("digest", Success(("ab",))),
    "a truth": ("ok", Success(("true",))),
    "a number": ("issues", Success(("2",))),
    "null": ("endpoint", Success(("",))),
    "below null": ("endpoint.host", Success(("",))),
    "a member of a member": ("error.kind", Success(("usage",))),
    "an object": ("receipts.0", Success(('{"key":"cd","route":null}',))),
    "a list": ("error.known", Success(('["a","b"]',))),
    "an element": ("receipts.1.key", Success(("ef",))),
    "an element too many": ("receipts.2.key", Success(("",))),
    "each element": ("receipts.*.key", Success(("cd", "ef"))),
    "each element of nothing": ("empty.*", Success(())),
    "each, and below null": ("receipts.*.route.type", Success(("", "jira_project"))),
    "each member": ("error.*", Success(("usage", '["a","b"]'))),
    "no such member": ("digets", Failure(UnknownField("digets", "digets", tuple(OBJECT)))),
    "no number": ("receipts.first", Failure(UnknownField("receipts.first", "first", ("*",)))),
    "no number that counts": ("receipts.\u00b2", Failure(UnknownField("receipts.\u00b2", "\u00b2", ("*",)))),
    "below text": ("digest.a", Failure(UnknownField("digest.a", "a", ()))),
    "nothing": ("", Failure(UnknownField("", "", tuple(OBJECT)))),
}


@pytest.mark.parametrize(("path", "expected"), CASES.values(), ids=CASES.keys())
def test_parts_at(path: str, expected: Result[tuple[str, ...], UnknownField]) -> None:
    """Each path leads to exactly these parts, or to exactly this error."""
    assert parts_at(OBJECT, path) == expected


def test_what_was_meant() -> None:
    """A similar name is suggested, and none where none is similar."""
    assert [UnknownField("a.x", "x", known).message for known in (("xy",), ())] == [
        "the JSON object has nothing at 'a.x'; did you mean 'xy'?",
        "the JSON object has nothing at 'a.x'",
    ]
