"""Where metrics are served."""

from collections.abc import Mapping

import pytest
from returns.result import Failure, Result, Success

from trackpost.core.fleet.metrics_address import MetricsAddress, UnusableMetricsAddress, parse_metrics_address

CASES: Mapping[str, tuple[str, Result[tuple[str, int], str]]] = {
    "host and port": ("127.0.0.1:9464", Success(("127.0.0.1", 9464))),
    "a port": ("9464", Success(("127.0.0.1", 9464))),
    "no host": (":9464", Success(("127.0.0.1", 9464))),
    "any port": ("localhost:0", Success(("localhost", 0))),
    "IPv6": ("[::1]:9464", Success(("::1", 9464))),
    "every interface": ("0.0.0.0:9464", Success(("0.0.0.0", 9464))),  # noqa: S104 - only parsed
    "no port": ("localhost", Failure("it is not HOST:PORT")),
    "a URL": ("http://localhost:9464", Failure("it is not HOST:PORT")),
    "IPv6 without brackets": ("::1:9464", Failure("it is not HOST:PORT")),
    "no name": ("a b:9464", Failure("its host is neither a name nor an address")),
    "too large a port": ("localhost:65536", Failure("its port is above 65535")),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_parse(text: str, expected: Result[tuple[str, int], str]) -> None:
    """An address, or what is wrong with it."""
    made = expected.map(lambda parts: MetricsAddress(*parts)).alt(lambda why: UnusableMetricsAddress(text, why))
    assert parse_metrics_address(text) == made


def test_url() -> None:
    """An IPv6 address has brackets."""
    assert MetricsAddress("::1", 9464).url == "http://[::1]:9464/metrics"
