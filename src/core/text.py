"""What counts as text that can be sent."""


def is_unicode(text: str) -> bool:
    r"""Say whether *text* can be written as UTF-8: a lone surrogate, as of a JSON or YAML escape, cannot.

    >>> is_unicode("日本語"), is_unicode("\ud800")
    (True, False)
    """
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
