"""Text that nobody may see."""

import re
from hmac import compare_digest
from typing import ClassVar, final

from msgspec import Struct
from returns.result import Failure, Result, Success
from typing_extensions import override

from ..errors import Category, sentence

MASK = "********"
_SHORTEST = 4
"""Characters. Ordinary words contain what is shorter: a mask there spoils the sentence and tells what it hides.

Nor is it a secret: fewer than a million guesses find three visible characters.
"""
_MOST_MASKS = 1000
"""A text that repeats a secret more often is masked as a whole, so that masks cannot fill the memory."""


@final
class Secret:
    """A token: masked wherever it could be printed, and opened only where the header is built.

    It is no attrs class, so neither ``asdict`` nor a JSON encoder finds a field in it. Two are equal if their
    texts are, wherever they come from.

    Args:
        text: what nobody may see.
        source: the place that it comes from, in words; None if nobody knows, or the caller gave it.

    >>> token = Secret("s3cret")
    >>> f"{token} {token!r}", token.reveal()
    ("******** Secret('********')", 's3cret')
    """

    __slots__ = ("__spellings", "__text", "source")

    def __init__(self, text: str, source: str | None = None) -> None:
        self.__text = text
        self.source = source
        self.__spellings: tuple[re.Pattern[str], ...] | None = None

    def reveal(self) -> str:
        """Return the text itself."""
        return self.__text

    def hide_in(self, text: str) -> str:
        r"""Return *text* with the mask in place of this secret, in every spelling of `spellings_of`.

        A secret of fewer than four characters is not searched for.

        >>> Secret("ab/c").hide_in(r'ab/c {"token": "ab\/c"} ?token=ab%2Fc')
        '******** {"token": "********"} ?token=********'
        """
        if len(self.__text) < _SHORTEST or len(text) < len(self.__text):  # no spelling is shorter
            return text
        if self.__spellings is None:
            from .spellings import spellings_of  # noqa: PLC0415 - few texts are long enough to hold a secret

            self.__spellings = spellings_of(self.__text)
        for spelling in self.__spellings:
            text, count = spelling.subn(MASK, text, _MOST_MASKS)
            if count == _MOST_MASKS:
                return MASK
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


class UnusableToken(Struct, frozen=True):
    """The token has a character that no HTTP header may carry, or a blank inside.

    Attributes:
        source: which token it is, in words. The token itself is not kept.
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


def usable_token(what: str, text: str, source: str | None = None) -> Result[Secret, UnusableToken]:
    """Return *text* without its outer blanks as a token, if a header can carry it.

    Args:
        what: the token in words, for the error.
        text: the token as it was given, not blank.
        source: the place that it comes from, as in `Secret`.
    """
    token = text.strip(_OUTER_BLANKS)
    fault = _UNUSABLE.search(token)
    return Success(Secret(token, source)) if fault is None else Failure(UnusableToken(what, fault.start() + 1))
