"""Why a pull has removed nothing, although the tracker may no longer list all cached issues."""

from typing import ClassVar

from msgspec import Struct

from ..errors import Category, sentence
from ..issues.tracker_fault import TrackerFault


class NothingRemoved(Struct, frozen=True):
    """The tracker lists something without a key or an id. It may be any of the cached issues that seem to be gone.

    Even if several are missing, and so some are gone for certain, nothing tells which.

    Attributes:
        provider: canonical name.
        missing: how many cached issues the list lacks.
    """

    provider: str
    missing: int
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"removed none of the {self.missing} cached issues that {self.provider} does not list: it lists an issue "
            "without a key or an id, which may be one of them; correct that issue, then run `trackpost pull --full`"
        )


class DeletionsUnknown(Struct, frozen=True):
    """The tracker could not be asked which issues it still has. What has changed was pulled all the same.

    Attributes:
        fault: why.
    """

    fault: TrackerFault

    @property
    def category(self) -> Category:
        """The kind of the fault."""
        return self.fault.category

    @sentence
    def message(self) -> str:
        return f"this pull does not know which issues are gone, and the next one asks again: {self.fault.message}"
