"""What a collector reads over a real socket."""

import re
from collections.abc import Mapping

import httpx
import pytest
from returns.result import Success

from tests.support.patience import FOREVER
from trackpost.core.errors import Category
from trackpost.core.fleet.metrics_address import MetricsAddress
from trackpost.core.result import sealed
from trackpost.shell.telemetry.job_metrics import UNCOUNTED
from trackpost.shell.telemetry.prometheus import PrometheusMetrics, prometheus_metrics, served

ANYWHERE = MetricsAddress("127.0.0.1", 0)


def scraped(metrics: PrometheusMetrics) -> Mapping[str, str]:
    """Return the value of each of our series, without those that were never counted."""
    with served(metrics, ANYWHERE) as serving:
        text = httpx.get(serving.unwrap().url, timeout=FOREVER, trust_env=False).text
    found = dict(re.findall(r"^(trackpost_\S+) (\S+)$", text, flags=re.MULTILINE))
    return {name: value for name, value in found.items() if value != "0.0" and not re.search("_created|_bucket", name)}


def test_jobs_are_counted() -> None:
    """By outcome and category; durations of those that were tried; waits; and what is under way at the moment."""
    metrics = prometheus_metrics()
    metrics.ended("delivered", None, 1.5)
    metrics.ended("failed", Category.NOT_ALLOWED, 0.25)
    metrics.ended("failed", Category.NOT_ALLOWED, 0.25)
    metrics.ended("held", Category.PROTOCOL, None)
    metrics.waited("queue", 2.0)
    metrics.waited("limit", 0.5)
    with metrics.under_way():
        found = scraped(metrics)
    assert found == {
        'trackpost_jobs_total{category="none",outcome="delivered"}': "1.0",
        'trackpost_jobs_total{category="not_allowed",outcome="failed"}': "2.0",
        'trackpost_jobs_total{category="protocol",outcome="held"}': "1.0",
        'trackpost_job_duration_seconds_count{outcome="delivered"}': "1.0",
        'trackpost_job_duration_seconds_sum{outcome="delivered"}': "1.5",
        'trackpost_job_duration_seconds_count{outcome="failed"}': "2.0",
        'trackpost_job_duration_seconds_sum{outcome="failed"}': "0.5",
        "trackpost_jobs_in_progress": "1.0",
        'trackpost_wait_seconds_count{for="queue"}': "1.0",
        'trackpost_wait_seconds_sum{for="queue"}': "2.0",
        'trackpost_wait_seconds_count{for="limit"}': "1.0",
        'trackpost_wait_seconds_sum{for="limit"}': "0.5",
    }


def test_a_rate_has_a_beginning() -> None:
    """Before the first job, each outcome that a job can have is there, and is zero; so is the memory of the process."""
    with served(prometheus_metrics(), ANYWHERE) as serving:
        text = httpx.get(serving.unwrap().url, timeout=FOREVER, trust_env=False).text
    assert 'trackpost_jobs_total{category="temporary",outcome="failed"} 0.0' in text
    assert 'trackpost_jobs_total{category="none",outcome="unchanged"} 0.0' in text
    assert "process_resident_memory_bytes" in text


def test_a_job_that_raises_is_no_longer_under_way() -> None:
    """Whatever ends it."""
    metrics = prometheus_metrics()
    with pytest.raises(LookupError), metrics.under_way():
        raise LookupError
    assert scraped(metrics) == {}


def test_an_address_that_is_taken() -> None:
    """It is a value, and so is a host that is not this machine's."""
    metrics = prometheus_metrics()
    with served(metrics, ANYWHERE) as serving:
        match sealed(serving):
            case Success(taken):
                with served(metrics, taken) as again:
                    assert again.failure().reason == "Address already in use"
            case _:
                pytest.fail("no port is free")
    with served(metrics, MetricsAddress("192.0.2.1", 0)) as elsewhere:
        assert elsewhere.failure().address == "192.0.2.1:0"


def test_nobody_counts() -> None:
    """The same calls do nothing."""
    with UNCOUNTED.under_way():
        UNCOUNTED.ended("delivered", None, 1.0)
        UNCOUNTED.waited("queue", 1.0)
