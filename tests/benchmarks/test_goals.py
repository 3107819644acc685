"""Medians, ratios, and whether a goal is reached."""

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
publish 10 issues: CPU                            0.200 s               0.800 s    4.0       ≥ 6  MISSED
publish 10 issues: peak memory                   32.0 MiB              64.0 MiB    2.0       ≥ 2  reached
publish 1,000 issues: CPU                         0.250 s               0.900 s    3.6
publish 1,000 issues: peak memory                34.0 MiB              77.0 MiB    2.3
publish 20,000 issues: CPU                        0.400 s                2.20 s    5.5       ≥ 6  MISSED
publish 20,000 issues: peak memory               36.0 MiB               245 MiB    6.8       ≥ 5  reached
publish 100,000 issues: CPU                        1.50 s                8.00 s    5.3       ≥ 9  MISSED
publish 100,000 issues: peak memory              42.0 MiB               950 MiB   22.6      ≥ 15  reached
publish 1,000,000 issues: CPU                      12.0 s
publish 1,000,000 issues: peak memory            44.0 MiB                               ≤ 64 MiB  reached
publish 100,000 issues, unchanged: CPU            0.200 s                8.00 s   40.0      ≥ 20  reached
publish 100,000 issues, unchanged: peak memory   32.0 MiB               950 MiB   29.7      ≥ 15  reached
pull 10,000 issues: CPU                            1.50 s                6.00 s    4.0       ≥ 3  reached
pull 10,000 issues: peak memory                  40.0 MiB              70.0 MiB    1.8       ≥ 2  MISSED
--help: CPU                                       0.125 s               0.750 s    6.0       ≥ 5  reached
route, beside their --help: CPU                   0.250 s               0.750 s    3.0       ≥ 5  MISSED
memory growth from 10 to 100,000 issues          10.0 MiB               886 MiB   88.6   ≤ 8 MiB  MISSED
one call of resolve_route                         3.00 µs                                 ≤ 5 µs  reached
instructions for one issue more                    61,000"""


def test_the_table() -> None:
    """The table has all lines, in the form that people read."""
    assert table(goals(SAMPLE)) == TABLE


@pytest.mark.parametrize(
    ("ours", "theirs", "ratio_wanted", "most", "reached"),
    [
        pytest.param(2.0, 6.0, 3.0, None, True, id="exactly the wanted ratio"),
        pytest.param(2.0, 5.9, 3.0, None, False, id="below the wanted ratio"),
        pytest.param(2.0, None, 3.0, None, False, id="no ratio, because theirs was not measured"),
        pytest.param(8.0, None, None, 8.0, True, id="exactly the upper bound"),
        pytest.param(8.1, 900.0, None, 8.0, False, id="above the upper bound"),
        pytest.param(-0.5, None, None, 8.0, True, id="negative"),
        pytest.param(8.1, 900.0, None, None, None, id="no goal"),
    ],
)
def test_whether_a_goal_is_reached(
    ours: float, theirs: float | None, ratio_wanted: float | None, most: float | None, *, reached: bool | None
) -> None:
    """A goal is reached at its bound, too."""
    goal = Goal(what="it", unit="s", ours=ours, theirs=theirs, ratio_wanted=ratio_wanted, most=most)
    assert goal.is_reached is reached


def test_only_measured_quantities_have_a_line() -> None:
    """A quick run measures less, so its table is shorter."""
    few = {10: Sides(ours=costs(0.2, 32), theirs=costs(0.8, 64))}
    quick = evolve(SAMPLE, publish=few, unchanged={}, pull={}, instructions=None)
    assert [goal.what for goal in goals(quick)] == [
        "publish 10 issues: CPU",
        "publish 10 issues: peak memory",
        "--help: CPU",
        "route, beside their --help: CPU",
        "one call of resolve_route",
    ]


def test_results_come_back_as_they_were_written(tmp_path: Path) -> None:
    """The file has every single run."""
    path = tmp_path / "results.json"
    path.write_bytes(as_json(SAMPLE))
    assert load(path) == SAMPLE


def test_the_file_has_medians_and_ratios() -> None:
    """People and programs that read only the file need them."""
    summary = json.loads(as_json(SAMPLE))["summary"]
    assert summary[0] == {
        "what": "publish 10 issues: CPU",
        "unit": "s",
        "ours": 0.2,
        "theirs": 0.8,
        "ratio_wanted": 6,
        "most": None,
        "ratio": 4.0,
        "reached": False,
    }
    assert len(summary) == len(goals(SAMPLE))


def test_the_committed_results_can_be_read() -> None:
    """The results that the README quotes have the present form."""
    assert isinstance(load(), Results)
