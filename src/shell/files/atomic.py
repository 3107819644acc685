"""Writes whole files, so that a reader finds the old content or the new, and never less."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from secrets import token_hex

from attrs import field, frozen
from returns.result import Failure, Result, Success

from ...core.project.faults import HalfWritten, UnwritableFile
from .folders import make_folder, remove_folders, sync_folder
from .reading import printable, reason_of, target_of
from .system import NEW_FILE, is_running, set_owner, set_permissions

_NEW = ".trackpost-new"
_OLD = ".trackpost-old"


@frozen
class NewFile:
    """What a file is to hold.

    Attributes:
        path: of the file; where it is a link, its target is replaced.
        content: the whole of it; not printed.
        mode: its permissions; None keeps those that it has, or gives it those of any new file.
    """

    path: Path
    content: bytes = field(repr=False)
    mode: int | None = None


@frozen
class FileSystem:
    """What replacing files asks of a file system, and not every file system can do.

    Attributes:
        link: gives a file a second name.
        sync_folder: waits until the entries of a folder are on the disk.
    """

    link: Callable[[Path, Path], None] = os.link
    sync_folder: Callable[[Path], None] = sync_folder


_USUAL = FileSystem()


def replace_all(
    files: Iterable[NewFile], file_system: FileSystem = _USUAL
) -> Result[None, UnwritableFile | HalfWritten]:
    """Replace *files*, and make the folders above them that are missing.

    All new contents are on the disk before the first file is replaced, so that a full disk or a read-only folder leaves
    every file as it was. Where a later step fails, or the process is interrupted, the files that were replaced are put
    back. The caller holds the lock that keeps other writers of these files away.

    Returns:
        Nothing, or why all files are as they were. Only where a file could not be put back either, `HalfWritten` names
        it; its old content is then still beside it.
    """
    replacement = _Replacement(file_system)
    try:
        with replacement.undone_on_failure():
            replacement.run(files)
    except OSError as error:
        return Failure(replacement.fault(error))
    return Success(None)


class _Replacement:
    """One run of `replace_all`: what it has done so far, and how to undo that."""

    def __init__(self, file_system: FileSystem) -> None:
        self._file_system = file_system
        self._path = Path()
        self._folders: list[Path] = []
        self._exchanges: list[_Exchange] = []
        self._debris: set[Path] = set()
        self._stuck: list[Path] = []

    def run(self, files: Iterable[NewFile]) -> None:
        for temporary, path in [self._stage(new) for new in files]:
            self._path = path
            self._exchange(temporary, path)

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Put everything back unless the block ends well; then remove what only served to do that."""
        try:
            yield
            self._folders.clear()
        except BaseException:
            for exchange in reversed(self._exchanges):
                self._put_back(exchange)
            raise
        finally:
            for path in self._debris:
                _remove(path)
            remove_folders(self._folders)

    def fault(self, error: OSError) -> UnwritableFile | HalfWritten:
        path, reason = printable(self._path), reason_of(error)
        stuck = tuple(map(printable, self._stuck))
        return HalfWritten(path, reason, stuck) if stuck else UnwritableFile(path, reason)

    def _stage(self, new: NewFile) -> tuple[Path, Path]:
        """Put the new content on the disk, beside the file."""
        self._path = path = target_of(new.path)
        self._folders += make_folder(path.parent, self._file_system.sync_folder)
        for left in path.parent.glob(f".{escape(path.name)}.*.trackpost-*"):
            if _is_left(left):
                _remove(left)
        temporary = self._beside(path, _NEW)
        _write(temporary, path, new.content, new.mode)
        return temporary, path

    def _exchange(self, temporary: Path, path: Path) -> None:
        kept = self._beside(path, _OLD)
        self._exchanges.append(_Exchange(path, temporary, kept if self._keep(path, kept) else None))
        temporary.replace(path)
        self._file_system.sync_folder(path.parent)

    def _beside(self, path: Path, suffix: str) -> Path:
        name = path.with_name(f".{path.name}.{token_hex(8)}.{os.getpid()}{suffix}")
        self._debris.add(name)
        return name

    def _keep(self, path: Path, kept: Path) -> bool:
        """Keep the old file under a second name, or a copy where a file cannot have two; say whether there is one."""
        old = _status(path)
        if old is None:
            return False
        try:
            self._file_system.link(path, kept)
        except OSError:
            _write(kept, path, path.read_bytes(), None)
            os.utime(kept, ns=(old.st_atime_ns, old.st_mtime_ns))
        return True

    def _put_back(self, exchange: "_Exchange") -> None:
        try:
            exchange.undo()
        except OSError:
            self._stuck.append(exchange.path)
            self._debris -= {exchange.kept}
        with suppress(OSError):  # the file is back; that a power cut may undo this cannot be helped
            self._file_system.sync_folder(exchange.path.parent)


@frozen
class _Exchange:
    """A file that *temporary* replaces; what it held is *kept*, unless there was none."""

    path: Path
    temporary: Path
    kept: Path | None

    def undo(self) -> None:
        if self.temporary.exists():  # it did not come to it
            return
        if self.kept is None:
            self.path.unlink(missing_ok=True)
        else:
            self.kept.replace(self.path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _is_left(path: Path) -> bool:
    """Say whether the writer of a temporary file is dead: a living one may hold the lock of another home folder."""
    try:
        return not is_running(int(path.suffixes[-2][1:]))
    except (ValueError, OverflowError):
        return True


def _write(temporary: Path, path: Path, content: bytes, mode: int | None) -> None:
    """Write *content* to the disk, for the owner of *path*, and with its permissions where *mode* is None."""
    like = _status(path)
    permissions = like.st_mode & 0o7777 if mode is None and like is not None else mode
    created = os.open(temporary, NEW_FILE, 0o666 if permissions is None else 0o600)
    with open(created, "wb") as stream:  # noqa: PTH123 - of a descriptor
        if like is not None:
            set_owner(created, like.st_uid, like.st_gid)
        if permissions is not None:
            set_permissions(created, permissions)
        stream.write(content)
        stream.flush()
        os.fsync(created)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None
