"""The container image, as far as it can be checked without a container engine; ``make image`` lints and builds it."""

import re
from itertools import takewhile

from tests.support.repository import PYPROJECT, ROOT

_INSTRUCTION = re.compile(r"^(?P<name>[A-Z]+) (?P<text>(?:.*\\\n)*.*)$", re.MULTILINE)
_CLASSIFIER = "Programming Language :: Python :: "

INSTRUCTIONS = [(found["name"], found["text"]) for found in _INSTRUCTION.finditer((ROOT / "Dockerfile").read_text())]
FINAL = list(takewhile(lambda one: one[0] != "FROM", reversed(INSTRUCTIONS)))[::-1]
"""The instructions of the last stage, whose files are in the image."""


def texts_of(name: str) -> list[str]:
    """Return what follows an instruction, for each of its kind."""
    return [text for instruction, text in INSTRUCTIONS if instruction == name]


def copied() -> list[str]:
    """Return the files and folders of the checkout that the image is built from."""
    own = [text.split() for text in texts_of("COPY") if not text.startswith("--from=")]
    return [path.rstrip("/") for *paths, _ in own for path in paths]


def test_the_python_is_supported() -> None:
    """Both stages have the same, which the tests run on."""
    (image,) = {text.split()[0] for text in texts_of("FROM")}
    version = re.fullmatch(r"python:(3\.\d+)-slim", image)
    assert version is not None
    assert f"{_CLASSIFIER}{version[1]}" in PYPROJECT["project"]["classifiers"]


def test_what_it_copies_exists() -> None:
    """And ``.dockerignore`` lets just that through."""
    assert [path for path in copied() if not (ROOT / path).exists()] == []
    first, *rest = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert first == "*"
    assert {line.removeprefix("!").rstrip("/") for line in rest if line.startswith("!")} == set(copied())


def test_only_pins_are_installed() -> None:
    """Everything comes from requirement files with hashes; the wheel alone comes without an index."""
    commands = [command.strip() for text in texts_of("RUN") for command in text.replace("\\\n", " ").split("&&")]
    installed = [command for command in commands if "install" in command]
    assert [command for command in installed if not command.startswith("requirements/install ")] == [
        "/opt/trackpost/bin/pip install --no-deps --no-index /wheels/*.whl"
    ]
    assert "requirements/install /opt/trackpost requirements/image.txt" in installed
    assert [command for command in commands if re.search(r"://|--index|--find-links|apt-get|curl|wget", command)] == []


def test_it_runs_without_privileges() -> None:
    """As a user by number, which an orchestrator can check, and with the program as its entry point."""
    names = [name for name, _ in FINAL]
    assert [text for name, text in FINAL if name == "USER"] == ["10001"]
    assert all("useradd" in text for name, text in FINAL[: names.index("USER")] if name == "RUN")
    assert 'ENTRYPOINT ["trackpost"]' in [f"{name} {text}" for name, text in FINAL]
