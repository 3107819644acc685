"""The world of a round: machines with a home folder each, projects with a cache each. Real files."""

import json
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from time import time

from attrs import frozen

from tests.support.cache import TABLES, add_rows, checkpoint_row, issue_row, mapping_row, payload_object
from tests.support.files import write
from trackpost import TrackerService
from trackpost.shell.ledger.transactions import ledger_path
from trackpost.shell.runtime import load_runtime

from .history import Held, Target

_ISSUES = 3
_LARGE = "D"
_LARGE_BODY = "large " * 40_000
_CREDENTIALS = """\
[tracker.providers.jira]
base_url = "https://acme.example"
email = "dev@acme.example"
project_key = "ACME"

[tracker.providers.linear]
team_id = "team-1"
"""
_CONFIG = """\
project:
  slug: {slug}
tracker:
  provider: {provider}
  workspace: acme.example
"""
_PROVIDERS = {"alpha": "jira", "beta": "linear", "gamma": "beads", "delta": "fp", "epsilon": "azure_devops"}
"""Each project has a tracker of its own, and so a cache of its own in the same home."""

MACHINES = ("m1", "m2")
TARGETS = (
    *(Target("m1", project) for project in ("alpha", "beta", "gamma")),
    *(Target("m2", project) for project in ("alpha", "delta", "epsilon")),
)
"""Two machines publish the same project: they know nothing of each other."""


@frozen
class World:
    """The files, all under *folder*."""

    folder: Path

    def home(self, machine: str) -> Path:
        """Return what ``~/.spec-kitty`` is on a machine."""
        return self.folder / machine / "home"

    def ledger(self, machine: str) -> Path:
        """Return where the ledger of a machine is."""
        return ledger_path(self.home(machine))

    def root(self, target: Target) -> Path:
        """Return the folder of a project on a machine."""
        return self.folder / target.machine / target.project

    def cache(self, target: Target) -> "Cache":
        """Return the cache of a project on a machine."""
        return Cache(target, self.root(target), self.home(target.machine))

    def make(self) -> None:
        """Write everything, with the first content in each cache."""
        for machine in MACHINES:
            write(self.home(machine) / "credentials", _CREDENTIALS).chmod(0o600)
        for target in TARGETS:
            config = _CONFIG.format(slug=target.project, provider=_PROVIDERS[target.project])
            write(self.root(target) / ".kittify" / "config.yaml", config)
            self.cache(target).make()

    def recorded(self, target: Target) -> frozenset[tuple[str, str]]:
        """Return key and digest of all that the ledger holds of a target; nothing if it cannot be read."""
        with closing(sqlite3.connect(self.ledger(target.machine))) as connection, suppress(sqlite3.Error):
            rows = connection.execute("SELECT key, digest FROM publishes WHERE project = ?", (target.project,))
            return frozenset(rows.fetchall())
        return frozenset()

    def remove(self) -> None:
        """Remove everything."""
        for machine in MACHINES:
            with suppress(FileNotFoundError):
                self.ledger(machine).parent.chmod(0o700)
        shutil.rmtree(self.folder)


@frozen
class Cache:
    """The cache of one project on one machine."""

    target: Target
    root: Path
    home: Path

    @property
    def _provider(self) -> str:
        return _PROVIDERS[self.target.project]

    @property
    def _path(self) -> Path:
        return load_runtime(self.root, self.home).unwrap().cache_path

    def make(self) -> None:
        """Make the file, without any issue."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path)) as connection:
            connection.executescript(TABLES)
            add_rows(connection, [mapping_row(system=self._provider), checkpoint_row(f"{self._provider}:acme.example")])

    def hold(self, content: str) -> bool:
        """Let it hold *content* from now on; return whether it does. A reader who was stopped may prevent it."""
        try:
            with closing(sqlite3.connect(self._path, timeout=0.05)) as connection, connection:
                connection.execute("DELETE FROM tracker_issues")
                add_rows(connection, [self._row(number, content) for number in range(_ISSUES)])
        except sqlite3.OperationalError:
            return False
        return True

    def _row(self, number: int, content: str) -> tuple[str, tuple[object, ...]]:
        body = _LARGE_BODY if content == _LARGE else None
        payload = {**payload_object(number, self._provider), "title": f"{content} {number}", "body": body}
        return issue_row(number, system=self._provider, payload=json.dumps(payload))

    def digest(self) -> str:
        """Return the digest of the snapshot of what it holds."""
        return TrackerService(self.root, home=self.home).preview().unwrap().snapshot.digest


class Contents:
    """What the caches hold, and have held."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._now: dict[Target, Held] = {}
        self._before: list[Held] = []
        self.names: dict[str, tuple[str, str]] = {}

    def change(self, target: Target, content: str) -> None:
        """Let a cache hold *content*, if nobody prevents it."""
        began, cache = time(), self._world.cache(target)
        if not cache.hold(content):
            return
        digest, ended = cache.digest(), time()
        if target in self._now:
            earlier = self._now[target]
            self._before.append(Held(target=target, digest=earlier.digest, began=earlier.began, ended=ended))
        self._now[target] = Held(target=target, digest=digest, began=began, ended=float("inf"))
        self.names[digest] = target.project, content

    def held(self) -> tuple[Held, ...]:
        """Return all of it."""
        return (*self._before, *self._now.values())
