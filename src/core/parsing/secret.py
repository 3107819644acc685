"""Text that must not be seen."""

import re
from hmac import compare_digest
from typing import ClassVar, final

import msgspec
from attrs import frozen
from returns.result import Failure, Result, Success
from typing_extensions import override

from ..errors import Category, sentence

MASK = "********"


@final
class Secret:
    """A token: masked wherever it could be printed, opened only by the one who builds the header.

    It is no attrs class, so that neither ``asdict`` nor a JSON encoder finds a field in it.

    >>> token = Secret("s3cret")
    >>> f"{token} {token!r}", token.reveal()
    ("******** Secret('********')", 's3cret')
    """

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self.__text

    def hide_in(self, text: str) -> str:
        r"""Return *text* with the mask in place of this one, which a server may have repeated, or quoted as JSON.

        >>> Secret("a/b").hide_in(r'a/b {"token": "a\/b"}')
        '******** {"token": "********"}'
        """
        quoted = msgspec.json.encode(self.__text).decode(errors="replace")[1:-1]
        for spelling in (self.__text, quoted, quoted.replace("/", r"\/")):
            text = text.replace(spelling, MASK)
        return text

    @override
    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    @override
    def __str__(self) -> str:
        return MASK

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self.__text.encode(), other.__text.encode())

    @override
    def __hash__(self) -> int:
        return hash(self.__text)


@frozen
class UnusableToken:
    """The token has a character that no HTTP header may carry, or a blank in its middle.

    Attributes:
        source: where the token comes from; the token itself is nowhere.
        position: of the first such character, from 1.
    """

    source: str
    position: int
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.source} has a blank, a line break or a non-ASCII letter at position {self.position}; copy it again"
        )


_OUTER_BLANKS = " \t"
# field-vchar of RFC 9110 section 5.5, without obs-text: visible US-ASCII
_UNUSABLE = re.compile(r"[^\x21-\x7e]")


def usable_token(source: str, text: str) -> Result[Secret, UnusableToken]:
    """Return *text* as a token without its outer blanks, if a header can carry it.

    Args:
        source: where it comes from, for the error.
        text: not blank.
    """
    token = text.strip(_OUTER_BLANKS)
    fault = _UNUSABLE.search(token)
    return Success(Secret(token)) if fault is None else Failure(UnusableToken(source, fault.start() + 1))
