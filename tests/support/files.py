"""A project and a home folder, as real files."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from attrs import frozen
from returns.result import Result

from tests.support.cache import TABLES, WORKSPACE, Row, checkpoint_row, issue_row, make_cache, mapping_row
from trackpost.core.parsing.untyped import WrongShape
from trackpost.core.project.faults import FileFault
from trackpost.shell.project.credentials_file import read_credentials_file

CONFIG = f"tracker:\n  provider: jira\n  workspace: {WORKSPACE}\n"
CREDENTIALS = """\
[tracker.providers.jira]
base_url = "https://acme.example"
email = "dev@acme.example"
project_key = "ACME"
"""
ROWS: tuple[Row, ...] = (issue_row(1), issue_row(2), mapping_row(), checkpoint_row())


@frozen
class Files:
    """The files of one project, all in *folder*, and the URL of the shared ledger that it uses, if any."""

    folder: Path
    ledger: str | None = None

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.folder / "project"

    @property
    def home(self) -> Path:
        """The folder in place of ``~/.spec-kitty``."""
        return self.folder / "home"

    @property
    def config(self) -> Path:
        """The project's config."""
        return self.root / ".kittify" / "config.yaml"

    @property
    def credentials(self) -> Path:
        """The credentials of all projects."""
        return self.home / "credentials"

    @property
    def cache(self) -> Path:
        """The only cache."""
        return self.home / "trackers" / f"{scope()}.db"

    @property
    def env(self) -> dict[str, str]:
        """The environment variables of a user with this home."""
        shared = {} if self.ledger is None else {"TRACKPOST_LEDGER": self.ledger}
        return {"SPEC_KITTY_HOME": str(self.home), **shared}


def scope(*parts: str) -> str:
    """Return the stem of the cache's file name for five parts, by default those of the sample."""
    all_parts = parts or ("jira", WORKSPACE, "https://acme.example", "dev@acme.example", "no-team")
    return sha256("|".join(all_parts).encode()).hexdigest()[:16]


def write(path: Path, content: str | bytes) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def make_project(
    folder: Path,
    *,
    config: str | bytes | None = CONFIG,
    credentials: str | bytes | None = CREDENTIALS,
    rows: Iterable[Row] | None = ROWS,
    tables: str = TABLES,
    ledger: str | None = None,
) -> Files:
    """Write a project that can be published, unless the arguments break it; None leaves a file out."""
    files = Files(folder, ledger)
    (files.root / ".kittify").mkdir(parents=True)
    files.home.mkdir()
    if config is not None:
        write(files.config, config)
    if credentials is not None:
        write(files.credentials, credentials).chmod(0o600)
    if rows is not None:
        make_cache(files.cache, rows, tables)
    return files


def everything_in(folder: Path) -> Mapping[str, tuple[int, int, str]]:
    """Return mode, modification time and digest of everything in *folder*."""
    found = {}
    for path in sorted([folder, *folder.rglob("*")]):
        digest = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        status = path.stat()
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, digest)
    return found


def credentials_in(home: Path, provider: str) -> Result[Mapping[str, object], FileFault | WrongShape]:
    """Return the credentials of one provider that are in *home*."""
    return read_credentials_file(home, provider).map(lambda credentials_file: credentials_file.table)
