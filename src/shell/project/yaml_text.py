"""Writes values as YAML, with as few quotes as can be."""

import re
from collections.abc import Iterator, Mapping

# letters and marks that mean nothing in either style, and no word that older readers take for a truth value
_PLAIN = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off|y|n)\Z)[A-Za-z_][\w./@+-]*(?: [\w./@+-]+)*", re.ASCII | re.IGNORECASE
)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def block_text(members: Mapping[str, object], column: int, step: int) -> Iterator[str]:
    """Return the lines of *members*, indented to *column*, and of mappings inside *step* columns deeper."""
    for name, value in members.items():
        start = f"{' ' * column}{inline_text(name)}:"
        if isinstance(value, Mapping) and value:
            yield start
            yield from block_text(value, column + step, step)
        else:
            yield f"{start} {inline_text(value)}"


def inline_text(value: object, quote: str | None = None) -> str:
    r"""Return text, or a mapping, in one line.

    Args:
        value: text, or a mapping from text to such values.
        quote: for text, where that style can hold it; None writes it plain where that means the same.

    >>> inline_text({"type": "jira_project", "id": "no"}), inline_text("it's", "'"), inline_text("a\n")
    ('{type: jira_project, id: "no"}', "'it''s'", '"a\\u000a"')
    """
    if isinstance(value, Mapping):
        pairs = (f"{inline_text(name, quote)}: {inline_text(inner, quote)}" for name, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    text = str(value)
    if quote is None and _PLAIN.fullmatch(text):
        return text
    if quote == "'" and not _UNPRINTABLE.search(text):
        return f"'{text.replace(quote, quote * 2)}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_UNPRINTABLE.sub(_escape, escaped)}"'


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
