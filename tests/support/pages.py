"""Ask for a page as a browser or a program does, and read what a browser would see."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx
from attrs import define, field
from typing_extensions import override

from tests.support.patience import FOREVER

_WITHIN = "\u2060"
"""In place of a tag that may end a line within a word."""
HTML = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}


def browse(url: str, **headers: str) -> httpx.Response:
    """Return a page as a browser asks for it; a redirect is not followed."""
    return httpx.get(url, headers={**HTML, **headers}, trust_env=False, timeout=FOREVER)


def ask(url: str, **headers: str) -> httpx.Response:
    """Return a page as a program asks for it."""
    return httpx.get(url, headers={**JSON, **headers}, trust_env=False, timeout=FOREVER)


def submit(url: str, fields: dict[str, str], **headers: str) -> httpx.Response:
    """Post a form as a browser does from a page of the same server; a redirect is not followed."""
    parts = urlsplit(url)
    sent = {**HTML, "Origin": f"{parts.scheme}://{parts.netloc}", **headers}
    return httpx.post(url, data=fields, headers=sent, trust_env=False, timeout=FOREVER)


@define
class _Reader(HTMLParser):
    """Collects the words of a page, and its tags with their attributes."""

    words: list[str] = field(factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "wbr":
            self.words.append(_WITHIN)

    @override
    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words_of(page: httpx.Response) -> str:
    """Return the text of a page, with single blanks."""
    reader = _Reader()
    reader.feed(page.text)
    return re.sub(r"\s+", " ", " ".join(reader.words).replace(f" {_WITHIN} ", ""))


def tags_of(page: httpx.Response) -> list[tuple[str, dict[str, str | None]]]:
    """Return the tags of a page with their attributes."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.tags


def links_of(page: httpx.Response) -> set[str]:
    """Return where a page links to."""
    return {link for tag, attributes in tags_of(page) if tag == "a" and (link := attributes["href"])}
