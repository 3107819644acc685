"""Links from work packages to issues: the input and the results of ``map``."""

from typing import ClassVar, TypeAlias

from attrs import frozen
from msgspec import Struct
from returns.result import Result, Success

from ..errors import Category, Problem, sentence
from ..parsing.text import UnusableText, usable_text
from ..project.binding import RuntimeFault
from ..project.faults import UnwritableFile
from .cache_faults import CacheFault
from .model import WorkPackageLink


class AlreadyMapped(Struct, frozen=True):
    """The issue is already linked to another work package; an issue can have only one.

    Attributes:
        external_id: the issue's id.
        wp_id: the work package that it is linked to.
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


class NotMapped(Struct, frozen=True):
    """The work package is not linked to an issue of this tracker."""

    wp_id: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"{self.wp_id} is not linked to an issue; `trackpost map list` shows all links"


MappingFault: TypeAlias = AlreadyMapped | NotMapped


class UncachedIssue(Struct, frozen=True):
    """A work package was linked to an issue that is not in the cache.

    Attributes:
        external_id: the issue's id, as given.
    """

    external_id: str
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return f"no cached issue has the id {self.external_id!r}; check the id, or pull first"


@frozen(kw_only=True)
class LinkOrder:
    """A link to be written.

    Attributes:
        wp_id: the work package.
        external_id: the issue's id.
        external_key: the issue's key; None if not given.
        external_url: the URL of the issue's page; None if not given.
    """

    wp_id: str
    external_id: str
    external_key: str | None = None
    external_url: str | None = None


@frozen(kw_only=True)
class LinkAdded:
    """A link was written.

    Attributes:
        mapped: the link, as it is in the cache.
        warnings: problems that did not prevent it.
    """

    mapped: WorkPackageLink
    warnings: tuple[Problem, ...]


@frozen(kw_only=True)
class LinksListed:
    """All links in the cache.

    Attributes:
        mapped: the links, ordered by work package and system.
        warnings: problems with the project's files.
    """

    mapped: tuple[WorkPackageLink, ...]
    warnings: tuple[Problem, ...] = ()


@frozen(kw_only=True)
class LinkRemoved:
    """A link was removed.

    Attributes:
        wp_id: its work package.
        warnings: problems with the project's files.
    """

    wp_id: str
    warnings: tuple[Problem, ...] = ()


MapError: TypeAlias = RuntimeFault | UnusableText | CacheFault | UnwritableFile | MappingFault


def parse_link_order(
    wp_id: str, external_id: str, external_key: str | None = None, external_url: str | None = None
) -> Result[LinkOrder, UnusableText]:
    """Parse what a person typed, or return the first error in it."""
    return Result.do(
        LinkOrder(wp_id=package, external_id=issue, external_key=key, external_url=url)
        for package in usable_text("the work package", wp_id)
        for issue in usable_text("the issue's id", external_id)
        for key in _optional_text("the issue's key", external_key)
        for url in _optional_text("the issue's URL", external_url)
    )


def _optional_text(what: str, text: str | None) -> Result[str | None, UnusableText]:
    if text is None:
        return Success(None)
    return usable_text(what, text).map(lambda usable: usable)
