"""What is changed outside of functions."""

import sys
from pathlib import Path

import pytest

from benchmarks.outside import mutants_of, survivors_of
from benchmarks.survivors import Change
from tests.support.files import write

SOURCE = '''\
"""A module."""

Kind: TypeAlias = Literal["a"]
Name = NewType("Name", str)
_TABLE = frozenset({1, "é"})
_SIZE: int = 2
_MARK, _END = b"m", 3.5


@frozen(kw_only=True)
class One(Two, total=False):
    """A class."""

    first: int
    second: bool = True
    third: str | None = field(default=None, converter=str)

    def method(self, of: int = 4) -> int:
        return 5
'''
CHANGED = """\
m._TABLE: _TABLE = frozenset({2, "é"})
m._TABLE: _TABLE = frozenset({1, 'XXéXX'})
m._SIZE: _SIZE: int = 3
m.(_MARK, _END): _MARK, _END = b'XXmXX', 3.5
m.(_MARK, _END): _MARK, _END = b"m", 4.5
m.One: class One(Two, total=True):
m.One.second: second: bool = False
m.One.third: third: str | None = field(default=None, converter=None)
m.One.third: third: str | None = field(default="", converter=str)
"""


def _parts(change: Change) -> tuple[str, str]:
    """Return the line before and after."""
    old, _, new = change.lines.removeprefix("- ").partition("\n+ ")
    return old, new


def test_everything_outside_of_functions_is_changed() -> None:
    """Constants and named arguments are, but not what only names a type, nor decorators, functions and docstrings."""
    changes = [mutant.change for mutant in mutants_of("m", SOURCE)]
    assert [f"{change.where}: {_parts(change)[1]}" for change in changes] == CHANGED.splitlines()
    assert changes[2].lines == "- _SIZE: int = 2\n+ _SIZE: int = 3"


def test_a_change_is_the_only_one() -> None:
    """Everything else in the source stays as it is."""
    for mutant in mutants_of("m", SOURCE):
        old, new = _parts(mutant.change)
        assert mutant.content == SOURCE.replace(old, new)


TEST = """\
from trackpost.core.sizes import SMALL

def test_small():
    assert SMALL == 1
"""


QUICKLY = "[pytest]\naddopts = -p no:schemathesis -p no:hypothesispytest -p no:cov -p no:xdist\n"
"""Most of what a run takes is to import these."""


def _tree(folder: Path, sizes: str) -> Path:
    """Make a package whose tests notice one of its two constants."""
    for package in ("trackpost", "trackpost/core"):
        write(folder / package / "__init__.py", "")
    write(folder / "trackpost" / "core" / "sizes.py", sizes)
    write(folder / "tests" / "core" / "test_sizes.py", TEST)
    write(folder / "pytest.ini", QUICKLY)
    return folder


def test_survivors_of(tmp_path: Path) -> None:
    """The changes that the tests notice are killed, and the others survive."""
    sizes = "SMALL = 1\nLARGE = 9\n"
    mutants = list(mutants_of("sizes", sizes))
    survivors = survivors_of(mutants, _tree(tmp_path / "tree", sizes), Path(sys.executable))
    assert [mutant.change.where for mutant in mutants] == ["sizes.SMALL", "sizes.LARGE"]
    assert survivors == mutants[1:]


def test_tests_that_fail_without_a_change(tmp_path: Path) -> None:
    """They would kill everything, so they prove nothing."""
    with pytest.raises(RuntimeError):
        survivors_of([], _tree(tmp_path / "tree", "SMALL = 2\n"), Path(sys.executable))
