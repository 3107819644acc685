"""What a server answered."""

import re

from msgspec import Struct

from ..parsing.text import shortened

_WEB_PAGE = re.compile(r"\s*<(!doctype html|html|head|body)\b", re.IGNORECASE)
_NOT_THERE = frozenset({404, 405, 410})
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>", re.IGNORECASE)


class Answer(Struct, frozen=True):
    """The server's answer.

    Attributes:
        status_code: the HTTP status.
        body: the JSON value; the text if it is not JSON; None if it is empty.
    """

    status_code: int
    body: object

    @property
    def code(self) -> str | None:
        """The error code, if the body has the contract's form, otherwise None."""
        match self.body:
            case {"error": str(code)}:
                return code
            case _:
                return None

    @property
    def is_web_page(self) -> bool:
        """Whether the body is HTML, which no Spec Kitty server answers."""
        return isinstance(self.body, str) and _WEB_PAGE.match(self.body) is not None

    @property
    def is_of_another(self) -> bool:
        """Whether the answer may come from something that is no Spec Kitty server, or from another path of one."""
        return self.is_web_page or self.status_code in _NOT_THERE

    @property
    def quoted(self) -> str:
        """The status and the server's message in parentheses, shortened; of a web page, its title."""
        text = " ".join((_title_of(self.body) if self.is_web_page else _text_of(self.body)).split())
        return f" (HTTP {self.status_code}{text and ': '}{shortened(text)})"


def _title_of(page: object) -> str:
    title = " ".join("".join(_TITLE.findall(str(page))[:1]).split())
    return f"a web page titled {title!r}" if title else "a web page"


def _text_of(body: object) -> str:
    if not isinstance(body, dict):
        return "" if body is None else str(body)
    texts = (body[name] for name in ("message", "detail", "error") if isinstance(body.get(name), str))
    return next((text for text in texts if text.strip()), str(body))
