"""Pack snapshots in memory."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec
from attrs import frozen
from returns.result import Result, Success

from trackpost.core.errors import Problem
from trackpost.core.issues.cache_faults import CacheFault
from trackpost.core.issues.cached import CachedIssue, cached
from trackpost.core.issues.filing import CheckpointKeys, Filing
from trackpost.core.issues.model import Issue, Ref
from trackpost.core.project.binding import Binding
from trackpost.core.routing.route import ResourceRoute, RoutingError
from trackpost.core.snapshot.body import Contents, Header, Reading, header_of
from trackpost.core.snapshot.guards import Owns
from trackpost.core.snapshot.packing import BodyBuilder, PackedSnapshot, packed_by
from trackpost.shell.cache.reader import CacheReader


@frozen
class Whole:
    """A body in one piece."""

    content: bytes

    def __iter__(self) -> Iterator[bytes]:
        """Yield the whole body."""
        yield self.content

    def __len__(self) -> int:
        """Return the number of bytes."""
        return len(self.content)


def any_issue(_ref: Ref) -> bool:
    """Say of every issue that it belongs to the project."""
    return True


BATCH_SIZE = 128


def in_batches(issues: Iterable[Issue]) -> Iterator[Sequence[CachedIssue]]:
    """Yield *issues* a few at a time, as a cache does."""
    left = map(cached, issues)
    while batch := tuple(islice(left, BATCH_SIZE)):
        yield batch


def builder_of(header: Header, contents: Contents, owns: Owns = any_issue) -> BodyBuilder:
    """Return a builder for these contents."""
    return BodyBuilder(
        header,
        Reading(
            batches=in_batches(contents.issues),
            count=len(contents.issues),
            mappings=contents.mappings,
            checkpoint=contents.checkpoint,
            part=None,
        ),
        owns,
    )


def packed(
    binding: Binding,
    routing: Result[ResourceRoute, RoutingError],
    contents: Contents,
    warnings: tuple[Problem, ...] = (),
) -> PackedSnapshot:
    """Return the snapshot of these contents; without a route, both routing fields are null."""
    builder = builder_of(header_of(binding, routing.value_or(None)), contents)
    return packed_by(builder, routing, Whole(b"".join(builder.chunks())), warnings)


def bytes_of(snapshot: PackedSnapshot) -> bytes:
    """Return the whole body."""
    return b"".join(snapshot.body)


def filing(provider: str = "jira", workspace: str = "acme.example") -> Filing:
    """Return the filing of a project whose resource is not known."""
    keys = CheckpointKeys(own=f"{provider}:{workspace}#", shared=f"{provider}:{workspace}")
    return Filing(provider=provider, workspaces=frozenset({workspace}), keys=keys)


def contents_in(
    store: CacheReader, provider: str = "jira", workspace: str = "acme.example"
) -> Result[Contents, CacheFault]:
    """Return everything that a cache holds for a binding."""

    def whole(reading: Reading) -> Result[Contents, CacheFault]:
        read = chain.from_iterable(reading.batches)
        issues = tuple(msgspec.convert(issue, Issue, from_attributes=True) for issue in read)
        return Success(Contents(issues=issues, mappings=reading.mappings, checkpoint=reading.checkpoint))

    return store.read(filing(provider, workspace), whole)
