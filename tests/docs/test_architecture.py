"""What the documents say about the layout of the sources."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, name_of

_ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"
_NAMED = re.compile(r"`(?:src/|(?=core/|shell/))([^`]*)`")
_MOST_LINES = 250
_ROW = re.compile(r"^\| `(core|shell)/(\w+)(?:\.py)?` \|", re.MULTILINE)


@pytest.mark.parametrize("document", [_ARCHITECTURE, ROOT / "CONTRIBUTING.md"], ids=name_of)
def test_named_sources_exist(document: Path) -> None:
    """Every file and folder of ``src`` that the document names exists."""
    named = _NAMED.findall(document.read_text())
    assert named
    assert [path for path in named if not (ROOT / "src" / path).exists()] == []


@pytest.mark.parametrize("half", ["core", "shell"])
def test_the_layout_lists_the_layers(half: str) -> None:
    """The packages of each half are listed in the order in which the import contracts layer them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["name"] == half)
    layout = _ARCHITECTURE.read_text().partition("## Data flow")[0]
    listed = [name for where, name in _ROW.findall(layout) if where == half]
    assert listed == [name for layer in layers for name in layer.split(" | ")]


def test_no_module_is_long() -> None:
    """A module is one idea, so none has more than 250 lines."""
    lengths = {path.relative_to(ROOT): path.read_text().count("\n") for path in (ROOT / "src").rglob("*.py")}
    assert lengths
    assert {path: lines for path, lines in lengths.items() if lines > _MOST_LINES} == {}
