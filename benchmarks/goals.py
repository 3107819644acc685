"""Compare results with the goals, whose numbers come from the issue that asked for them."""

from collections.abc import Iterator, Mapping
from statistics import median
from typing import TypeAlias

from attrs import frozen

from .results import Results, Sides, cpu, peak

_Ratios: TypeAlias = Mapping[int, tuple[float, float]]
"""By number of issues: the ratio of CPU seconds and the ratio of peak memory that are wanted."""

_WANTED: _Ratios = {10: (6, 2), 20_000: (6, 5), 100_000: (9, 15)}
_WANTED_UNCHANGED: _Ratios = {100_000: (20, 15)}
_WANTED_PULL: _Ratios = {10_000: (3, 2)}

_START_RATIO = 5.0
_MOST_GROWTH_MIB = 8.0
_MOST_PEAK_MIB = 64.0
_MOST_MICROSECONDS = 5.0
_MANY = 1_000_000


@frozen(kw_only=True)
class Goal:
    """One line of the table.

    Attributes:
        what: what was measured.
        unit: the unit of the medians.
        ours: our median.
        theirs: their median; None if it was not measured.
        ratio_wanted: the lower bound for theirs divided by ours; None if there is no such goal.
        most: the upper bound for ours; None if there is no such goal.
    """

    what: str
    unit: str
    ours: float
    theirs: float | None = None
    ratio_wanted: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        """Theirs divided by ours."""
        return None if self.theirs is None else self.theirs / self.ours

    @property
    def is_reached(self) -> bool | None:
        """Whether the goal is reached; None if the line has no goal."""
        if self.most is not None:
            return self.ours <= self.most
        if self.ratio_wanted is not None:
            return self.ratio is not None and self.ratio >= self.ratio_wanted
        return None


def goals(results: Results) -> tuple[Goal, ...]:
    """Return the lines of the table, one for each quantity that was measured."""
    return (
        *_both("publish {} issues", results.publish, _WANTED),
        *_both("publish {} issues, unchanged", _beside_a_publish(results), _WANTED_UNCHANGED),
        *_both("pull {} issues", results.pull, _WANTED_PULL),
        *_starts(results),
        *_growth(results),
        *_calls(results),
    )


def _both(what: str, measured: Mapping[int, Sides], wanted: _Ratios) -> Iterator[Goal]:
    for issues, sides in measured.items():
        fast, small = wanted.get(issues, (None, None))
        named = what.format(f"{issues:,}")
        yield from _goal(f"{named}: CPU", "s", cpu(sides.ours), cpu(sides.theirs), fast)
        most = _MOST_PEAK_MIB if issues == _MANY else None
        yield from _goal(f"{named}: peak memory", "MiB", peak(sides.ours), peak(sides.theirs), small, most)


def _beside_a_publish(results: Results) -> Mapping[int, Sides]:
    """Return our unchanged publishes beside those of the other tool, for which each is like the first."""
    none = Sides(ours=())
    return {
        issues: Sides(ours=costs, theirs=results.publish.get(issues, none).theirs)
        for issues, costs in results.unchanged.items()
    }


def _starts(results: Results) -> Iterator[Goal]:
    theirs = cpu(results.help.theirs)
    yield from _goal("--help: CPU", "s", cpu(results.help.ours), theirs, _START_RATIO)
    yield from _goal("route, beside their --help: CPU", "s", cpu(results.route), theirs, _START_RATIO)


def _growth(results: Results) -> Iterator[Goal]:
    fewest, most = (results.publish.get(issues) for issues in (10, 100_000))
    if fewest is None or most is None:
        return
    ours = _difference(peak(most.ours), peak(fewest.ours))
    theirs = _difference(peak(most.theirs), peak(fewest.theirs))
    yield from _goal("memory growth from 10 to 100,000 issues", "MiB", ours, theirs, most=_MOST_GROWTH_MIB)


def _calls(results: Results) -> Iterator[Goal]:
    call = median(results.resolve_route_microseconds)
    yield Goal(what="one call of resolve_route", unit="µs", ours=call, most=_MOST_MICROSECONDS)
    if results.instructions is not None:
        yield Goal(what="instructions for one issue more", unit="", ours=results.instructions.per_issue)


def _goal(
    what: str,
    unit: str,
    ours: float | None,
    theirs: float | None,
    ratio_wanted: float | None = None,
    most: float | None = None,
) -> Iterator[Goal]:
    """Yield the line, unless ours was not measured."""
    if ours is not None:
        yield Goal(what=what, unit=unit, ours=ours, theirs=theirs, ratio_wanted=ratio_wanted, most=most)


def _difference(more: float | None, less: float | None) -> float | None:
    return None if more is None or less is None else more - less
