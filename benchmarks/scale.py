"""A logarithmic scale: from values to places on the page, and where its ticks are."""

from collections.abc import Sequence
from math import ceil, floor, log10

from attrs import frozen

DECADES = (1.0,)
THIRDS = (1.0, 2.0, 5.0)
"""What the ticks of each decade are, in the order of their size."""


@frozen
class Scale:
    """A logarithmic scale between two places.

    Attributes:
        ticks: the values that are marked, in the order of their size; it ends with the first and the last of them.
        start: the place of the lowest value.
        end: the place of the highest value; may be below *start*, as it is upwards on a page.
    """

    ticks: Sequence[float]
    start: float
    end: float

    @staticmethod
    def over(values: Sequence[float], steps: Sequence[float], start: float, end: float) -> "Scale":
        """Return the shortest scale that has all *values*, which are above zero, and ends with ticks.

        >>> Scale.over([3.0, 70.0], THIRDS, 0.0, 1.0).ticks
        (2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
        """
        decades = range(floor(log10(min(values))), ceil(log10(max(values))) + 1)
        ticks = [step * 10.0**decade for decade in decades for step in steps]
        lowest = max((tick for tick in ticks if tick <= min(values)), default=ticks[0])
        highest = min((tick for tick in ticks if tick >= max(values)), default=ticks[-1])
        return Scale(tuple(tick for tick in ticks if lowest <= tick <= highest), start, end)

    def place(self, value: float) -> float:
        """Return where *value* is.

        >>> Scale((1.0, 10.0, 100.0), 100.0, 300.0).place(10)
        200.0
        """
        low, high = log10(self.ticks[0]), log10(self.ticks[-1])
        return round(self.start + (log10(value) - low) / (high - low) * (self.end - self.start), 1)
