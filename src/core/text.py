"""What counts as text that can be stored and sent."""

from attrs import frozen
from returns.result import Failure, Result, Success


@frozen
class UnusableText:
    """What was given is blank, or no Unicode text.

    Attributes:
        what: what it should be.
        reason: what is wrong with it; it is not repeated, for it may be a secret.
    """

    what: str
    reason: str


def is_unicode(text: str) -> bool:
    r"""Say whether *text* can be written as UTF-8: a lone surrogate, as of a JSON or YAML escape, cannot.

    >>> is_unicode("日本語"), is_unicode("\ud800")
    (True, False)
    """
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def usable_text(what: str, text: str) -> Result[str, UnusableText]:
    """Return *text* without its outer blanks.

    >>> usable_text("the workspace", " acme ")
    <Success: acme>
    >>> usable_text("the workspace", " ")
    <Failure: UnusableText(what='the workspace', reason='is blank')>
    """
    if not is_unicode(text):
        return Failure(UnusableText(what, "is no Unicode text"))
    return Success(text.strip()) if text.strip() else Failure(UnusableText(what, "is blank"))
