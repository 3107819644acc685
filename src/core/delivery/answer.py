"""What a server answered."""

from attrs import frozen

from ..parsing.text import shortened


@frozen
class Answer:
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
    def quoted(self) -> str:
        """The status and the server's message in parentheses, shortened."""
        text = " ".join(_text_of(self.body).split())
        return f" (HTTP {self.status_code}{text and ': '}{shortened(text)})"


def _text_of(body: object) -> str:
    if not isinstance(body, dict):
        return "" if body is None else str(body)
    texts = (body[name] for name in ("message", "detail", "error") if isinstance(body.get(name), str))
    return next((text for text in texts if text.strip()), str(body))
