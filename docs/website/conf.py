"""How Sphinx makes a site of the documents: `make docs`.

The source is the whole repository, not this folder, so that a link from a document to the contract, to the README or to
a file leads to the same place on the site as it does in the repository.
"""

import builtins
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from trackpost import __version__  # noqa: E402 - sorted after them
from website.navigation import with_navigation  # noqa: E402 - the line above says where it is
from website.public_names import plain_signature, with_definitions  # noqa: E402 - likewise
from website.repository import for_the_site  # noqa: E402 - likewise

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESS: str = PYPROJECT["project"]["urls"]["Repository"]

project = "trackpost"
version = release = __version__
html_title = f"{project} {version}"

root_doc = "docs/index"
source_suffix = {".md": "markdown"}
include_patterns = ["*.md", "docs/**.md", "contracts/*.md"]
exclude_patterns = [".*", "build", "dist", "src", "tests"]  # folders that need not be searched for documents
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]

# A link to a heading works as in the repository, and one that leads nowhere is a warning, which ends the build.
myst_heading_anchors = 6
myst_enable_extensions = ["html_image"]

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
default_role = "code"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # the attributes of a class are one list

html_theme = "furo"
html_theme_options = {"source_repository": f"{ADDRESS}/", "source_branch": "main", "source_directory": ""}
html_static_path = ["style.css"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_copyright = False
html_additional_pages = {"index": "start.html"}  # the documents are in docs/; who opens the site is sent there
templates_path = ["templates"]

copybutton_prompt_text = r"\$ |> "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True


_ADDITIONS: Mapping[str, Callable[[str], str]] = {
    "docs/index": with_navigation,
    "docs/reference/python-names": with_definitions,
}


def _read(app: Sphinx, name: str, content: list[str]) -> None:
    path = Path(app.srcdir, f"{name}.md")
    text = for_the_site(content[0], path, Path(app.srcdir), ADDRESS)
    content[0] = _ADDITIONS[name](text) if name in _ADDITIONS else text


def _unlink_builtins(_app: Sphinx, tree: nodes.document) -> None:
    """Keep ``bytes`` in a signature from leading to an attribute that is called ``bytes`` too."""
    for reference in list(tree.findall(pending_xref)):
        if reference["refdomain"] == "py" and hasattr(builtins, reference["reftarget"]):
            reference.replace_self(nodes.Text(reference["reftarget"]))


def _sign(*event: object) -> tuple[str | None, ...]:
    """Return the arguments of a definition and what it returns, as a person reads them."""
    return tuple(plain_signature(text) if isinstance(text, str) else None for text in event[-2:])


def setup(app: Sphinx) -> None:
    """Read each document as the repository shows it."""
    app.connect("source-read", _read)
    app.connect("autodoc-process-signature", _sign)
    app.connect("doctree-read", _unlink_builtins)
