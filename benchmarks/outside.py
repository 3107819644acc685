"""Mutation testing outside of functions: the defaults of classes, and the constants and tables of modules.

mutmut leaves them out, because Python computes them while it imports the module. So each change is tested by a process
of its own.
"""

import ast
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from attrs import frozen

from .survivors import Change, differing

_AT_ONCE = 2
_PATIENCE = 120
"""Seconds for all tests; they take a quarter of it."""
_TESTS = Path("tests", "core")
_NAMING = ("NewType", "TypeVar")
"""Calls whose text only names what they make."""


@frozen
class Mutant:
    """A module with one change.

    Attributes:
        module: its name below core.
        change: what differs.
        content: the changed source.
    """

    module: str
    change: Change
    content: str


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    r"""Change each constant and each named argument outside of functions, one at a time.

    >>> [mutant.change for mutant in mutants_of("m", "class A:\n    b: int = 1\n")]
    [Change(where='m.A.b', lines='- b: int = 1\n+ b: int = 2')]
    """
    for owner, value in _values(ast.parse(source).body):
        for node, changed in _changes(value):
            content = _replaced(source, node, changed)
            diff = unified_diff(source.splitlines(), content.splitlines(), n=0, lineterm="")
            lines = differing([line for line in diff if not line.startswith(("---", "+++"))])
            yield Mutant(module, Change(f"{module}.{owner}", lines), content)


def survivors_of(mutants: Sequence[Mutant], tree: Path, python: Path) -> list[Mutant]:
    """Return the *mutants* that the tests of core do not notice.

    Args:
        mutants: of any modules.
        tree: the folder that has the package, its tests and what these need. Copies of it are changed.
        python: the interpreter.

    Raises:
        RuntimeError: the tests fail without a change, so they would notice every one.
    """
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(_AT_ONCE):
        copies.put(_copy(tree, tree.with_name(f"outside-{number}")))
    if not _passes(_TESTS, tree, python):
        raise RuntimeError(_TESTS)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        survived = pool.map(partial(_survives_in_one, copies, python), mutants)
        return [mutant for mutant, is_alive in zip(mutants, survived, strict=True) if is_alive]


def _values(body: Sequence[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.expr]]:
    """Return what is assigned in a module and in its classes, under the name that it gets."""
    for statement in body:
        match statement:
            case ast.ClassDef(name=name):
                yield from ((name, keyword.value) for keyword in statement.keywords)
                yield from _values(statement.body, f"{name}.")
            case ast.AnnAssign(annotation=ast.Name("TypeAlias")):
                pass
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                yield f"{owner}{ast.unparse(target)}", value
            case _:
                pass


def _changes(value: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    """Return each part that can be changed, and its change: the same as mutmut makes inside of functions."""
    for node in ast.walk(value):
        match node:
            case ast.Call(func=ast.Name(name)) if name in _NAMING:
                return
            case ast.Constant(value=constant):
                yield node, _other(constant)
            case ast.keyword(value=argument) if not isinstance(argument, ast.Constant):
                yield argument, "None"
            case _:
                pass


def _other(constant: object) -> str:
    match constant:
        case bool():
            return repr(not constant)
        case int() | float():
            return repr(constant + 1)
        case str():
            return repr(f"XX{constant}XX")
        case bytes():
            return repr(b"XX" + constant + b"XX")
        case _:
            return '""'


def _replaced(source: str, node: ast.expr, text: str) -> str:
    lines = source.encode().splitlines(keepends=True)
    begin, end = (
        sum(map(len, lines[: line - 1])) + column
        for line, column in ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
    )
    content = source.encode()
    return (content[:begin] + text.encode() + content[end:]).decode()


def _copy(tree: Path, copy: Path) -> Path:
    shutil.rmtree(copy, ignore_errors=True)
    return shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("mutants", "__pycache__"))


def _survives_in_one(copies: SimpleQueue[Path], python: Path, mutant: Mutant) -> bool:
    copy = copies.get()
    try:
        return _survives(mutant, copy, python)
    finally:
        copies.put(copy)


def _survives(mutant: Mutant, copy: Path, python: Path) -> bool:
    """Run the tests that are nearest to the module first, because they are the likeliest to notice."""
    path = copy.joinpath("trackpost", "core", *mutant.module.split(".")).with_suffix(".py")
    nearest = _TESTS.joinpath(*mutant.module.split(".")[:-1])
    before = path.read_text()
    try:
        _write(path, mutant.content)
        return all(_passes(tests, copy, python) for tests in dict.fromkeys((nearest, _TESTS)))
    finally:
        _write(path, before)


def _write(path: Path, content: str) -> None:
    path.write_text(content)
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()  # Python compares it with the source by time and size, which may be the same


def _passes(tests: Path, copy: Path, python: Path) -> bool:
    command = [str(python), "-m", "pytest", "--exitfirst", "--quiet", "-p", "no:cacheprovider", str(tests)]
    try:
        return subprocess.run(command, cwd=copy, capture_output=True, check=False, timeout=_PATIENCE).returncode == 0
    except subprocess.TimeoutExpired:
        return False
