"""Test the OpenAPI description, and the reference server against it."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from tests.support.patience import FOREVER
from tests.support.reference_server import reference_server

DOCUMENT = Path(__file__).parents[2] / "contracts" / "openapi.yaml"
SCHEMATHESIS = str(Path(sys.executable).with_name("schemathesis"))

# Two checks are left out, because tests/contract/test_schemas.py covers them better:
# - that every invalid snapshot is refused: a server ignores unknown members, but the schema forbids them
# - that every valid snapshot is accepted: 0.0 is an integer in JSON Schema, and two bodies may be drawn with one key
_CHECKS = "--exclude-checks=negative_data_rejection,positive_data_acceptance"
_OPTIONS = ("--seed=1", "--generation-database=none", "--no-color", "--warnings=off", _CHECKS)

DRIVES: Mapping[str, tuple[str | None, tuple[str, ...]]] = {
    "open to everybody": (None, ("--phases=coverage,fuzzing", "--max-examples=15")),
    "closed": ("a-token", ("--phases=fuzzing", "--max-examples=5")),
}


def test_the_document_is_openapi() -> None:
    """The document and the schemas that it refers to are valid OpenAPI 3.1."""
    document = YAML(typ="safe", pure=True).load(DOCUMENT)
    assert document["openapi"].startswith("3.1.")
    validate(document, base_uri=DOCUMENT.as_uri())


def test_all_references_of_the_document_exist() -> None:
    """The schemas and examples that the document refers to exist."""
    named = re.findall(r"(?:\$ref|externalValue): (\w[^#\s]+)", DOCUMENT.read_text())
    assert named
    assert [name for name in named if not (DOCUMENT.parent / name).is_file()] == []


@pytest.mark.parametrize(("token", "options"), DRIVES.values(), ids=DRIVES.keys())
def test_every_answer_is_described(token: str | None, options: tuple[str, ...], tmp_path: Path) -> None:
    """No request, valid or not, gets a 5xx, or a status, header or body that is not described."""
    with reference_server(token=token, has_pages=True) as url:
        command = (SCHEMATHESIS, "run", str(DOCUMENT), f"--url={url}")
        ended = subprocess.run(
            [*command, *_OPTIONS, *options], cwd=tmp_path, capture_output=True, check=False, timeout=FOREVER
        )
    assert (ended.returncode, b"No issues found" in ended.stdout) == (0, True), ended.stdout.decode()
