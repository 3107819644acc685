"""Draw `benchmarks/results.json`: CPU time and memory against the number of issues, for both tools."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

import svg

from .costs import Cost
from .panel import Line, Panel
from .results import Results, cpu, load, peak
from .tools import OURS, ROOT, THEIRS

PLOT = ROOT / "docs" / "images" / "benchmark.svg"

_WIDTH, _HEIGHT = 1000, 500
_MARGIN = 32.0
_PANEL = {"y": 92.0, "width": 452.0, "height": 350.0}
_STYLE = """
text { font-family: system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: #1f2328 }
.page { fill: #ffffff; stroke: #d1d9e0 }
.title { font-size: 21px; font-weight: 600 }
.panel { font-size: 15px; font-weight: 600 }
.name { font-size: 14px; font-weight: 600 }
.value { font-size: 12px; font-weight: 500; font-variant-numeric: tabular-nums }
.tick, .note { font-size: 12px; fill: #59636e; font-variant-numeric: tabular-nums }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.halo { stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; fill: #ffffff }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round }
.dot { stroke: #ffffff; stroke-width: 1.5 }
.middle { text-anchor: middle }
.end { text-anchor: end }
.line.ours { stroke: #0969da }
.line.theirs { stroke: #bc4c00 }
text.ours, .dot.ours { fill: #0969da }
text.theirs, .dot.theirs { fill: #bc4c00 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .page { fill: #0d1117; stroke: #3d444d }
  .tick, .note { fill: #9198a1 }
  .grid { stroke: #2a313c }
  .dot { stroke: #0d1117 }
  .halo { stroke: #0d1117; fill: #0d1117 }
  .line.ours { stroke: #4493f8 }
  .line.theirs { stroke: #f0883e }
  text.ours, .dot.ours { fill: #4493f8 }
  text.theirs, .dot.theirs { fill: #f0883e }
}
"""


def write(results: Results, path: Path = PLOT) -> None:
    """Draw *results* to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{drawn(results)}\n")


def drawn(results: Results) -> svg.SVG:
    """Return the picture, with colours for light and dark pages."""
    title = "What it costs to publish a snapshot"
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, _WIDTH, _HEIGHT),
        width=_WIDTH,
        height=_HEIGHT,
        extra={"role": "img", "aria-label": title},
        elements=[svg.Title(text=title), *_page(results, title), *_panels(results)],
    )


def _page(results: Results, title: str) -> Iterator[svg.Element]:
    yield svg.Style(text=_STYLE)
    yield svg.Rect(x=0.5, y=0.5, width=_WIDTH - 1, height=_HEIGHT - 1, rx=8, class_=["page"])
    yield svg.Text(x=_MARGIN, y=44, text=title, class_=["title"])
    how = "Whole processes, to a server on loopback; medians of runs in turn; both axes logarithmic: lower is better"
    yield svg.Text(x=_MARGIN, y=66, text=how, class_=["note"])
    yield svg.Text(x=_MARGIN, y=_HEIGHT - 22, text=_where(results), class_=["note"])


def _panels(results: Results) -> Iterator[svg.Element]:
    measures = (("CPU time, seconds", cpu), ("Peak memory, MiB", peak))
    for place, (title, measure) in enumerate(measures):
        x = _MARGIN + place * (_PANEL["width"] + _MARGIN)
        yield from Panel(title=title, x=x, lines=_lines(results, measure), **_PANEL).draw()


def _lines(results: Results, measure: Callable[[Sequence[Cost]], float | None]) -> tuple[Line, ...]:
    theirs = {issues: measure(sides.theirs) for issues, sides in results.publish.items()}
    ours = {issues: measure(sides.ours) for issues, sides in results.publish.items()}
    return (
        Line(name=THEIRS.name, style="theirs", points=_known(theirs), above=True),
        Line(name=OURS.name, style="ours", points=_known(ours), above=False),
    )


def _known(points: dict[int, float | None]) -> dict[int, float]:
    return {issues: value for issues, value in sorted(points.items()) if value is not None}


def _where(results: Results) -> str:
    machine = results.machine
    version = results.versions[OURS.name][OURS.name]
    place = f"{machine.cpu}, {machine.cores} cores, {machine.kernel}, Python {machine.python}"
    return escape(f"{results.date}: {OURS.name} {version} and {THEIRS.name} on {place}")


if __name__ == "__main__":
    write(load())
