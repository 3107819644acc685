"""The address at which a command serves its metrics."""

import re
from typing import ClassVar

from attrs import frozen
from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.address import authority, canonical_host

_LOOPBACK = "127.0.0.1"
_ADDRESS = re.compile(r"(?:(?P<host>\[[^\[\]]+\]|[^\[\]:]*):)?(?P<port>[0-9]{1,5})")
_LAST_PORT = 65_535


class UnusableMetricsAddress(Struct, frozen=True):
    """Metrics cannot be served at an address.

    Attributes:
        address: as it was given.
        reason: what is wrong with it.
    """

    address: str
    reason: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"cannot serve metrics at {self.address!r} ({self.reason}); give another HOST:PORT with --metrics"


@frozen
class MetricsAddress:
    """Where metrics are served.

    Attributes:
        host: a name or an address of this machine.
        port: 0 lets the system choose one.
    """

    host: str
    port: int

    @property
    def shown(self) -> str:
        """Host and port, as they are given."""
        return authority(self.host, self.port)

    @property
    def url(self) -> str:
        """Where a collector finds the metrics."""
        return f"http://{self.shown}/metrics"


def parse_metrics_address(text: str) -> Result[MetricsAddress, UnusableMetricsAddress]:
    """Return the address that *text* gives. Without a host it is loopback: others are let in only by name.

    >>> parse_metrics_address("9464"), parse_metrics_address("[::]:9464")
    (<Success: MetricsAddress(host='127.0.0.1', port=9464)>, <Success: MetricsAddress(host='::', port=9464)>)
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return Failure(UnusableMetricsAddress(text, "it is not HOST:PORT"))
    host, port = canonical_host((found["host"] or _LOOPBACK).strip("[]")), int(found["port"])
    if host is None:
        return Failure(UnusableMetricsAddress(text, "its host is neither a name nor an address"))
    if port > _LAST_PORT:
        return Failure(UnusableMetricsAddress(text, f"its port is above {_LAST_PORT}"))
    return Success(MetricsAddress(host, port))
