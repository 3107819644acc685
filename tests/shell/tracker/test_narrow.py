"""Trackers whose ids are unique only within a part of the workspace."""

import json
from pathlib import Path

from tests.support.scripted_server import http, scripted
from trackpost import TrackerService
from trackpost.core.issues.pull import PullCounts
from trackpost.core.snapshot.guards import ForeignIssues


def _page(title: str) -> bytes:
    return json.dumps([{"number": 1, "title": title, "updated_at": "2026-03-01T12:00:00Z"}]).encode()


def _bound(folder: Path, repo: str, url: str) -> TrackerService:
    (folder / repo).mkdir()
    service = TrackerService(folder / repo, home=folder / "home")
    credentials = {"base_url": url, "owner": "acme", "repo": repo, "token": "t"}
    service.bind(provider="github", workspace="acme", credentials=credentials).unwrap()
    return service


def test_two_repositories_on_one_cache(tmp_path: Path) -> None:
    """Issue 1 of one repository neither replaces issue 1 of another nor is published with it."""
    with scripted(http(200, _page("of web")), http(200, _page("of shop"))) as server:
        assert _bound(tmp_path, "web", server.url).pull().unwrap().counts == PullCounts(created=1)
        shop = _bound(tmp_path, "shop", server.url)
        assert shop.pull().unwrap().counts == PullCounts(created=1)
    assert shop.preview().failure() == ForeignIssues(("github:acme/web:1 (#1)",), 1)
