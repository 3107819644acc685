"""The option ``--metrics``."""

from collections.abc import Mapping

import pytest

from trackpost.core.fleet.metrics_address import UnusableMetricsAddress
from trackpost.shell.cli.fleet.metrics import counting
from trackpost.shell.telemetry.job_metrics import UNCOUNTED
from trackpost.shell.telemetry.prometheus import PrometheusMetrics


def test_nobody_asks() -> None:
    """Nothing is counted, and nothing is listened on."""
    with counting(None) as counted:
        assert counted.unwrap() is UNCOUNTED


def test_somebody_asks() -> None:
    """Jobs are counted, and the counts are served."""
    with counting("127.0.0.1:0") as counted:
        assert isinstance(counted.unwrap(), PrometheusMetrics)


WRONG: Mapping[str, str] = {"no address": "kitty", "an address of another machine": "192.0.2.1:0"}


@pytest.mark.parametrize("address", WRONG.values(), ids=WRONG.keys())
def test_an_address_that_cannot_be_used(address: str) -> None:
    """It is a value."""
    with counting(address) as counted:
        assert isinstance(counted.failure(), UnusableMetricsAddress)
