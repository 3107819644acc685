"""A logarithmic scale: maps values to positions on the page, and chooses the ticks."""

from collections.abc import Sequence
from math import ceil, floor, log10

from attrs import frozen

DECADES = (1.0,)
THIRDS = (1.0, 2.0, 5.0)
"""The ticks in each decade, in ascending order."""


@frozen
class Scale:
    """A logarithmic scale between two positions.

    Attributes:
        ticks: the marked values in ascending order; the first and the last are the ends of the scale.
        start: the position of the lowest value.
        end: the position of the highest value; less than *start* on a vertical scale, because y grows downwards.
    """

    ticks: Sequence[float]
    start: float
    end: float

    @staticmethod
    def over(values: Sequence[float], steps: Sequence[float], start: float, end: float) -> "Scale":
        """Return the shortest scale that covers all *values*, which must be positive, and has ticks at both ends.

        >>> Scale.over([3.0, 70.0], THIRDS, 0.0, 1.0).ticks
        (2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
        """
        decades = range(floor(log10(min(values))), ceil(log10(max(values))) + 1)
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        lowest = max((tick for tick in ticks if tick <= min(values)), default=ticks[0])
        highest = min((tick for tick in ticks if tick >= max(values)), default=ticks[-1])
        return Scale(tuple(tick for tick in ticks if lowest <= tick <= highest), start, end)

    def place(self, value: float) -> float:
        """Return the position of *value*.

        >>> Scale((1.0, 10.0, 100.0), 100.0, 300.0).place(10)
        200.0
        """
        low, high = log10(self.ticks[0]), log10(self.ticks[-1])
        return round(self.start + (log10(value) - low) / (high - low) * (self.end - self.start), 1)
