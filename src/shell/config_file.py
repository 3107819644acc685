"""Reads ``.kittify/config.yaml``. Facts of the file: docs/reference/files.md."""

from pathlib import Path
from warnings import catch_warnings, simplefilter

from returns.result import Failure, Result, Success
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..core.binding import Binding, BindingError, NotBound, parse_binding
from ..core.disk_fault import FileFault, MalformedFile, NoProject, NotAProject
from .file import is_absent, is_folder, read_text, shown

_FOLDER = ".kittify"


def find_project(start: Path) -> Result[Path, NoProject]:
    """Return the nearest folder at or above *start* that holds ``.kittify/``."""
    for folder in (start, *start.parents):
        if is_folder(folder / _FOLDER):
            return Success(folder)
    return Failure(NoProject(shown(start)))


def read_binding(root: Path) -> Result[Binding, NotAProject | FileFault | BindingError]:
    """Return what the project in *root* says of its tracker, or the first thing that is wrong with its config."""
    if not is_folder(root / _FOLDER):
        return Failure(NotAProject(shown(root)))
    path = root / _FOLDER / "config.yaml"
    if is_absent(path):
        return Failure(NotBound(shown(path), "tracker"))
    return Result.do(
        binding
        for text in read_text(path)
        for raw in _parse_yaml(path, text)
        for binding in parse_binding(shown(path), raw)
    )


_UNREADABLE = (
    YAMLError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What ruamel.yaml raises of tags and directives that do not fit their values, beside errors of its own."""


class _Constructor(SafeConstructor):
    """Other tools may tag their sections: what a tag unknown here marks is read as null."""


_Constructor.add_constructor(None, lambda _constructor, _node: None)


def _parse_yaml(path: Path, text: str) -> Result[object, MalformedFile]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Constructor
    try:
        with catch_warnings():  # of anchors that are used again, which quote the line
            simplefilter("ignore")
            raw: object = yaml.load(text)
    except DuplicateKeyError as error:  # its own words would quote the values
        return Failure(MalformedFile(shown(path), "YAML", f"{_line(error)}a key stands there twice"))
    except MarkedYAMLError as error:
        return Failure(MalformedFile(shown(path), "YAML", f"{_line(error)}{error.problem}"))
    except _UNREADABLE as error:
        return Failure(MalformedFile(shown(path), "YAML", type(error).__name__))
    return Success(raw)


def _line(error: MarkedYAMLError) -> str:
    return "" if error.problem_mark is None else f"line {error.problem_mark.line + 1}: "
