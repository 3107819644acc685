"""What mypy, as this project sets it up, must reject in a program, and what it must let pass."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parent / "samples"
ROOT = SAMPLES.parents[2]
REPORT = re.compile(r"^(?P<path>.*\.py):(?P<line>\d+): error: .*\[(?P<code>[a-z-]+)\]$", re.MULTILINE)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[tuple[int, str]]]:
    """Return the lines and codes that one run of mypy over all samples reports, by sample."""
    cache = tmp_path_factory.mktemp("mypy")
    command = (sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "--cache-dir", str(cache))
    samples = sorted(map(str, SAMPLES.glob("*.py")))
    run = subprocess.run([*command, *samples], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    found: dict[str, list[tuple[int, str]]] = {Path(sample).stem: [] for sample in samples}
    for report in REPORT.finditer(run.stdout):
        found[Path(report["path"]).stem].append((int(report["line"]), report["code"]))
    return found


CASES: Mapping[str, tuple[str, list[str]]] = {
    "an unknown name": ("unknown_name", ["attr-defined"]),
    "an unhandled publish error": ("forgotten_publish_error", ["exhaustive-match"]),
    "an unhandled routing error": ("forgotten_routing_error", ["arg-type"]),
    "an unhandled verdict": ("forgotten_verdict", ["exhaustive-match"]),
    "an undeclared error": ("leaked_error", ["return-value"]),
    "half a route": ("half_a_route", ["arg-type"]),
    "another routing rule": ("another_rule", ["index"]),
    "a transport that returns no verdict": ("transport_without_verdict", ["arg-type"]),
    "an exception of no error": ("raised_text", ["arg-type"]),
    "the value of another operation": ("raised_for_another_value", ["attr-defined"]),
    "every publish error": ("every_publish_error", []),
    "an import of everything": ("import_all", []),
    "a program as it should be": ("program", []),
}


def marked_lines(sample: str) -> list[int]:
    """Return the lines of *sample* that say that they must be reported."""
    lines = (SAMPLES / f"{sample}.py").read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if "  # must be reported: " in line]


@pytest.mark.parametrize(("sample", "codes"), CASES.values(), ids=CASES.keys())
def test_sample(sample: str, codes: list[str], reports: Mapping[str, list[tuple[int, str]]]) -> None:
    """Exactly the marked lines of the sample are rejected, for exactly these reasons."""
    assert list(zip(marked_lines(sample), codes, strict=True)) == reports[sample]


def test_every_sample_has_a_case() -> None:
    """No sample lies about without a test."""
    assert {sample.stem for sample in SAMPLES.glob("[!_]*.py")} == {sample for sample, _ in CASES.values()}
