"""A program that takes away what Windows lacks, and then does what its standard input says, in Python.

The standard library comes first: that of Windows does without these things in its own way.
"""

import asyncio
import getpass
import mmap
import multiprocessing
import os
import select
import signal
import socketserver
import subprocess
import sys
import tempfile
from types import ModuleType, SimpleNamespace

LOADED = (asyncio, getpass, mmap, multiprocessing, socketserver, subprocess, tempfile)
ABSENT_MODULES = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
ABSENT: dict[ModuleType, tuple[str, ...]] = {
    os: (
        *("O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC"),
        *("chown", "chroot", "fchmod", "fchown", "fork", "getegid", "geteuid", "getgid", "getgroups", "getloadavg"),
        *("getpgid", "getuid", "killpg", "lchown", "mkfifo", "mknod", "nice", "pread", "setpgid", "setsid", "setuid"),
        *("statvfs", "sysconf", "uname", "wait", "wait3", "wait4"),
    ),
    signal: (
        *("SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP", "SIGTSTP", "SIGUSR1"),
        *("SIGUSR2", "alarm", "pause", "pthread_kill", "pthread_sigmask", "setitimer", "sigwait"),
    ),
    select: ("epoll", "poll"),
}


def take_away() -> None:
    """Take it all away. Only a process that is there for nothing else may call this."""
    vars(subprocess)["signal"] = SimpleNamespace(**vars(signal))  # it kills in a way of its own there
    for module, names in ABSENT.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    for name in ABSENT_MODULES:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Absent())


class _Absent:
    """Refuses to import what Windows lacks."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Raise the error of a module that is not there."""
        if name in ABSENT_MODULES:
            message = f"No module named {name!r}"
            raise ModuleNotFoundError(message, name=name)


if __name__ == "__main__":
    take_away()
    exec(sys.stdin.read(), {"__name__": "__main__"})  # noqa: S102 - what a test has written
