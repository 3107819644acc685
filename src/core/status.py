"""What can be said of a project without asking anybody."""

from typing import TypeAlias

from attrs import frozen
from returns.result import Result

from .binding import Binding
from .cache_count import CacheCount
from .disk_fault import CacheFault
from .ledger_entry import LedgerEntry
from .ledger_fault import LedgerFault
from .notice import Notice
from .pin import RouteDrift
from .routing import ResourceRoute, RoutingError
from .runtime_fault import RuntimeFault


@frozen(kw_only=True)
class Status:
    """One project.

    Attributes:
        config: the file that says what it is bound to.
        binding: what it is bound to; its ``resource`` is the pin.
        route: what the credentials give, or why they give none.
        drift: None where the pin is confirmed, or absent.
        credentials: the names of those that are there, sorted.
        missing: the names of those without which ``pull`` cannot work.
        cache: the path of the issue cache.
        count: what it holds, or why that cannot be told.
        last: the newest snapshot of the project that left this machine; None where there is none.
        notices: what is odd about it.
    """

    config: str
    binding: Binding
    route: Result[ResourceRoute, RoutingError]
    drift: RouteDrift | None
    credentials: tuple[str, ...]
    missing: tuple[str, ...]
    cache: str
    count: Result[CacheCount, CacheFault]
    last: Result[LedgerEntry | None, LedgerFault]
    notices: tuple[Notice, ...]


StatusError: TypeAlias = RuntimeFault
