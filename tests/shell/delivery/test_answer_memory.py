"""The memory of a publish is bounded, whatever the server answers."""

import gzip
import subprocess
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.files import make_project
from tests.support.patience import FOREVER
from tests.support.process import TRACKPOST, bare
from tests.support.scripted_server import Reply, http, scripted

MEBIBYTE = 1024 * 1024
LIMIT = 60
"""In MiB; Python and its libraries take two thirds."""

MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""Runs in a small process, because a child starts with the size of its parent."""


_PACKER = zlib.compressobj(1, zlib.DEFLATED, 31)
BOMB = b"".join([*(_PACKER.compress(bytes(MEBIBYTE)) for _ in range(100)), _PACKER.flush()])
ANSWERS: Mapping[str, Reply] = {
    "100 MiB in gzip": http(200, BOMB, {"Content-Encoding": "gzip"}),
    "100 MiB in gzip in gzip": http(200, gzip.compress(BOMB), {"Content-Encoding": "gzip, gzip"}),
    "100 MiB in gzip, refused": http(400, BOMB, {"Content-Encoding": "gzip"}),
    "40 MiB as they are": Reply(content=b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 40 * MEBIBYTE),
    "as many objects as allowed": http(200, b"[" + b'{"a":1},' * 24_998 + b"{}]"),
    "the token repeatedly": http(400, b"c4nary-s3cret " * 70_000),
    "not UTF-8": http(400, b"\xff" * MEBIBYTE),
}


@pytest.mark.parametrize("reply", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_memory_of_a_publish(reply: Reply, tmp_path: Path) -> None:
    """The peak memory of the process stays below the limit."""
    files = make_project(tmp_path)
    with scripted(reply) as server:
        command = [TRACKPOST, "publish", "--server-url", server.url, "--auth-token", "c4nary-s3cret", "--json"]
        measured = subprocess.run(
            [sys.executable, "-c", MEASURE, *command],
            env=bare(files.env),
            cwd=files.root,
            capture_output=True,
            check=True,
            timeout=FOREVER,
        )
    assert len(server.asked) == 1
    assert 10 < int(measured.stdout) < LIMIT
