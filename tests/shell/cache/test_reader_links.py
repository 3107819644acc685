"""The links in the cache follow their issues."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from returns.result import Success

from tests.support.cache import Row, issue_row, make_cache, mapping_row, payload_object
from tests.support.packed import filing
from trackpost.core.issues.model import WorkPackageLink
from trackpost.core.snapshot.body import Reading
from trackpost.shell.cache.reader import CacheReader

SITE = "https://acme.example"
FILING = replace(filing(), workspaces=frozenset({"acme.example", SITE}))


def _moved(workspace: str = "acme.example", **others: object) -> Row:
    """Return the row of issue 1, which is called NEW-7 now, under a name of the workspace."""
    ref = {"system": "jira", "workspace": workspace, "id": "1", "key": "NEW-7", "url": "https://n.example/7", **others}
    payload = json.dumps({**payload_object(), "ref": ref})
    return "tracker_issues", (f"jira:{workspace}:1", "jira", workspace, "1", payload, None)


LINKS: Mapping[str, tuple[tuple[Row, ...], tuple[str | None, str | None]]] = {
    "the issue has moved": ((_moved(), mapping_row()), ("NEW-7", "https://n.example/7")),
    "the issue is filed under the other name": ((_moved(SITE), mapping_row()), ("NEW-7", "https://n.example/7")),
    "another workspace has an issue of the same id": ((_moved("beta.example"), mapping_row()), ("ACME-1", None)),
    "the issue is not cached": ((issue_row(2), mapping_row()), ("ACME-1", None)),
    "the issue has no key": ((_moved(key=None), mapping_row()), ("ACME-1", "https://n.example/7")),
    "the link is to another tracker": ((_moved(), mapping_row(system="linear")), ("ACME-1", None)),
}


@pytest.mark.parametrize(("rows", "expected"), LINKS.values(), ids=LINKS.keys())
def test_a_link_follows_its_issue(
    rows: tuple[Row, ...], expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    """Where the cache knows the present key and URL, a snapshot and the list of links have those."""

    def use(reading: Reading) -> Success[tuple[WorkPackageLink, ...]]:
        return Success(reading.mappings)

    cache = CacheReader(make_cache(tmp_path / "cache.db", (*rows, issue_row(3))))
    for found in (cache.mappings(FILING), cache.read(FILING, use)):
        assert [(link.external_key, link.external_url) for link in found.unwrap()] == [expected]


def test_an_issue_that_cannot_be_read(tmp_path: Path) -> None:
    """A broken issue of another tracker leaves the link as it is."""
    rows = (issue_row(1, system="linear", payload="{"), mapping_row(system="linear"), issue_row(2))
    (link,) = CacheReader(make_cache(tmp_path / "cache.db", rows)).mappings(FILING).unwrap()
    assert link.external_key == "ACME-1"
