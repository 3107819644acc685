"""What operating systems do differently: everything that Windows lacks is asked for here, and nowhere else.

Each thing is asked whether it is there, not which system this is, so that a test can take it away.
`docs/reference/windows.md` says what cannot be held without it.
"""

import os
import select
import signal
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported early, by what handles signals
    import ctypes
    from pathlib import Path
    from subprocess import Popen

_BYTES: int = getattr(os, "O_BINARY", 0)
OLD_FILE: int = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | _BYTES
"""How to open a file to read from it at once, even if it is none after all but a pipe that nobody writes."""
NEW_FILE: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | _BYTES
"""How to open a file that must not be there yet, not even as a link; its bytes stay as they are written."""
HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""The signal that asks a program to read its files again."""
CAN_WAIT_FOR_PIPES = hasattr(select, "poll")
"""Whether one can wait for several streams of a program at once."""
_HAS_ACCOUNTS = hasattr(os, "getuid")
_OTHERS, _OTHERS_WRITE = 0o077, 0o022
_ADMINISTRATOR = 0


@cache
def c_library() -> "ctypes.CDLL":
    """Return the functions of the C library, for what Python itself does not offer."""
    import ctypes  # noqa: PLC0415 - few commands need it

    return ctypes.CDLL(None)


def open_folder(path: "Path") -> int | None:
    """Return a descriptor with which the entries of a folder can be synced; None where folders cannot be opened."""
    directory: int | None = getattr(os, "O_DIRECTORY", None)
    if directory is None:
        return None
    try:
        return os.open(path, os.O_RDONLY | directory)
    except PermissionError:  # a folder may be written that cannot be listed
        return None


def set_owner(descriptor: int, owner: int, group: int) -> None:
    """Give a file to another account, as far as one may: only the administrator may give a file away."""
    if hasattr(os, "fchown"):
        with suppress(OSError):
            os.fchown(descriptor, owner, group)


def set_permissions(descriptor: int, permissions: int) -> None:
    """Set the permissions of an open file; without accounts, the folder alone decides who may read it."""
    if _HAS_ACCOUNTS and hasattr(os, "fchmod"):
        os.fchmod(descriptor, permissions)


def exposed_mode(path: "Path") -> int | None:
    """Return the permissions of a file that others can read or write; None where they cannot, or nobody can tell.

    Raises:
        OSError, ValueError: the file cannot be looked at.
    """
    mode = path.stat().st_mode & 0o7777
    return mode if _HAS_ACCOUNTS and mode & _OTHERS else None


def is_in_our_hands(path: "Path") -> bool:
    """Say whether *path* is a file that nobody can write or replace by a link but this user and the administrator.

    A link counts as its target does, and has to be theirs, too. False where nobody can tell.
    """
    if not _HAS_ACCOUNTS:
        return False
    try:
        itself, target = path.lstat(), path.stat()
    except (OSError, ValueError):  # ValueError: no possible path
        return False
    is_ours = {itself.st_uid, target.st_uid} <= {_ADMINISTRATOR, os.geteuid()}
    return is_ours and stat.S_ISREG(target.st_mode) and not target.st_mode & _OTHERS_WRITE


def home_of_account(name: str | None = None) -> str:
    """Return the home folder of an account, by default of the one that this process has.

    Raises:
        KeyError, ValueError: nobody knows it, as in a container with a user ID of its own.
    """
    try:
        import pwd  # noqa: PLC0415 - what is not there cannot be imported above
    except ImportError as error:  # Windows, where a variable names the home folder
        home = os.path.expanduser("~") if name is None else "~"  # noqa: PTH111 - imported too early for paths
        if home == "~":
            raise KeyError(name) from error
        return home
    return (pwd.getpwuid(os.getuid()) if name is None else pwd.getpwnam(name)).pw_dir


def try_lock(descriptor: int) -> None:
    """Lock an open file that nobody else knows, to see whether its file system has locks.

    Raises:
        OSError: it has none.
    """
    try:
        import fcntl  # noqa: PLC0415 - as above
    except ImportError:  # every file system of Windows has them
        return
    fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_running(process: int) -> bool:
    """Say whether a process with this number may be running; True where one cannot ask without ending it.

    Raises:
        OverflowError: no process can have it.
    """
    if not _HAS_ACCOUNTS:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # a process of another account
        return True
    return True


def kill_with_descendants(process: "Popen[bytes]") -> None:
    """Kill a program that leads a session, with all that it has started; where there are no sessions, only itself."""
    with suppress(ProcessLookupError, PermissionError):  # it has just ended; macOS says the latter then
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


@contextmanager
def held_back(*signals: signal.Signals) -> Iterator[None]:
    """Let *signals* wait until the end of the block, where they can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def interrupt() -> None:
    """Do to this process what Ctrl-C does; to send it the signal ends it at once on Windows."""
    if hasattr(os, "killpg"):
        os.kill(os.getpid(), signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
