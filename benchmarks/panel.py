"""One panel of the picture: a measure against the number of issues, a line for each tool."""

from collections.abc import Iterator, Mapping

import svg
from attrs import frozen

from .scale import Scale
from .table import number

_LEFT, _TOP, _RIGHT, _BOTTOM = 56.0, 58.0, 52.0, 52.0
_LABEL_ABOVE, _LABEL_BELOW = -12.0, 22.0
_NAME_ABOVE, _NAME_BELOW = -34.0, 44.0


@frozen(kw_only=True)
class Line:
    """What one tool took.

    Attributes:
        name: of the tool.
        style: the class that colours it.
        points: by the number of issues.
        above: whether its labels stand above the points.
    """

    name: str
    style: str
    points: Mapping[int, float]
    above: bool


@frozen(kw_only=True)
class Panel:
    """Where it stands, and what it shows."""

    title: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]

    def draw(self) -> Iterator[svg.Element]:
        """Give the elements, those behind first."""
        across, up = self._across(), self._up()
        yield svg.Text(x=self.x, y=self.y + 14, text=self.title, class_=["panel"])
        yield from self._grid(across, up)
        for line in self.lines:
            yield from _drawn(line, across, up)

    def _across(self) -> Scale:
        values = [float(issues) for line in self.lines for issues in line.points]
        return Scale.over(values, self.x + _LEFT, self.x + self.width - _RIGHT)

    def _up(self) -> Scale:
        values = [value for line in self.lines for value in line.points.values()]
        return Scale.over(values, self.y + self.height - _BOTTOM, self.y + _TOP)

    def _grid(self, across: Scale, up: Scale) -> Iterator[svg.Element]:
        left, right = self.x + _LEFT - 16, self.x + self.width - _RIGHT + 16
        for value in up.ticks():
            y = up.place(value)
            yield svg.Line(x1=left, x2=right, y1=y, y2=y, class_=["grid"])
            yield svg.Text(x=left - 8, y=y + 4, text=f"{value:,}", class_=["tick", "end"])
        for issues in across.ticks():
            yield svg.Text(x=across.place(issues), y=up.start + 24, text=_short(issues), class_=["tick", "middle"])
        yield svg.Text(x=(across.start + across.end) / 2, y=up.start + 46, text="issues", class_=["tick", "middle"])


def _drawn(line: Line, across: Scale, up: Scale) -> Iterator[svg.Element]:
    places = [(across.place(issues), up.place(value)) for issues, value in line.points.items()]
    yield svg.Polyline(points=[svg.Point(x, y) for x, y in places], class_=["line", line.style])
    for (x, y), value in zip(places, line.points.values(), strict=True):
        yield svg.Circle(cx=x, cy=y, r=4.5, class_=["dot", line.style])
        label = y + (_LABEL_ABOVE if line.above else _LABEL_BELOW)
        yield svg.Text(x=x, y=label, text=number(value), class_=["value", "middle", line.style])
    yield _name(line, *places[-1])


def _name(line: Line, x: float, y: float) -> svg.Element:
    place = y + (_NAME_ABOVE if line.above else _NAME_BELOW)
    return svg.Text(x=x + 16, y=place, text=line.name, class_=["name", "end", line.style])


def _short(issues: float) -> str:
    """Return a power of ten as people say it.

    >>> [_short(issues) for issues in (10, 1_000, 100_000, 1_000_000)]
    ['10', '1,000', '100,000', '1 million']
    """
    million = 1_000_000
    return f"{issues // million} million" if issues >= million else f"{issues:,}"
