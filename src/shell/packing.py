"""Makes the parcel of one project: reads, checks, encodes and hashes in one pass, and keeps the bytes aside."""

from returns.result import Result

from ..core.disk_fault import CacheFault, NoRoom
from ..core.notice import ForeignIssuesIncluded, Notice
from ..core.ownership import ForeignIssues
from ..core.packer import Packer
from ..core.parcel import Parcel, header_of, parcel_of
from ..core.project_routing import Routing
from ..core.pull_state import keys_of
from ..core.snapshot import Reading
from .progress import Tell, told
from .runtime import Runtime
from .spool import spooled


def packed(
    runtime: Runtime, routing: Routing, tell: Tell, *, allow_foreign: bool
) -> Result[Parcel, CacheFault | NoRoom | ForeignIssues]:
    """Return the parcel of a project as its cache stands at one moment.

    Args:
        runtime: of the project.
        routing: of the project. A failed route becomes the contract's two nulls.
        tell: is told how far it has come.
        allow_foreign: let issues of another project or workspace pass.
    """
    binding = runtime.binding

    def use(reading: Reading) -> Result[Parcel, NoRoom | ForeignIssues]:
        packer = Packer(header_of(binding, routing.route.value_or(None)), reading, runtime.owns)
        return Result.do(
            parcel_of(packer, routing.route, body, (*runtime.notices, *_notices(foreign)))
            for body in spooled(told(packer, tell, reading.count))
            for foreign in packer.foreign.refuse(allow=allow_foreign)
        )

    return runtime.store.read(binding.provider, keys_of(binding, runtime.credentials), use)


def _notices(foreign: int) -> tuple[Notice, ...]:
    return (ForeignIssuesIncluded(foreign),) if foreign else ()
