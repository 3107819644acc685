"""A logarithmic scale: from values to places on the page, and where its ticks are."""

from math import ceil, floor, log10

from attrs import frozen


@frozen
class Scale:
    """Whole powers of ten between two places.

    Attributes:
        low: the exponent at *start*.
        high: the exponent at *end*.
        start: the place of the lowest value.
        end: the place of the highest value; may be below *start*, as it is upwards on a page.
    """

    low: int
    high: int
    start: float
    end: float

    @staticmethod
    def over(values: list[float], start: float, end: float) -> "Scale":
        """Return the shortest scale that has all *values*, which are above zero."""
        low = floor(log10(min(values)))
        return Scale(low, max(ceil(log10(max(values))), low + 1), start, end)

    def place(self, value: float) -> float:
        """Return where *value* is.

        >>> Scale(0, 2, 100.0, 300.0).place(10)
        200.0
        """
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> tuple[float, ...]:
        """Return the powers of ten.

        >>> Scale(-1, 1, 0.0, 1.0).ticks()
        (0.1, 1, 10)
        """
        return tuple(10**exponent for exponent in range(self.low, self.high + 1))
