"""The page of a fleet gives every answer in its description, as described, and no other."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
import schemathesis
from openapi_spec_validator import validate
from ruamel.yaml import YAML
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.contract.test_openapi import SCHEMATHESIS
from tests.support.busy_fleet import busy_fleet, fleet_server
from tests.support.busy_server import SteppingClock
from tests.support.patience import FOREVER

DOCUMENT = Path(__file__).parents[2] / "contracts" / "fleet-openapi.yaml"
FLEET, PROJECT = "/sandbox/pages/fleet", "/sandbox/pages/fleet/project"
ONE = "?path=/srv/repos/billing-1"

ANSWERS: Mapping[str, tuple[str, str, str, dict[str, str], int]] = {
    "the fleet": ("GET", FLEET, "", {}, 200),
    "some of it": ("GET", FLEET, "?q=mobile&outcome=failed&page=1", {}, 200),
    "an outcome that is none": ("GET", FLEET, "?outcome=x", {}, 400),
    "the fleet, from another origin": ("GET", FLEET, "", {"Origin": "null"}, 403),
    "the fleet, by another method": ("POST", FLEET, "", {}, 405),
    "the fleet, from another host": ("GET", FLEET, "", {"Host": "evil.example"}, 421),
    "a project": ("GET", PROJECT, ONE, {}, 200),
    "a page that is none": ("GET", PROJECT, f"{ONE}&page=0", {}, 400),
    "a project, from another origin": ("GET", PROJECT, ONE, {"Origin": "null"}, 403),
    "an unknown project": ("GET", PROJECT, "?path=/none", {}, 404),
    "a project, by another method": ("DELETE", PROJECT, ONE, {}, 405),
    "a project, from another host": ("GET", PROJECT, ONE, {"Host": "evil.example"}, 421),
}
UNREADABLE = (FLEET, PROJECT)
"""These answer 503 if the state of the fleet cannot be read."""


@pytest.fixture(scope="module")
def described() -> OpenApiSchema:
    """Return the description."""
    return schemathesis.openapi.from_path(DOCUMENT)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Show one fleet for all questions."""
    with busy_fleet(tmp_path_factory.mktemp("fleet")) as url:
        yield url


def _ask(url: str, method: str, headers: Mapping[str, str]) -> httpx.Response:
    return httpx.request(method, url, headers=headers, trust_env=False, timeout=FOREVER)


def test_the_document_is_openapi() -> None:
    """The document and the schemas that it refers to are valid OpenAPI 3.1."""
    validate(YAML(typ="safe", pure=True).load(DOCUMENT), base_uri=DOCUMENT.as_uri())


@pytest.mark.parametrize(("method", "path", "query", "headers", "expected"), ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer(
    method: str, path: str, query: str, headers: dict[str, str], expected: int, described: OpenApiSchema, url: str
) -> None:
    """Status, headers and body are as described."""
    answer = _ask(f"{url}{path}{query}", method, headers)
    described[path]["GET"].validate_response(answer)
    assert answer.status_code == expected


def test_a_state_that_cannot_be_read(described: OpenApiSchema, tmp_path: Path) -> None:
    """The answer says so, as described."""
    (tmp_path / "fleet.db").write_text("no database, but long enough to be read as one\n" * 50)
    with fleet_server(tmp_path / "fleet.db", SteppingClock()) as url:
        for path in UNREADABLE:
            answer = _ask(f"{url}{path}{ONE}", "GET", {})
            described[path]["GET"].validate_response(answer)
            assert answer.status_code == 503


def test_no_other_answer_is_described(described: OpenApiSchema) -> None:
    """The description has exactly the answers that the tests above cover."""
    named = {
        (path, int(status))
        for path, item in described.raw_schema["paths"].items()
        for status in item["get"]["responses"]
    }
    covered = {(path, status) for _, path, _, _, status in ANSWERS.values()}
    assert named == covered | {(path, 503) for path in UNREADABLE}


def test_every_answer_is_described(url: str, tmp_path: Path) -> None:
    """No request, valid or not, gets a 5xx, or a status, header or body that is not described."""
    options = ("--seed=1", "--generation-database=none", "--no-color", "--warnings=off", "--max-examples=10")
    ended = subprocess.run(
        (SCHEMATHESIS, "run", str(DOCUMENT), f"--url={url}", *options, "--phases=coverage,fuzzing"),
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=FOREVER,
    )
    assert (ended.returncode, b"No issues found" in ended.stdout) == (0, True), ended.stdout.decode()
