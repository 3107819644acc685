"""Check the snippets of the documents with mypy, as strictly as their readers may."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.docs.markdown import DOCUMENTS, blocks_of
from tests.typing.checker import reports_of

PLUGIN = "[mypy]\nplugins = returns.contrib.mypy.returns_plugin\n"
SETTINGS: Mapping[str, str] = {"without the plugin": "[mypy]\n", "with the plugin": PLUGIN}
WRONG = """\
Snippets continue earlier ones:

```python
from trackpost import TrackerService
```

```text
from trackpost import Nope
```

```python
print(TrackerService("my-project").sync_publish(server_url=1))
```
"""


def program_of(text: str) -> str:
    """Return the Python snippets of a document as one program, with the line numbers of the document."""
    return "".join(f"{line}\n" for line in _snippets(text))


def _snippets(text: str) -> Iterator[str]:
    is_python = False
    for line in text.splitlines():
        is_fence = line.startswith("```")
        yield line if is_python and not is_fence else ""
        is_python = line.startswith("```python") if is_fence else is_python


PROGRAMS: Mapping[str, str] = {
    document.stem.replace("-", "_"): program_of(document.read_text(encoding="utf-8"))
    for document in DOCUMENTS
    if any(block.language == "python" for block in blocks_of(document.read_text(encoding="utf-8")))
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_snippets_pass(settings: str, tmp_path: Path) -> None:
    """The snippets of each document pass ``mypy --strict``; a wrong snippet is reported with its line."""
    config = tmp_path / "mypy.ini"
    config.write_text(settings)
    files = [tmp_path / f"{stem}.py" for stem in (*PROGRAMS, "wrong")]
    for file, program in zip(files, [*PROGRAMS.values(), program_of(WRONG)], strict=True):
        file.write_text(program)
    reports = reports_of(files, ("--strict", "--config-file", str(config)))
    assert {stem: found for stem, found in reports.items() if found} == {"wrong": [(12, "call-overload")]}


def test_the_how_to_is_among_them() -> None:
    """The document on Python has snippets to check."""
    assert "from trackpost import " in PROGRAMS["call_from_python"]
