"""A bind that is killed at any instant leaves each file complete, old or new, and the next bind works.

This file is also the program that binds: it forks for each round, and kills the fork.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from returns.result import Success

from tests.support.patience import FOREVER
from tests.support.process import bare
from trackpost.core.project.bind_order import parse_bind_order
from trackpost.shell.operations.bind import Binder
from trackpost.shell.project.known_projects import register_path

PROGRAMS, ROUNDS = 2, 100
CHECKOUT = Path(__file__).parents[3]
OTHERS = "# kept\n"

States = tuple[str, ...]
"""The states of credentials, register and config. The register is the same before and after."""

OLD, BETWEEN, NEW = ("old", "old", "old"), ("new", "old", "old"), ("new", "old", "new")


def test_a_process_that_is_killed_while_it_binds(tmp_path: Path) -> None:
    """At two hundred random instants, no file is ever incomplete, and no other file stays behind."""
    programs = [_started(tmp_path / str(seed), seed) for seed in range(PROGRAMS)]
    seen: Counter[States] = Counter()
    for program in programs:
        states, complaints = program.communicate(timeout=FOREVER)
        assert (program.returncode, complaints) == (0, "")
        seen.update(map(tuple, json.loads(states)))
    assert sum(seen.values()) == PROGRAMS * ROUNDS
    assert seen.keys() <= {OLD, BETWEEN, NEW}, "the config must be written last"
    assert min(seen[OLD], seen[NEW]) >= ROUNDS // 20, "the instants are not spread over the write"


def _started(folder: Path, seed: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.shell.operations.test_bind_killed", str(folder), str(seed)]
    return subprocess.Popen(
        command, cwd=CHECKOUT, env=bare(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _bind(folder: Path, which: str) -> None:
    order = parse_bind_order(provider="jira", workspace=which, credentials={"project_key": which})
    bound = Binder(folder / "project", folder / "home").bind(order.unwrap())
    assert isinstance(bound, Success), bound


def _contents(folder: Path) -> tuple[bytes, ...]:
    register = register_path(folder / "home")
    return tuple(
        path.read_bytes() for path in (folder / "home/credentials", register, folder / "project/.kittify/config.yaml")
    )


def _forked(folder: Path) -> int:
    """Bind the new state in a fork, and return its process id."""
    child = os.fork()
    if child == 0:
        _bind(folder, "new")
        os._exit(0)
    return child


def _killed_after(folder: Path, seconds: float) -> None:
    child = _forked(folder)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _duration(folder: Path) -> float:
    """Return the seconds that a process takes if it is not killed."""
    began = time.monotonic()
    for _ in range(10):
        os.waitpid(_forked(folder), 0)
    return (time.monotonic() - began) / 10


def _rounds(folder: Path, random: Random, longest: float) -> Iterator[States]:
    """Yield the states of the files after each kill, and check that the next bind repairs them."""
    _bind(folder, "new")
    new = _contents(folder)
    _bind(folder, "old")
    old, names = _contents(folder), _names(folder)
    for _ in range(ROUNDS):
        _killed_after(folder, random.uniform(0, longest))
        yield tuple(map(_state, _contents(folder), old, new))
        _bind(folder, "old")
        assert (_contents(folder), _names(folder)) == (old, names)


def _state(here: bytes, old: bytes, new: bytes) -> str:
    return "old" if here == old else "new" if here == new else f"broken: {here!r}"


def _names(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def _main(folder: Path, seed: int) -> None:
    for name in ("home/credentials", "project/.kittify/config.yaml"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(OTHERS)
    _bind(folder, "old")
    longest = 1.3 * _duration(folder)
    random = Random(seed)  # noqa: S311 - not for a secret
    sys.stdout.write(json.dumps(list(_rounds(folder, random, longest))))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]))
