"""All readers share one cache, and each account has its own."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from returns.result import Result, Success

from tests.support.cache import NOON, WORKSPACE, issue, sound_payload
from tests.support.files import Files, make_project
from tests.support.packed import contents_in, filing
from trackpost.core.issues.model import Checkpoint, IssueRef, WorkPackageLink
from trackpost.core.snapshot.body import Contents
from trackpost.shell.cache.reader import CacheReader
from trackpost.shell.cache.writer import CacheWriter, write_cache
from trackpost.shell.runtime import load_runtime

REF = IssueRef(system="jira", workspace=WORKSPACE, id="1", key="ACME-1", url=None)
CHECKPOINTS: Mapping[str, Checkpoint] = {
    "both": Checkpoint(cursor="42", updated_since=NOON),
    "a cursor": Checkpoint(cursor="日本'\"\\", updated_since=None),
    "an instant": Checkpoint(cursor=None, updated_since=NOON),
    "nothing": Checkpoint(cursor=None, updated_since=None),
}


def _mapped(external_key: str | None, external_url: str | None, created_at: str = NOON) -> WorkPackageLink:
    return WorkPackageLink(
        wp_id="WP01",
        system="jira",
        workspace=WORKSPACE,
        external_id="7",
        external_key=external_key,
        external_url=external_url,
        created_at=created_at,
        updated_at=created_at,
    )


MAPPINGS: Mapping[str, WorkPackageLink] = {
    "all members": _mapped("ACME-1", "https://acme.example/browse/ACME-1"),
    "only the required members": _mapped(None, None),
    "text in any script": _mapped("日本-1", "x'\"\\\n😺"),
}


def _put(path: Path, mapped: WorkPackageLink, checkpoint: Checkpoint) -> None:
    def put(writer: CacheWriter) -> Result[None, str]:
        writer.put_issue(REF, sound_payload(), NOON)
        writer.put_mapping(mapped)
        writer.put_checkpoint(f"jira:{WORKSPACE}", checkpoint)
        return Success(None)

    write_cache(path, 1.0, put).unwrap()


@pytest.mark.parametrize("checkpoint", CHECKPOINTS.values(), ids=CHECKPOINTS.keys())
@pytest.mark.parametrize("mapped", MAPPINGS.values(), ids=MAPPINGS.keys())
def test_two_instances_see_one_file(mapped: WorkPackageLink, checkpoint: Checkpoint, tmp_path: Path) -> None:
    """Both instances read what one has written: issue, mapping and checkpoint."""
    path = tmp_path / "cache.db"
    first, second = CacheReader(path), CacheReader(path)
    _put(path, mapped, checkpoint)
    expected = Success(Contents(issues=(issue(),), mappings=(mapped,), checkpoint=checkpoint))
    assert contents_in(first) == contents_in(second) == expected
    assert second.mappings(filing()) == Success((mapped,))


def test_a_mapping_keeps_its_creation_time(tmp_path: Path) -> None:
    """A second write replaces all other members of the mapping, and the checkpoint."""
    path = tmp_path / "cache.db"
    later = _mapped("ACME-2", "https://elsewhere.example", "2026-04-01T00:00:00+00:00")
    _put(path, _mapped("ACME-1", None), CHECKPOINTS["both"])
    _put(path, later, CHECKPOINTS["an instant"])
    contents = contents_in(CacheReader(path)).unwrap()
    (found,) = contents.mappings
    assert (found.created_at, found.updated_at) == (NOON, later.updated_at)
    assert (found.external_key, found.external_url) == (later.external_key, later.external_url)
    assert contents.checkpoint == CHECKPOINTS["an instant"]


def _cache_of(folder: Path, credentials: str) -> str:
    files: Files = make_project(folder, credentials=f"[tracker.providers.jira]\n{credentials}", rows=None)
    return load_runtime(files.root, files.home).unwrap().cache.path.name


ACCOUNTS: Mapping[str, str] = {
    "nobody": "",
    "one user": 'email = "one@acme.example"\n',
    "another user": 'email = "two@acme.example"\n',
    "a user by name": 'username = "one"\n',
    "a team": 'email = "one@acme.example"\nteam_slug = "blue"\n',
    "another site": 'email = "one@acme.example"\nbase_url = "https://two.example"\n',
}


def test_every_account_has_its_own_cache(tmp_path: Path) -> None:
    """User, team and site each change the name of the cache; other credentials do not."""
    names = [_cache_of(tmp_path / str(number), more) for number, more in enumerate(ACCOUNTS.values())]
    same = _cache_of(tmp_path / "same", ' email = " ONE@acme.example"\napi_token = "x"\nproject_key = "BETA"\n')
    assert len(set(names)) == len(ACCOUNTS)
    assert same == names[1]
