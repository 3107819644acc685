"""Publish the four golden projects with the installed program to a real server."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.files import everything_in
from tests.support.golden import NAMES, Golden, copy_of
from tests.support.process import called, trackpost
from tests.support.scripted_server import Asked, scripted


@pytest.fixture(params=NAMES)
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Golden:
    """Return a copy of each golden project in turn."""
    return copy_of(str(request.param), tmp_path)


def _published(golden: Golden) -> tuple[dict[str, object], Asked]:
    with scripted() as server:
        ended = trackpost("publish", "--root", golden.root, "--server-url", server.url, "--json", env=golden.env)
    assert (ended.exit_code, ended.stderr) == (0, "")
    return ended.report, server.only


def test_the_wire_is_the_same_as_with_the_old_tool(golden: Golden) -> None:
    """Method, path, body and common headers are the same, and no file changes its bytes, mode or time."""
    before = _files_of(golden)
    _, asked = _published(golden)
    wire = golden.wire
    headers = {name: asked.headers[name] for name in ("content-type", "authorization") if name in asked.headers}
    assert (asked.method, asked.path, headers) == (wire.method, wire.path, wire.headers)
    assert json.loads(asked.body) == wire.body
    assert _files_of(golden) == before


def _files_of(golden: Golden) -> dict[str, object]:
    """Return all files except those of the ledger."""
    others = everything_in(golden.home)
    ours = {name for name in others if name in {".", "trackers"} or name.startswith("trackpost")}
    return {**everything_in(golden.root), **{name: others[name] for name in others.keys() - ours}}


def test_preview_shows_what_is_sent(golden: Golden) -> None:
    """The bytes, the digest and the key are those of the preview, and the key has the contract's form."""
    previewed = called("preview", "--root", golden.root, "--json", env=golden.env).report
    body = trackpost("preview", "--root", golden.root, "--body", env=golden.env)
    report, asked = _published(golden)
    assert (body.exit_code, body.stdout, body.stderr) == (0, asked.body, _warning(body.stderr))
    assert asked.headers["idempotency-key"] == previewed["idempotency_key"] == report["idempotency_key"]
    assert re.fullmatch("[0-9a-f]{64}", asked.headers["idempotency-key"])
    assert sha256(asked.body).hexdigest() == previewed["digest"] == report["digest"]
    assert len(asked.body) == previewed["bytes"] == report["bytes"]


def _warning(stderr: str) -> str:
    """Return *stderr* if it is a warning, otherwise nothing."""
    return stderr if stderr.startswith("trackpost: warning:") else ""


def test_publishing_works_from_a_read_only_project(golden: Golden) -> None:
    """A publish does not need write access to the project."""
    folders = [path for path in (golden.root, *golden.root.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    before = everything_in(golden.root)
    try:
        report, asked = _published(golden)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert (report["ok"], json.loads(asked.body)) == (True, golden.wire.body)
    assert set(everything_in(golden.root)) == set(before)
