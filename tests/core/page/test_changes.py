"""What differs between two snapshots, field by field."""

import json
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from tests.core.builders import BETA, CHECKPOINT, CONTENTS, HEADER
from trackpost.core.page.changes import FieldChange, field_changes, head_changes
from trackpost.core.snapshot.body import Snapshot

CASES: Mapping[str, tuple[dict[str, object], dict[str, object], list[FieldChange]]] = {
    "nothing": ({"a": 1}, {"a": 1}, []),
    "text": ({"a": "x"}, {"a": ""}, [FieldChange("a", "x", "")]),
    "null and absent are the same": ({"a": None}, {}, []),
    "a number and a truth": (
        {"a": 1, "b": True},
        {"a": 2, "b": False},
        [FieldChange("a", "1", "2"), FieldChange("b", "true", "false")],
    ),
    "a list": ({"a": ["x", None]}, {"a": ["x", "y"]}, [FieldChange("a", "x, ", "x, y")]),
    "inside": (
        {"ref": {"key": "A-1", "id": "1"}},
        {"ref": {"key": "B-1", "id": "1"}},
        [FieldChange("ref.key", "A-1", "B-1")],
    ),
    "an empty object": ({"a": {}}, {"a": {"b": "c"}}, [FieldChange("a", "{}", None), FieldChange("a.b", None, "c")]),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_fields(before: dict[str, object], after: dict[str, object], expected: list[FieldChange]) -> None:
    """Each field that differs is named, with its value as a person reads it."""
    assert list(field_changes(json.dumps(before).encode(), json.dumps(after).encode())) == expected


LONG = "x" * 1_000

SEEN: Mapping[str, tuple[str | None, str | None, tuple[str | None, str | None]]] = {
    "short": ("same, old", "same, new", ("same, old", "same, new")),
    "nothing before": (None, "new", (None, "new")),
    "nothing before, and much after": (None, LONG, (None, "x" * 400 + "…")),
    "the end of much": (LONG + "old", LONG + "new", ("…" + "x" * 60 + "old", "…" + "x" * 60 + "new")),
    "the middle of much": (
        LONG + "a" + LONG,
        LONG + "b" + LONG,
        (f"…{'x' * 60}a{'x' * 339}…", f"…{'x' * 60}b{'x' * 339}…"),
    ),
    "the beginning of much": ("a" + LONG, "b" + LONG, ("a" + "x" * 399 + "…", "b" + "x" * 399 + "…")),
    "one begins with the other": (LONG, LONG * 2, ("…" + "x" * 60, "…" + "x" * 400 + "…")),
}


@pytest.mark.parametrize(("before", "after", "expected"), SEEN.values(), ids=SEEN.keys())
def test_what_is_seen(before: str | None, after: str | None, expected: tuple[str | None, str | None]) -> None:
    """Of long values, what differs is seen."""
    assert FieldChange("body", before, after).seen == expected


def test_heads() -> None:
    """Route, project and checkpoint are compared; issues and links are not."""
    before = Snapshot(header=HEADER, contents=CONTENTS)
    after = Snapshot(
        header=replace(HEADER, route=BETA, project_slug=None),
        contents=replace(CONTENTS, issues=(), checkpoint=replace(CHECKPOINT, cursor="43")),
    )
    assert head_changes(before, before) == ()
    assert head_changes(before, after) == (
        FieldChange("checkpoint.cursor", "42", "43"),
        FieldChange("project_slug", "acme-shop", None),
        FieldChange("route.external_resource_id", "ACME", "BETA"),
    )
