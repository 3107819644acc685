"""Why a full pull has removed nothing, although the tracker does not list all cached issues."""

from typing import ClassVar

from msgspec import Struct

from ..errors import Category, sentence


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
