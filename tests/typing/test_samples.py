"""What mypy must reject in a program, and what it must accept, with the configuration of this project."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.typing.checker import Reports, reports_of

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture(scope="module")
def reports() -> Reports:
    """Return the errors that one run of mypy over all samples reports."""
    return reports_of(sorted(SAMPLES.glob("*.py")), ("--config-file", "mypy.ini"))


CASES: Mapping[str, tuple[str, list[str]]] = {
    "an unknown name": ("unknown_name", ["attr-defined"]),
    "an unhandled publish error": ("forgotten_publish_error", ["exhaustive-match"]),
    "an unhandled routing error": ("forgotten_routing_error", ["arg-type"]),
    "an unhandled verdict": ("forgotten_verdict", ["exhaustive-match"]),
    "an undeclared error": ("leaked_error", ["return-value"]),
    "half a route": ("half_a_route", ["arg-type"]),
    "another routing rule": ("another_rule", ["index"]),
    "a transport that returns no verdict": ("transport_without_verdict", ["arg-type"]),
    "an exception for something that is not an error": ("raised_text", ["arg-type"]),
    "the value of another operation": ("raised_for_another_value", ["attr-defined"]),
    "every publish error": ("every_publish_error", []),
    "an import of everything": ("import_all", []),
    "a correct program": ("program", []),
}


def marked_lines(sample: str) -> list[int]:
    """Return the lines of *sample* that are marked as ones to report."""
    lines = (SAMPLES / f"{sample}.py").read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if "  # must be reported: " in line]


@pytest.mark.parametrize(("sample", "codes"), CASES.values(), ids=CASES.keys())
def test_sample(sample: str, codes: list[str], reports: Reports) -> None:
    """Mypy rejects exactly the marked lines, for exactly these reasons."""
    assert list(zip(marked_lines(sample), codes, strict=True)) == reports[sample]


def test_every_sample_has_a_case() -> None:
    """Each sample is tested."""
    assert {sample.stem for sample in SAMPLES.glob("[!_]*.py")} == {sample for sample, _ in CASES.values()}
