"""Mutation testing: mutmut makes one small change after another to core, and core's tests must fail each time.

A change that no test notices survives. survivors.toml lists each survivor with the reason why it may.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from attrs import frozen

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "mutants"
TREE = BUILD / "tree"
SURVIVORS = Path(__file__).with_name("survivors.toml")
GOAL = 0.98

CENTRAL = (
    "errors",
    *(f"routing.{name}" for name in ("credentials", "pin", "providers", "route")),
    "project.binding",
    *(f"snapshot.{name}" for name in ("body", "fingerprint", "guards", "idempotency", "packing")),
    *(f"delivery.{name}" for name in ("effect", "endpoint", "history", "judge", "ledger", "publish", "receipt")),
    *(f"delivery.{name}" for name in ("retry", "token", "verdict")),
    "contract.server",
)
"""The modules of core where a mistake routes a snapshot wrongly, sends it twice, or loses it."""

_SETUP = """\
[mutmut]
source_paths = trackpost/core
also_copy =
    trackpost
    tests
    contracts
    docs
    pytest.ini
pytest_add_cli_args_test_selection = tests/core
use_git_change_detection = false
only_mutate =
"""
# test_version looks for an installed trackpost, and none is installed
_PYTEST = """\
[pytest]
addopts = --import-mode=importlib --ignore=tests/core/test_version.py
"""
_CAUGHT = frozenset({"killed", "timeout"})
_RESULT = re.compile(r"^ *(\S+): (.+)$", re.MULTILINE)
_NAME = re.compile(r"trackpost\.core\.(?P<module>[\w.]+)\.x(?:_|ǁ(?P<owner>\w+?)ǁ)(?P<function>\w+?)__mutmut_\d+")


@frozen
class Change:
    """One mutant. Its number is left out, because it depends on the code above.

    Attributes:
        where: module and function, for example ``delivery.judge._read``.
        lines: the lines that differ, each behind ``-`` or ``+`` and without indentation.
    """

    where: str
    lines: str


@frozen
class Survivor(Change):
    """A change that cannot be noticed, or need not be."""

    reason: str


@frozen
class _List:
    survivor: tuple[Survivor, ...]


def main(*modules: str) -> None:
    """Change *modules*, by default all of `CENTRAL`, and exit 1 unless the survivors are exactly those of the list."""
    chosen = modules or CENTRAL
    _plant(chosen)
    subprocess.run(_mutmut("run"), cwd=TREE, check=True)
    statuses = dict(_RESULT.findall(_said("results", "--all", "true")))
    print(table(statuses))
    found = [change_of(name, _said("show", name)) for name, status in statuses.items() if status not in _CAUGHT]
    if faults := complaints(found, listed(SURVIVORS.read_text(), chosen)):
        sys.exit("\n".join(faults))
    if not modules and _share(statuses) < GOAL:
        sys.exit(f"the tests must kill {GOAL:.0%}")


def undecorated(source: str) -> str:
    r"""Return *source* with ``@property`` and ``@sentence`` called below a method: mutmut skips what is decorated.

    >>> undecorated("class A:\n    @property\n    def b(self): ...\n")
    'class A:\n    def b(self): ...\n    b = property(b)\n'
    """
    lines = source.splitlines(keepends=True)
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    for function in sorted(functions, key=lambda node: node.lineno, reverse=True):
        match function.decorator_list:
            case [ast.Name("property" | "sentence" as decorator, lineno=above)]:
                call = f"{function.name} = {decorator}({function.name})\n"
                lines.insert(function.end_lineno or 0, " " * function.col_offset + call)
                del lines[above - 1]
            case _:
                pass
    return "".join(lines)


def place_of(name: str) -> tuple[str, str]:
    """Return module and function of a mutant, from the name that mutmut gives it.

    >>> place_of("trackpost.core.delivery.judge.x__read__mutmut_13")
    ('delivery.judge', '_read')
    >>> place_of("trackpost.core.delivery.verdict.xǁAnswerǁcode__mutmut_1")
    ('delivery.verdict', 'Answer.code')
    """
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return found["module"], ".".join(filter(None, (found["owner"], found["function"])))


def change_of(name: str, shown: str) -> Change:
    """Return the change that ``mutmut show`` has *shown* as a unified diff."""
    _, _, diff = shown.partition("\n@@")
    lines = (f"{line[0]} {line[1:].strip()}" for line in diff.splitlines() if line.startswith(("-", "+")))
    return Change(".".join(place_of(name)), "\n".join(lines))


def listed(text: str, modules: Iterable[str] = CENTRAL) -> Mapping[Change, str]:
    """Return the reason of each listed survivor in *modules*."""
    prefixes = tuple(f"{module}." for module in modules)
    survivors = msgspec.toml.decode(text, type=_List).survivor
    return {Change(one.where, one.lines.strip()): one.reason for one in survivors if one.where.startswith(prefixes)}


def complaints(found: Sequence[Change], expected: Iterable[Change]) -> Sequence[str]:
    """Return what must be done about the tests or the list, with entries in the form of the list."""
    return [
        *(f"survived, but is not listed:\n{_entry(change)}" for change in found if change not in expected),
        *(f"is listed, but did not survive:\n{_entry(change)}" for change in expected if change not in found),
    ]


def table(statuses: Mapping[str, str]) -> str:
    """Return how many mutants were killed, module by module, from the status of each."""
    made = Counter(place_of(name)[0] for name in statuses)
    killed = Counter(place_of(name)[0] for name, status in statuses.items() if status in _CAUGHT)
    rows = [(module, killed[module], made[module]) for module in sorted(made)]
    total = ("all", killed.total(), made.total())
    return "\n".join(f"{module:22}{count:6,} of {of:5,}  {count / of:6.1%}" for module, count, of in (*rows, total))


def _share(statuses: Mapping[str, str]) -> float:
    return sum(status in _CAUGHT for status in statuses.values()) / len(statuses)


def _entry(change: Change) -> str:
    return f"[[survivor]]\nwhere = \"{change.where}\"\nlines = '''\n{change.lines}\n'''\n"


def _plant(modules: Iterable[str]) -> None:
    """Lay out what the tests of core need, with the package in a folder of its own name."""
    shutil.rmtree(TREE, ignore_errors=True)
    for source, copy in (("src", "trackpost"), ("tests", "tests"), ("contracts", "contracts"), ("docs", "docs")):
        shutil.copytree(ROOT / source, TREE / copy, ignore=shutil.ignore_patterns("__pycache__"))
    files = [f"trackpost/core/{module.replace('.', '/')}.py" for module in modules]
    for path in map(TREE.joinpath, files):
        path.write_text(undecorated(path.read_text()))
    (TREE / "pytest.ini").write_text(_PYTEST)
    (TREE / "setup.cfg").write_text(_SETUP + "".join(f"    {file}\n" for file in files))


def _mutmut(*words: str) -> list[str]:
    return [str(BUILD / "env" / "bin" / "python"), "-m", "mutmut", *words]


def _said(*words: str) -> str:
    return subprocess.run(_mutmut(*words), cwd=TREE, capture_output=True, check=True, text=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
