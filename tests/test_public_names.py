"""The names that `trackpost` exports: which they are, that no other is needed, and what importing them costs."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import TypeVar, get_args, get_type_hints

import pytest

import trackpost
from tests.core.reporting.test_sentences import SENTENCES
from trackpost.core import VERSION

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"
PUBLIC: Mapping[str, object] = {name: getattr(trackpost, name) for name in trackpost.__all__}
UNIONS = {name: get_args(value) for name, value in PUBLIC.items() if isinstance(value, UnionType)}
_CALLED = {"__init__", "__call__"}
DEFINITIONS = {name: value for name, value in PUBLIC.items() if inspect.isclass(value) or inspect.isfunction(value)}

every_union = pytest.mark.parametrize("members", UNIONS.values(), ids=UNIONS.keys())
every_definition = pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS.keys())


def test_a_checker_sees_what_a_program_gets() -> None:
    """The imports for type checkers give each public name the object that a program gets."""
    imports = [node for node in ast.walk(ast.parse(inspect.getsource(trackpost))) if isinstance(node, ast.ImportFrom)]
    modules = {alias.name: f"{'.' * node.level}{node.module}" for node in imports for alias in node.names}
    assert modules.keys() >= PUBLIC.keys()
    assert {name: getattr(import_module(modules[name], "trackpost"), name) for name in PUBLIC} == PUBLIC


def test_dir() -> None:
    """It lists the public names and the version, each once, and nothing else."""
    assert dir(trackpost) == sorted([*PUBLIC, "__version__"])


def test_import_all() -> None:
    """An import of ``*`` gives the public names."""
    names: dict[str, object] = {}
    exec("from trackpost import *", names)  # noqa: S102 - only a module's own body may import *
    assert names.keys() - {"__builtins__"} == PUBLIC.keys()


def test_version() -> None:
    """The version is the one of the distribution."""
    assert trackpost.__version__ == VERSION


def test_an_unknown_name() -> None:
    """It is the error that any module raises, also where the name stands in an inner module."""
    with pytest.raises(AttributeError, match=r"^module 'trackpost' has no attribute 'wire_fields'$"):
        getattr(trackpost, "wire_fields")  # noqa: B009 - mypy rejects the plain form
    with pytest.raises(ImportError, match=r"^cannot import name 'Nope' from 'trackpost' "):
        exec("from trackpost import Nope")  # noqa: S102 - likewise


IMPORTS: Mapping[str, tuple[str, set[str]]] = {
    "the package": ("import trackpost; dir(trackpost)", {"attrs", "returns", "msgspec", "httpx"}),
    "the route": ("from trackpost import resolve_route", {"httpx", "sqlite3", "ruamel.yaml"}),
    "the service": ("from trackpost import TrackerService", {"httpx", "sqlite3"}),
}


@pytest.mark.parametrize(("statement", "spared"), IMPORTS.values(), ids=IMPORTS.keys())
def test_an_import_loads_no_more_than_it_needs(statement: str, spared: set[str]) -> None:
    """These packages are not imported yet."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert spared & set(loaded) == set()


@every_union
def test_each_member_of_a_union_is_public(members: tuple[type, ...]) -> None:
    """A program can match on the union by public names alone."""
    assert _hidden(members) == set()


def test_each_problem_is_public() -> None:
    """So is every error and every warning, in a union or not."""
    assert _hidden(type(problem) for problem, _, _ in SENTENCES.values()) == set()


@every_definition
def test_what_a_definition_mentions_is_public(definition: type | Callable[..., object]) -> None:
    """The types of attributes, of arguments and of what is returned are public too."""
    assert _hidden(part for hint in _hints(definition) for part in _parts(hint)) == set()


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_each_name_is_in_the_reference(name: str) -> None:
    """A reader finds every public name."""
    assert re.search(rf"`\.?{name}\b", REFERENCE.read_text(encoding="utf-8"))


def _hidden(types: Iterable[object]) -> set[object]:
    """Return those of this package that are not public."""
    named = [found for found in types if not isinstance(found, TypeVar)]
    ours = {found for found in named if getattr(found, "__module__", "").startswith("trackpost.")}
    return ours - set(filter(callable, PUBLIC.values()))


def _hints(definition: type | Callable[..., object]) -> Iterator[object]:
    """Return all annotations. Names that the service knows only while it is checked must be public, or this fails."""
    members = vars(definition).items() if inspect.isclass(definition) else ()
    functions = [_function(member) for name, member in members if name[0] != "_" or name in _CALLED]
    for annotated in [definition, *filter(inspect.isfunction, functions)]:
        yield from get_type_hints(annotated, localns=dict(PUBLIC)).values()


def _function(member: object) -> object:
    match member:
        case property():
            return member.fget
        case staticmethod():
            return member.__func__
        case other:
            return other


def _parts(hint: object) -> Iterator[object]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)
