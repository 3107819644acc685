"""Reads a document as its repository shows it: what Sphinx does not know by itself."""

import re
from functools import partial
from pathlib import Path

# [text](TARGET), where the target is neither an address nor a heading
_LINK = re.compile(r"(?<=\]\()(?P<target>[^)\s#:]+)(?=\))")
_PICTURE = re.compile(
    r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)">'
    r'\s*<img alt="(?P<words>[^"]+)" src="(?P<light>[^"]+)">\s*</picture>'
)


def for_the_site(text: str, document: Path, root: Path, address: str) -> str:
    """Return the *text* of a document with pictures for light and dark, and with links to folders that lead to them.

    Args:
        text: Markdown.
        document: its path.
        root: the folder of the repository.
        address: of the repository. The site has files, and no folders, so that a link to a folder leads there.
    """
    of_folder = partial(_folder, folder=document.parent, root=root, address=address)
    return _LINK.sub(of_folder, _PICTURE.sub(_picture, text))


def _folder(link: re.Match[str], folder: Path, root: Path, address: str) -> str:
    there = (folder / link["target"]).resolve()
    if not there.is_dir() or not there.is_relative_to(root.resolve()):
        return link["target"]
    return f"{address}/tree/main/{there.relative_to(root.resolve()).as_posix()}"


def _picture(found: re.Match[str]) -> str:
    return "\n\n".join(
        f"```{{image}} {found[shade]}\n:alt: {found['words']}\n:class: only-{shade}\n```" for shade in ("light", "dark")
    )
