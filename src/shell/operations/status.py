"""Show the status of a project without asking its tracker or its server."""

from ...core.delivery.history import History
from ...core.delivery.ledger import project_of
from ...core.issues.incomplete import IncompleteCache
from ...core.reporting.status import Status
from ...core.trackers.unmapped import guesses_among
from ..files.reading import printable
from ..project.config_file import config_path
from ..runtime import Runtime


def status_of(runtime: Runtime, history: History) -> Status:
    """Return the project's binding, route and pin, the names of its credentials, and the counts of its cache."""
    binding, overview = runtime.binding, runtime.cache.overview(runtime.filing)
    count = overview.map(lambda seen: seen[0])
    part = count.map(lambda counted: counted.part).value_or(None)
    unmapped = overview.map(lambda seen: seen[1]).value_or({})
    return Status(
        config=printable(config_path(runtime.folder)),
        binding=binding,
        route=runtime.route,
        drift=runtime.routing.swap().value_or(None),
        credentials=tuple(sorted(runtime.credentials)),
        missing=runtime.missing,
        cache=printable(runtime.cache.path),
        count=count,
        last=history.last_of(binding.provider, binding.workspace, project_of(binding, runtime.folder_name)),
        unmapped=unmapped,
        warnings=(
            *runtime.warnings,
            *runtime.statuses.swap().map(lambda fault: (fault,)).value_or(()),
            *(() if part is None else (IncompleteCache(part),)),
            *guesses_among(unmapped),
        ),
    )
