"""A link says what its issue is called now."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from trackpost.core.issues.model import IssueRef, WorkPackageLink, ref_in, up_to_date

NOON = "2026-03-01T12:00:00+00:00"
LINK = WorkPackageLink(
    wp_id="WP01",
    system="jira",
    workspace="acme.example",
    external_id="1",
    external_key="OLD-1",
    external_url="https://acme.example/browse/OLD-1",
    created_at=NOON,
    updated_at=NOON,
)
MOVED = IssueRef(system="jira", workspace="acme.example", id="1", key="NEW-7", url="https://acme.example/browse/NEW-7")

REFS: Mapping[str, tuple[IssueRef | None, WorkPackageLink]] = {
    "not cached": (None, LINK),
    "moved": (MOVED, replace(LINK, external_key=MOVED.key, external_url=MOVED.url)),
    "without a key": (replace(MOVED, key=None), replace(LINK, external_url=MOVED.url)),
    "without a URL": (replace(MOVED, url=None), replace(LINK, external_key=MOVED.key)),
    "with neither": (replace(MOVED, key="", url=""), LINK),
}


@pytest.mark.parametrize(("ref", "expected"), REFS.values(), ids=REFS.keys())
def test_up_to_date(ref: IssueRef | None, expected: WorkPackageLink) -> None:
    """What the cache knows replaces what was known when the link was made; the rest stays."""
    assert up_to_date(LINK, ref) == expected


REF = b'{"ref": {"system": "jira", "workspace": "w", "id": "1", "key": null, "url": null}, "title": 5}'
PAYLOADS: Mapping[str, tuple[bytes | None, IssueRef | None]] = {
    "whole": (REF, IssueRef(system="jira", workspace="w", id="1", key=None, url=None)),
    "none": (None, None),
    "no JSON": (b"{", None),
    "no UTF-8": (b'{"ref": "\xff"}', None),
    "of another shape": (b'{"ref": {}}', None),
    "deep": (b"[" * 100_000, None),
}


@pytest.mark.parametrize(("payload", "expected"), PAYLOADS.values(), ids=PAYLOADS.keys())
def test_ref_in(payload: bytes | None, expected: IssueRef | None) -> None:
    """Only the ref of a payload must be readable."""
    assert ref_in(payload) == expected
