"""Simulate a file system that lacks something, with a preloaded library that answers in its place."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from shutil import which

import pytest

from tests.support.patience import FOREVER

_HEAD = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define REAL(type, name) ((type) dlsym(RTLD_NEXT, name))
"""

_LOCKS = """
static int answer(const char *name, int fd, int command, void *argument) {
    if (command == F_SETLK || command == F_SETLKW || command == F_GETLK) { errno = ENOLCK; return -1; }
    return REAL(int (*)(int, int, void *), name)(fd, command, argument);
}
int fcntl64(int fd, int command, ...) {
    va_list more; va_start(more, command); void *argument = va_arg(more, void *); va_end(more);
    return answer("fcntl64", fd, command, argument);
}
int fcntl(int fd, int command, ...) {
    va_list more; va_start(more, command); void *argument = va_arg(more, void *); va_end(more);
    return answer("fcntl", fd, command, argument);
}
"""

_SHARED_MEMORY = """
static void *answer(const char *name, void *at, size_t size, int may, int how, int fd, off_t begin) {
    if ((how & MAP_SHARED) && fd >= 0) { errno = ENODEV; return MAP_FAILED; }
    return REAL(void *(*)(void *, size_t, int, int, int, off_t), name)(at, size, may, how, fd, begin);
}
void *mmap64(void *at, size_t size, int may, int how, int fd, off_t begin) {
    return answer("mmap64", at, size, may, how, fd, begin);
}
void *mmap(void *at, size_t size, int may, int how, int fd, off_t begin) {
    return answer("mmap", at, size, may, how, fd, begin);
}
"""

_LINKS_AND_SYNCED_FOLDERS = """
int link(const char *old, const char *new) { errno = EPERM; return -1; }
int linkat(int at, const char *old, int to, const char *new, int how) { errno = EPERM; return -1; }
int fsync(int fd) {
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) { errno = EINVAL; return -1; }
    return REAL(int (*)(int), "fsync")(fd);
}
"""

LACKS: Mapping[str, str] = {
    "locks": _LOCKS,
    "shared memory": _SHARED_MEMORY,
    "links and synced folders": _LINKS_AND_SYNCED_FOLDERS,
}


def library(folder: Path, lack: str) -> Path:
    """Compile a library that simulates this lack; skip the test if there is no compiler."""
    compiler = which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    source = folder / "lacking.c"
    source.write_text(_HEAD + LACKS[lack])
    target = folder / "lacking.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", target, source, "-ldl"], check=True, timeout=FOREVER)
    return target
