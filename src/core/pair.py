"""Options of the form ``KEY=VALUE``, given more than once."""

from collections.abc import Iterable, Mapping

from attrs import frozen
from returns.iterables import Fold
from returns.result import Failure, Result, Success


@frozen
class MalformedPair:
    """One of the options is no pair. What it says is not repeated, for it may be a secret.

    Attributes:
        option: its name.
        position: which of them, from 1.
        reason: what is wrong with it.
    """

    option: str
    position: int
    reason: str


def parse_pairs(option: str, texts: Iterable[str]) -> Result[Mapping[str, str], MalformedPair]:
    """Return the pairs in their order, without outer blanks.

    >>> parse_pairs("--field-owner", ["status = external"]).unwrap()
    {'status': 'external'}
    >>> parse_pairs("--credential", ["api_token"])
    <Failure: MalformedPair(option='--credential', position=1, reason='has no =')>
    """
    pairs = [_pair(option, position, text) for position, text in enumerate(texts, start=1)]
    return Fold.collect(pairs, Success(())).bind(lambda parsed: _unique(option, parsed))


def _pair(option: str, position: int, text: str) -> Result[tuple[str, str], MalformedPair]:
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals:
        return Failure(MalformedPair(option, position, "has no ="))
    if not key:
        return Failure(MalformedPair(option, position, "has nothing before the ="))
    return Success((key, value)) if value else Failure(MalformedPair(option, position, "has nothing behind the ="))


def _unique(option: str, pairs: tuple[tuple[str, str], ...]) -> Result[Mapping[str, str], MalformedPair]:
    keys = [key for key, _ in pairs]
    again = next((position for position, key in enumerate(keys, start=1) if key in keys[: position - 1]), None)
    if again is not None:
        return Failure(MalformedPair(option, again, "says again what an earlier one said"))
    return Success(dict(pairs))
