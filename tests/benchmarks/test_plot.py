"""The picture of the results."""

from xml.etree import ElementTree as ET

from benchmarks import plot
from benchmarks.results import load
from tests.benchmarks.sample import SAMPLE

_SVG = "{http://www.w3.org/2000/svg}"


def _texts() -> list[str]:
    picture = ET.fromstring(str(plot.drawn(SAMPLE)))  # noqa: S314 - our own SVG
    return [element.text or "" for element in picture.iter(f"{_SVG}text")]


def test_the_texts() -> None:
    """The picture has titles, units, both names in both panels (each with its halo), the date and the machine."""
    texts = _texts()
    assert [texts.count(name) for name in ("trackpost", "spec-kitty-cli 2.1.3", "issues")] == [4, 4, 2]
    assert {"CPU time, seconds", "Peak memory, MiB"} < set(texts)
    assert (
        texts[2] == "2026-03-01: trackpost 0.1.0 and spec-kitty-cli 2.1.3 on A <fast> CPU, 2 cores, Linux 6.1, "
        "Python 3.11.7"
    )


def test_each_median_is_labelled() -> None:
    """Each panel has five labels for ours and four for theirs."""
    assert {"0.20", "0.25", "0.40", "1.5", "12", "0.80", "0.90", "2.2", "8.0"} < set(_texts())
    assert {"32", "34", "36", "42", "44", "64", "77", "245", "950"} < set(_texts())


def test_the_picture_shows_the_committed_results() -> None:
    """`make bench` writes both, and `python -m benchmarks.plot` draws only the picture."""
    assert plot.PLOT.read_text() == f"{plot.drawn(load())}\n"
