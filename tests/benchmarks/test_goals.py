"""What the benchmarks make of runs: medians, ratios, and whether what was wanted is reached."""

import json
from pathlib import Path

import pytest
from attrs import evolve

from benchmarks.goals import Goal, goals
from benchmarks.results import Results, Sides, load
from benchmarks.table import as_json, table
from tests.benchmarks.sample import SAMPLE, costs

TABLE = """\
                                         trackpost  spec-kitty-cli 2.1.3  ratio    wanted
publish 10 issues: CPU                     0.200 s               0.800 s    4.0       ≥ 3  reached
publish 10 issues: peak memory            32.0 MiB              64.0 MiB    2.0     ≥ 1.5  reached
publish 1,000 issues: CPU                  0.250 s               0.900 s    3.6
publish 1,000 issues: peak memory         34.0 MiB              77.0 MiB    2.3
publish 20,000 issues: CPU                 0.400 s                2.20 s    5.5       ≥ 4  reached
publish 20,000 issues: peak memory        36.0 MiB               245 MiB    6.8     ≥ 3.5  reached
publish 100,000 issues: CPU                 1.50 s                8.00 s    5.3       ≥ 6  MISSED
publish 100,000 issues: peak memory       42.0 MiB               950 MiB   22.6      ≥ 11  reached
publish 1,000,000 issues: CPU               12.0 s
publish 1,000,000 issues: peak memory     44.0 MiB                               ≤ 64 MiB  reached
--help: CPU                                0.125 s               0.750 s    6.0       ≥ 5  reached
route, beside their --help: CPU            0.250 s               0.750 s    3.0       ≥ 5  MISSED
memory growth from 10 to 100,000 issues   10.0 MiB               886 MiB   88.6   ≤ 8 MiB  MISSED
one call of resolve_route                  3.00 µs                                 ≤ 5 µs  reached
instructions for one issue more             61,000"""


def test_the_table() -> None:
    """All lines, as people read them."""
    assert table(goals(SAMPLE)) == TABLE


@pytest.mark.parametrize(
    ("ours", "theirs", "ratio_wanted", "most", "reached"),
    [
        pytest.param(2.0, 6.0, 3.0, None, True, id="just the ratio"),
        pytest.param(2.0, 5.9, 3.0, None, False, id="not quite the ratio"),
        pytest.param(2.0, None, 3.0, None, False, id="a ratio of nothing"),
        pytest.param(8.0, None, None, 8.0, True, id="just the most"),
        pytest.param(8.1, 900.0, None, 8.0, False, id="more than the most"),
        pytest.param(-0.5, None, None, 8.0, True, id="less than before"),
        pytest.param(8.1, 900.0, None, None, None, id="nothing wanted"),
    ],
)
def test_whether_it_is_reached(
    ours: float, theirs: float | None, ratio_wanted: float | None, most: float | None, *, reached: bool | None
) -> None:
    """Limits count as reached."""
    goal = Goal(what="it", unit="s", ours=ours, theirs=theirs, ratio_wanted=ratio_wanted, most=most)
    assert goal.is_reached is reached


def test_what_was_not_measured_is_no_line() -> None:
    """A quick run measures less."""
    quick = evolve(SAMPLE, publish={10: Sides(ours=costs(0.2, 32), theirs=costs(0.8, 64))}, instructions=None)
    assert [goal.what for goal in goals(quick)] == [
        "publish 10 issues: CPU",
        "publish 10 issues: peak memory",
        "--help: CPU",
        "route, beside their --help: CPU",
        "one call of resolve_route",
    ]


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Every single run is kept."""
    path = tmp_path / "results.json"
    path.write_bytes(as_json(SAMPLE))
    assert load(path) == SAMPLE


def test_medians_and_ratios_are_written_beside() -> None:
    """For people and programs that read the file alone."""
    summary = json.loads(as_json(SAMPLE))["summary"]
    assert summary[0] == {
        "what": "publish 10 issues: CPU",
        "unit": "s",
        "ours": 0.2,
        "theirs": 0.8,
        "ratio_wanted": 3,
        "most": None,
        "ratio": 4.0,
        "reached": True,
    }
    assert len(summary) == len(goals(SAMPLE))


def test_what_is_committed_can_be_read() -> None:
    """The results that the README tells of are of this form."""
    assert isinstance(load(), Results)
