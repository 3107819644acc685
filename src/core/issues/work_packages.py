"""Links from work packages to issues: what ``map`` is asked for, and what it returns."""

from typing import ClassVar, TypeAlias

from attrs import frozen
from returns.result import Result, Success

from ..errors import CacheFault, Category, Problem, UnwritableFile, sentence
from ..parsing.text import UnusableText, usable_text
from ..project.binding import RuntimeFault
from .model import WorkPackageLink


@frozen
class AlreadyMapped:
    """The issue is mapped to another work package: one issue is worked under one.

    Attributes:
        external_id: of the issue.
        wp_id: the work package that it is mapped to.
    """

    external_id: str
    wp_id: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"issue {self.external_id!r} is already linked to {self.wp_id}; "
            "remove that link first with `trackpost map remove`"
        )


@frozen
class NotMapped:
    """The work package has no mapping to an issue of this tracker."""

    wp_id: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.wp_id} is not linked to an issue; `trackpost map list` shows all links"


MappingFault: TypeAlias = AlreadyMapped | NotMapped


@frozen
class UncachedIssue:
    """A work package was mapped to an issue that the cache does not hold.

    Attributes:
        external_id: as it was given.
    """

    external_id: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"no cached issue has the id {self.external_id!r}; check the id, or pull first"


@frozen(kw_only=True)
class LinkOrder:
    """A mapping that can be written.

    Attributes:
        wp_id: the work package.
        external_id: the issue's id.
        external_key: the issue's key; None where it was not given.
        external_url: the issue's page; None where it was not given.
    """

    wp_id: str
    external_id: str
    external_key: str | None = None
    external_url: str | None = None


@frozen(kw_only=True)
class LinkAdded:
    """A mapping that was written.

    Attributes:
        mapped: as it stands in the cache.
        warnings: what is odd about it.
    """

    mapped: WorkPackageLink
    warnings: tuple[Problem, ...]


@frozen(kw_only=True)
class LinksListed:
    """All mappings of a cache.

    Attributes:
        mapped: as they stand there, ordered by work package and system.
        warnings: what is odd about the files.
    """

    mapped: tuple[WorkPackageLink, ...]
    warnings: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class LinkRemoved:
    """A mapping that is there no more.

    Attributes:
        wp_id: of its work package.
        warnings: what is odd about the files.
    """

    wp_id: str
    warnings: tuple[Problem, ...] = ()


MapError: TypeAlias = RuntimeFault | UnusableText | CacheFault | UnwritableFile | MappingFault


def parse_link_order(
    wp_id: str, external_id: str, external_key: str | None = None, external_url: str | None = None
) -> Result[LinkOrder, UnusableText]:
    """Parse what a person typed, or return the first thing that is wrong with it."""
    return Result.do(
        LinkOrder(wp_id=package, external_id=issue, external_key=key, external_url=url)
        for package in usable_text("the work package", wp_id)
        for issue in usable_text("the issue's id", external_id)
        for key in _optional("the issue's key", external_key)
        for url in _optional("the issue's URL", external_url)
    )


def _optional(what: str, text: str | None) -> Result[str | None, UnusableText]:
    if text is None:
        return Success(None)
    return usable_text(what, text).map(lambda usable: usable)
