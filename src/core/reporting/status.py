"""What ``trackpost status`` shows."""

from attrs import frozen
from returns.result import Result

from ..delivery.history import LedgerEntry
from ..delivery.ledger_faults import LedgerFault
from ..errors import Problem
from ..issues.cache_faults import CacheFault
from ..issues.model import CacheCount
from ..project.binding import Binding
from ..routing.pin import RouteDrift
from ..routing.route import ResourceRoute, RoutingError
from ..trackers.unmapped import Counts


@frozen(kw_only=True)
class Status:
    """What is known about a project without asking anyone.

    Attributes:
        config: the file that holds the binding.
        binding: what the project is bound to; its ``resource`` is the pin.
        route: derived from the credentials, or why there is none.
        drift: how the route differs from the pin; None if it does not, or if there is no pin.
        credentials: the names of the stored ones, sorted.
        missing: the names of those that ``pull`` still needs.
        cache: the path of the issue cache.
        count: what the cache holds, or why it cannot be counted.
        last: the newest snapshot that this machine sent for the project; None if it sent none.
        unmapped: the names in no table that pulls have found since they last read the whole list.
        warnings: things to know.
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
    unmapped: Counts
    warnings: tuple[Problem, ...]
