"""Mutation testing: mutmut makes one small change after another to core, and core's tests must fail each time.

A change that no test notices survives. survivors.toml lists each survivor with the reason why it may.
`benchmarks.outside` changes what mutmut leaves out: the defaults of classes, and the constants and tables of modules.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from .outside import mutants_of, survivors_of
from .survivors import SURVIVORS, Change, complaints, differing, listed

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "mutants"
TREE = BUILD / "tree"
_PYTHON = BUILD / "env" / "bin" / "python"
GOAL = 0.98

CENTRAL = (
    "errors",
    *(f"routing.{name}" for name in ("credentials", "pin", "providers", "route")),
    "project.binding",
    *(f"snapshot.{name}" for name in ("body", "fingerprint", "guards", "idempotency", "packing")),
    *(f"delivery.{name}" for name in ("answer", "effect", "endpoint", "history", "judge", "ledger", "ledger_faults")),
    *(f"delivery.{name}" for name in ("publish", "receipt", "retry", "token", "verdict")),
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
# test_version looks for an installed trackpost, and the tests of trackers for spec-kitty-tracker: neither is installed
_PYTEST = """\
[pytest]
addopts = --import-mode=importlib --ignore=tests/core/test_version.py --ignore=tests/core/trackers
"""
_Result: TypeAlias = tuple[str, Change | None]
"""A module, and the change to it that survived; None if it was killed."""

_CAUGHT = frozenset({"killed", "timeout"})
_RESULT = re.compile(r"^ *(\S+): (.+)$", re.MULTILINE)
_NAME = re.compile(r"trackpost\.core\.(?P<module>[\w.]+)\.x(?:_|ǁ(?P<owner>\w+?)ǁ)(?P<function>\w+?)__mutmut_\d+")


def main(*modules: str) -> None:
    """Change *modules*, by default all of `CENTRAL`, and exit 1 unless the survivors are exactly those of the list."""
    chosen = modules or CENTRAL
    _plant(chosen)
    inside, outside = _inside(), _outside(chosen)
    results = [*inside, *outside]
    print(table([(module, survivor is None) for module, survivor in results]))
    found = [survivor for _, survivor in results if survivor is not None]
    if faults := complaints(found, listed(SURVIVORS.read_text(), chosen)):
        sys.exit("\n".join(faults))
    if not modules and len(found) > (1 - GOAL) * len(results):
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
    return Change(".".join(place_of(name)), differing(diff.splitlines()))


def table(results: Sequence[tuple[str, bool]]) -> str:
    """Return how many mutants were killed, module by module, from the module of each and whether it was killed."""
    made = Counter(module for module, _ in results)
    killed = Counter(module for module, is_killed in results if is_killed)
    rows = [(module, killed[module], made[module]) for module in sorted(made)]
    total = ("all", killed.total(), made.total())
    return "\n".join(f"{module:22}{count:6,} of {of:5,}  {count / of:6.1%}" for module, count, of in (*rows, total))


def _inside() -> list[_Result]:
    """Let mutmut change the functions."""
    subprocess.run(_mutmut("run"), cwd=TREE, check=True)
    return [
        (place_of(name)[0], None if status in _CAUGHT else change_of(name, _said("show", name)))
        for name, status in _RESULT.findall(_said("results", "--all", "true"))
    ]


def _outside(modules: Iterable[str]) -> list[_Result]:
    """Change the rest."""
    mutants = [mutant for module in modules for mutant in mutants_of(module, _source(module).read_text())]
    survivors = survivors_of(mutants, TREE, _PYTHON)
    return [(mutant.module, mutant.change if mutant in survivors else None) for mutant in mutants]


def _plant(modules: Iterable[str]) -> None:
    """Lay out what the tests of core need, with the package in a folder of its own name."""
    shutil.rmtree(TREE, ignore_errors=True)
    for source, copy in (("src", "trackpost"), ("tests", "tests"), ("contracts", "contracts"), ("docs", "docs")):
        shutil.copytree(ROOT / source, TREE / copy, ignore=shutil.ignore_patterns("__pycache__"))
    paths = list(map(_source, modules))
    for path in paths:
        path.write_text(undecorated(path.read_text()))
    (TREE / "pytest.ini").write_text(_PYTEST)
    (TREE / "setup.cfg").write_text(_SETUP + "".join(f"    {path.relative_to(TREE)}\n" for path in paths))


def _source(module: str) -> Path:
    return TREE.joinpath("trackpost", "core", *module.split(".")).with_suffix(".py")


def _mutmut(*words: str) -> list[str]:
    return [str(_PYTHON), "-m", "mutmut", *words]


def _said(*words: str) -> str:
    return subprocess.run(_mutmut(*words), cwd=TREE, capture_output=True, check=True, text=True).stdout


if __name__ == "__main__":
    main(*sys.argv[1:])
