"""Why a pull has removed nothing, although the tracker may no longer list all cached issues."""

from typing import ClassVar, Literal

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


class ListTooLong(Struct, frozen=True):
    """The list of all issues takes too many requests to ask for it at each pull.

    Attributes:
        most: how many there may be.
        unit: of what.
    """

    most: int
    unit: Literal["issues", "pages"]
    category: ClassVar = Category.DATA

    @sentence
    def message(self) -> str:
        return (
            f"the whole list has more than {self.most:,} {self.unit}, so only a full pull reads it: "
            "`trackpost pull --full`, or any pull once --full-every days have passed"
        )


class DeletionsUnknown(Struct, frozen=True):
    """The tracker was not asked, or did not tell, which issues it still has. What has changed was pulled all the same.

    Attributes:
        fault: why.
    """

    fault: TrackerFault | ListTooLong

    @property
    def category(self) -> Category:
        """The kind of the fault."""
        return self.fault.category

    @sentence
    def message(self) -> str:
        further = "" if isinstance(self.fault, ListTooLong) else ", and the next one asks again"
        return f"this pull does not know which issues are gone{further}: {self.fault.message}"
