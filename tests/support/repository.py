"""Read ``pyproject.toml``, and resolve links to files of the repository."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ADDRESS: str = PYPROJECT["project"]["urls"]["Repository"]

# The URL of a file or folder on the host: the kind of view, a branch or tag, the path, a heading
_VIEW = re.compile(rf"{re.escape(ADDRESS)}/(?:blob|raw|tree)/[^/]+/(?P<path>[^#]+)(?:#(?P<heading>.*))?")


def resolved(target: str, document: Path = README) -> tuple[Path, str] | None:
    """Return the file or folder that a link in *document* leads to, and the heading; None if it leads elsewhere.

    >>> resolved("files.md#environment", ROOT / "docs/x.md") == (ROOT / "docs/files.md", "environment")
    True
    >>> resolved(f"{ADDRESS}/blob/v1.0/docs/images") == (ROOT / "docs/images", "")
    True
    >>> resolved("https://example.com/blob/main/README.md") is None
    True
    """
    address = urljoin(f"{ADDRESS}/blob/main/{document.relative_to(ROOT).as_posix()}", target)
    view = _VIEW.fullmatch(address)
    return None if view is None else (ROOT / view["path"], view["heading"] or "")
