"""Draw one panel of the picture: a quantity against the number of issues, with a line for each tool."""

from collections.abc import Iterator, Mapping, Sequence

import svg
from attrs import frozen

from .scale import DECADES, THIRDS, Scale

_LEFT, _TOP, _RIGHT, _BOTTOM = 62.0, 42.0, 40.0, 52.0
_PADDING = 24.0
_MILLION = 1_000_000


@frozen(kw_only=True)
class Line:
    """The measurements of one tool.

    Attributes:
        name: the tool's name.
        style: the CSS class that sets its colour.
        points: the values, by number of issues.
        above: whether the labels are above the points.
    """

    name: str
    style: str
    points: Mapping[int, float]
    above: bool


@frozen(kw_only=True)
class Panel:
    """A panel: its position and size in the picture, and its lines."""

    title: str
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[Line]

    def draw(self) -> Iterator[svg.Element]:
        """Yield the elements, from back to front."""
        across, up = self._across(), self._up()
        yield svg.Text(x=self.x, y=self.y + 14, text=self.title, class_=["panel"])
        yield from self._grid(across, up)
        for line in self.lines:
            yield from _drawn(line, across, up)

    def _across(self) -> Scale:
        values = [float(issues) for line in self.lines for issues in line.points]
        return Scale.over(values, DECADES, self.x + _LEFT + _PADDING, self.x + self.width - _RIGHT)

    def _up(self) -> Scale:
        values = [value for line in self.lines for value in line.points.values()]
        room_for_labels = [0.45 * min(values), 1.2 * max(values)]
        return Scale.over(room_for_labels, THIRDS, self.y + self.height - _BOTTOM, self.y + _TOP)

    def _grid(self, across: Scale, up: Scale) -> Iterator[svg.Element]:
        left, right = across.start - _PADDING, across.end + _PADDING
        for value in up.ticks:
            y = up.place(value)
            yield svg.Line(x1=left, x2=right, y1=y, y2=y, class_=["grid"])
            yield svg.Text(x=left - 8, y=y + 4, text=f"{value:,g}", class_=["tick", "end"])
        for issues in across.ticks:
            yield svg.Text(x=across.place(issues), y=up.start + 24, text=_short(issues), class_=["tick", "middle"])
        yield svg.Text(x=(across.start + across.end) / 2, y=up.start + 46, text="issues", class_=["tick", "middle"])


def _drawn(line: Line, across: Scale, up: Scale) -> Iterator[svg.Element]:
    places = [(across.place(issues), up.place(value)) for issues, value in line.points.items()]
    yield svg.Polyline(points=[svg.Point(x, y) for x, y in places], class_=["line", line.style])
    aside, away = (-12, -11) if line.above else (12, 20)
    for (x, y), value in zip(places, line.points.values(), strict=True):
        yield svg.Circle(cx=x, cy=y, r=4.5, class_=["dot", line.style])
        yield from _haloed(x + aside, y + away, _label(value), ["value", "middle", line.style])
    x, y = places[0]
    yield from _haloed(x - 24, y + (-36 if line.above else 42), line.name, ["name", line.style])


def _haloed(x: float, y: float, text: str, classes: list[str]) -> Iterator[svg.Element]:
    """Yield a text on top of a copy in the colour of the page, because not every program supports ``paint-order``."""
    yield svg.Text(x=x, y=y, text=text, class_=["halo", *classes[:-1]])
    yield svg.Text(x=x, y=y, text=text, class_=list(classes))


def _label(value: float) -> str:
    """Return *value* with two significant digits or more.

    >>> [_label(value) for value in (0.204, 2.04, 20.4, 2040)]
    ['0.20', '2.0', '20', '2,040']
    """
    ten = 10
    return f"{value:,.0f}" if value >= ten else f"{value:.{2 if value < 1 else 1}f}"


def _short(issues: float) -> str:
    """Return a power of ten in the usual notation.

    >>> [_short(issues) for issues in (10, 100_000, 1_000_000)]
    ['10', '100,000', '1 million']
    """
    return f"{issues / _MILLION:g} million" if issues >= _MILLION else f"{issues:,.0f}"
