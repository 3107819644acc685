"""The description of the reference server, and the server by its description."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from tests.support.reference_server import reference_server

DOCUMENT = Path(__file__).parents[2] / "contracts" / "openapi.yaml"
SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))

# What is left out, and what looks at it instead (tests/contract/test_schemas.py):
# - that no unsound snapshot is taken: a server ignores members that it does not know, which the schema forbids clients
# - that every sound snapshot is taken: to JSON Schema 0.0 is an integer, and the same key may be drawn for two bodies
_CHECKS = "--exclude-checks=negative_data_rejection,positive_data_acceptance"
_OPTIONS = ("--seed=1", "--generation-database=none", "--no-color", "--warnings=off", _CHECKS)

DRIVES: Mapping[str, tuple[str | None, tuple[str, ...]]] = {
    "open to everybody": (None, ("--phases=coverage,fuzzing", "--max-examples=15")),
    "closed": ("a-token", ("--phases=fuzzing", "--max-examples=5")),
}


def test_the_document_is_openapi() -> None:
    """It meets OpenAPI 3.1, and so do the schemas that it refers to."""
    document = YAML(typ="safe", pure=True).load(DOCUMENT)
    assert document["openapi"].startswith("3.1.")
    validate(document, base_uri=DOCUMENT.as_uri())


def test_what_the_document_refers_to_is_there() -> None:
    """Schemas and examples lie where it says."""
    named = re.findall(r"(?:\$ref|externalValue): (\w[^#\s]+)", DOCUMENT.read_text())
    assert named
    assert [name for name in named if not (DOCUMENT.parent / name).is_file()] == []


@pytest.mark.parametrize(("token", "options"), DRIVES.values(), ids=DRIVES.keys())
def test_no_answer_is_outside_of_the_description(token: str | None, options: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever is asked, sound or not, over a real socket: no 5xx, no status, header or body that is not described."""
    with reference_server(token=token) as url:
        command = (SCHEMATHESIS, "run", str(DOCUMENT), f"--url={url}")
        ended = subprocess.run(
            [*command, *_OPTIONS, *options], cwd=tmp_path, capture_output=True, check=False, timeout=50
        )
    assert (ended.returncode, b"No issues found" in ended.stdout) == (0, True), ended.stdout.decode()
