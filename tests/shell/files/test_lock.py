"""One writer at a time, where the file system can tell writers apart."""

import resource
from pathlib import Path
from time import monotonic

from returns.result import Failure, Result, Success

from tests.support.locks import held
from tests.support.patience import PROMPTLY
from trackpost.core.project.faults import BusyFile, NoFileLocks, WriteFault
from trackpost.shell.files.database import has_locks, shares_memory
from trackpost.shell.files.lock import holding


def told(unlocked: tuple[NoFileLocks, ...]) -> Result[tuple[NoFileLocks, ...], str]:
    """Return what a writer is told."""
    return Success(unlocked)


def test_a_lock_that_is_free(tmp_path: Path) -> None:
    """The writer is told nothing, and the lock is its owner's alone, like the folder that is made for it."""
    path = tmp_path / "home" / "file"
    assert holding(path, 0, told) == Success(())
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.with_name("file.lock").stat().st_mode & 0o777 == 0o600


def test_a_lock_that_is_held(tmp_path: Path) -> None:
    """It is waited for as long as was asked, and not longer."""
    path = tmp_path / "file"
    with held(path):
        before = monotonic()
        assert holding(path, 0.3, told) == Failure(BusyFile(str(path)))
        assert 0.2 < monotonic() - before < PROMPTLY
    assert holding(path, 0.3, told) == Success(())


def test_a_full_disk_is_no_way_around_a_lock(tmp_path: Path) -> None:
    """To hold a lock takes no room, so that a second writer is kept away then, too."""
    path, (soft, hard) = tmp_path / "file", resource.getrlimit(resource.RLIMIT_FSIZE)

    def second(_unlocked: tuple[NoFileLocks, ...]) -> Result[tuple[NoFileLocks, ...], str | WriteFault]:
        return holding(path, 0, told)

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        found = holding(path, 0, second)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert found == Failure(BusyFile(str(path)))


def test_a_file_system_without_locks(tmp_path: Path) -> None:
    """SQLite only says that the lock is held; one goes on at once all the same, and is told what is lost."""
    path = tmp_path / "file"
    with held(path):
        before = monotonic()
        assert holding(path, 3 * PROMPTLY, told, lambda _folder: False) == Success((NoFileLocks(str(tmp_path)),))
        assert monotonic() - before < PROMPTLY


def test_two_folders_that_share_a_file_share_its_lock(tmp_path: Path) -> None:
    """A link has the lock of the file that it leads to."""
    real = tmp_path / "real" / "credentials"
    real.parent.mkdir()
    real.write_bytes(b"")
    for home in ("one", "other"):
        (tmp_path / home).mkdir()
        (tmp_path / home / "credentials").symlink_to(real)
    with held(real):
        found = [holding(tmp_path / home / "credentials", 0, told) for home in ("one", "other")]
    assert found == [Failure(BusyFile(str(tmp_path / home / "credentials"))) for home in ("one", "other")]
    assert holding(tmp_path / "one" / "credentials", 0, told) == Success(())


def test_what_this_file_system_can_do(tmp_path: Path) -> None:
    """Locks and shared memory; where one may not try, it is taken to be able to."""
    assert (has_locks(tmp_path), shares_memory(tmp_path)) == (True, True)
    assert (has_locks(tmp_path / "absent"), shares_memory(tmp_path / "absent")) == (True, True)
