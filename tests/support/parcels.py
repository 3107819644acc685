"""Parcels that are made in memory."""

from collections.abc import Iterator

from attrs import frozen
from returns.result import Result, Success

from trackpost.core.errors import CacheFault, Problem
from trackpost.core.issues.filing import Keys
from trackpost.core.issues.model import IssueRef
from trackpost.core.project.binding import Binding
from trackpost.core.routing.route import ResourceRoute, RoutingError
from trackpost.core.snapshot.body import Contents, Header, Reading, header_of
from trackpost.core.snapshot.guards import Owns
from trackpost.core.snapshot.packing import Packer, Parcel, parcel_of
from trackpost.shell.cache.reader import Store


@frozen
class Whole:
    """A body that is held in one piece."""

    content: bytes

    def __iter__(self) -> Iterator[bytes]:
        """Return it."""
        yield self.content

    def __len__(self) -> int:
        """Return its length."""
        return len(self.content)


def any_issue(_ref: IssueRef) -> bool:
    """Own every issue."""
    return True


def packer_of(header: Header, contents: Contents, owns: Owns = any_issue) -> Packer:
    """Return what packs these contents."""
    return Packer(
        header,
        Reading(
            issues=iter(contents.issues),
            count=len(contents.issues),
            mappings=contents.mappings,
            checkpoint=contents.checkpoint,
        ),
        owns,
    )


def packed(
    binding: Binding,
    routing: Result[ResourceRoute, RoutingError],
    contents: Contents,
    warnings: tuple[Problem, ...] = (),
) -> Parcel:
    """Return the parcel of these contents. A failed *routing* becomes the contract's two nulls."""
    packer = packer_of(header_of(binding, routing.value_or(None)), contents)
    return parcel_of(packer, routing, Whole(b"".join(packer.chunks())), warnings)


def bytes_of(parcel: Parcel) -> bytes:
    """Return the whole body."""
    return b"".join(parcel.body)


def contents_in(store: Store, provider: str = "jira", workspace: str = "acme.example") -> Result[Contents, CacheFault]:
    """Return all that a cache holds for one binding."""

    def whole(reading: Reading) -> Result[Contents, CacheFault]:
        return Success(Contents(issues=tuple(reading.issues), mappings=reading.mappings, checkpoint=reading.checkpoint))

    return store.read(provider, Keys(f"{provider}:{workspace}#", f"{provider}:{workspace}"), whole)
