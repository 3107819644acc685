"""Makes the navigation of the site from the lists of the index: both have the same order, and no page is lost."""

import re
from collections.abc import Iterator

# ## Heading, and what follows until the next one; - [Title](page.md)
_SECTION = re.compile(r"^## (?P<heading>.+)$(?P<text>(?:\n(?!## ).*)*)", re.MULTILINE)
_PAGE = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<path>[^)#]+)\.md\)", re.MULTILINE)


def with_navigation(index: str) -> str:
    """Return the *index* with a table of contents for each of its sections, which only the navigation shows."""
    return "\n\n".join([index.rstrip("\n"), *_contents(index)]) + "\n"


def _contents(index: str) -> Iterator[str]:
    for section in _SECTION.finditer(index):
        pages = "\n".join(f"{page['title']} <{page['path']}>" for page in _PAGE.finditer(section["text"]))
        yield f"```{{toctree}}\n:caption: {section['heading']}\n:hidden:\n\n{pages}\n```"
