"""What a command imports: imports are nearly all that a small publish costs, so each command spares what it can."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.golden import copy_of
from tests.support.patience import FOREVER
from tests.support.process import bare
from tests.support.scripted_server import scripted
from trackpost.core.routing.providers import PROVIDERS

_OTHERS = {"tomlkit", "asyncio", "starlette", "uvicorn", "rich", "subprocess", "keyring"}
_DECISIONS = {"trackpost.core.contract", "trackpost.core.reporting.report", "trackpost.core.project.bind"}
_SETTINGS = {"trackpost.core.settings", "trackpost.core.parsing.toml_table", "trackpost.shell.credentials.sources"}
_NETWORK = {"httpx", "httpcore", "ssl", "http", "email", "trackpost.shell.delivery", "trackpost.shell.tracker"}

SPARED: Mapping[str, set[str]] = {
    "--help": {"ruamel", "attrs", "msgspec", "returns", "logging", "sqlite3", *_OTHERS, *_DECISIONS, *_NETWORK},
    "route": {
        "sqlite3",
        "trackpost.shell.cache",
        "trackpost.core.trackers",
        *_SETTINGS,
        *_OTHERS,
        *_DECISIONS,
        *_NETWORK,
    },
    "status": {"trackpost.core.trackers.pulled", "trackpost.core.trackers.batch", *_OTHERS, *_DECISIONS, *_NETWORK},
    "publish": {
        "trackpost.core.snapshot.memo",
        "trackpost.shell.operations.recall",
        "trackpost.core.trackers",
        "trackpost.shell.cache.seen",
        "trackpost.shell.tracker",
        *_OTHERS,
        *_DECISIONS,
        *_SETTINGS,
    },
}


@pytest.mark.parametrize(("command", "spared"), SPARED.items(), ids=SPARED.keys())
def test_a_command_imports_no_more_than_it_needs(command: str, spared: set[str], tmp_path: Path) -> None:
    """It does not import these packages, nor any module in them."""
    golden = copy_of("jira", tmp_path)
    with scripted() as server:
        environ = bare({**golden.env, "SAAS_API_URL": server.url, "SAAS_AUTH_TOKEN": "token"})
        run = [sys.executable, "-X", "importtime", "-m", "trackpost", command]
        ended = subprocess.run(run, env=environ, cwd=golden.root, capture_output=True, check=True, timeout=FOREVER)
    imported = {line.rpartition(b"|")[2].strip().decode() for line in ended.stderr.splitlines()}
    assert "trackpost.shell.cli.main" in imported
    assert {name for name in imported if any(f"{name}.".startswith(f"{package}.") for package in spared)} == set()


def test_a_pull_imports_the_reader_of_its_tracker_alone() -> None:
    """The others come with the first pull from them, and so does what runs a command."""
    listing = "import sys, trackpost.shell.tracker.start; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", listing], capture_output=True, check=True, timeout=FOREVER, text=True)
    readers = {f"trackpost.{place}.{name}" for place in ("core.trackers", "shell.tracker") for name in PROVIDERS}
    assert set(ended.stdout.split()).isdisjoint({*readers, "trackpost.shell.tracker.command", "subprocess"})
