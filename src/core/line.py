"""Text for one line of a terminal or a log."""


def one_line(text: str) -> str:
    r"""Return *text* with everything escaped that is not printable, whatever stood in a file or came from a server.

    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
