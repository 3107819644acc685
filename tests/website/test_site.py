"""What a reader of the site gets, and that nothing broken becomes one.

`make docs` builds the site into `build/site`, and then runs these tests on it.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from sphinx.cmd.build import build_main

import trackpost

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"
PAGES = sorted(SITE.rglob("*.html"))
_LOADED = re.compile(r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc(?:set)?=\"([^\"]*)\"")
_STYLES = re.compile(r"<link\b[^>]*>")
_IN_STYLES = re.compile(r"url\(([^)]*)\)|@import\s+([^;]*)")
_HREF = re.compile(r"<a\b[^>]*\bhref=\"([^\"]*)\"")
_ID = re.compile(r"\bid=\"([^\"]*)\"")
_MARKDOWN = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("contracts/*.md")]


def test_every_document_is_a_page() -> None:
    """Under its own path, so that a relative link to it is the same on the site as in the repository."""
    documents = {path.relative_to(ROOT).with_suffix(".html") for path in _MARKDOWN}
    assert documents <= {page.relative_to(SITE) for page in PAGES}


def test_no_page_asks_another_host_for_anything() -> None:
    """Scripts, styles, fonts and pictures come with the site, so that it works without a network."""
    loaded = [address for page in PAGES for address in _loaded_by(page.read_text(encoding="utf-8"))]
    styles = [
        address
        for sheet in SITE.rglob("*.css")
        for found in _IN_STYLES.findall(sheet.read_text(encoding="utf-8"))
        for address in found
    ]
    assert len(loaded) > len(PAGES)
    assert [address for address in {*loaded, *styles} if re.match(r"[\"']?(https?:)?//", address)] == []


def _loaded_by(page: str) -> Iterator[str]:
    yield from _LOADED.findall(page)
    for link in _STYLES.findall(page):
        yield from re.findall(r"\bhref=\"([^\"]*)\"", link)


def test_every_link_leads_to_something() -> None:
    """Every relative link of every page, those to files and those that the tables of contents have too."""
    ids = {page: set(_ID.findall(page.read_text(encoding="utf-8"))) for page in PAGES}
    assert [
        (page.relative_to(SITE), address)
        for page in PAGES
        for address in _HREF.findall(page.read_text(encoding="utf-8"))
        if not _leads_somewhere(page, address, ids)
    ] == []


def _leads_somewhere(page: Path, address: str, ids: Mapping[Path, set[str]]) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
        return True
    there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    return there.is_file() and (not parts.fragment or parts.fragment in ids.get(there, {parts.fragment}))


def test_it_can_be_searched_without_a_server() -> None:
    """The index is a script, which a page may load from the disk."""
    assert (SITE / "searchindex.js").read_text(encoding="utf-8").startswith("Search.setIndex(")


def test_every_public_name_is_defined() -> None:
    """The reference made from the code has each of them, with its signature; three are of another package."""
    page = (SITE / "docs" / "reference" / "python-names.html").read_text(encoding="utf-8")
    theirs = {"Failure", "Result", "Success"}
    assert [name for name in trackpost.__all__ if name not in theirs and f'id="trackpost.{name}"' not in page] == []


def test_the_pictures_are_in_it() -> None:
    """The screenshots, for light and for dark, and the benchmark's picture."""
    shown = {path.name for path in (SITE / "_images").iterdir()}
    assert {path.name for path in (ROOT / "docs" / "images").iterdir() if path.name in _named()} <= shown
    assert {"benchmark.svg", "page-overview-light.png", "page-overview-dark.png"} <= shown


def _named() -> set[str]:
    return {name for document in _MARKDOWN for name in re.findall(r"images/([\w-]+\.png)", document.read_text())}


_INDEX = "# Index\n\n## Pages\n\n- [A page](page.md)\n"

# what a page says, another page, and what is wrong with it; nothing if all is well
CASES: Mapping[str, tuple[str, str | None, str]] = {
    "a good page": ("# A page\n\n[Index](index.md#pages), [folder](../docs/), [file](../given.json)\n", None, ""),
    "a page that is not there": ("# A page\n\n[Lost](lost.md)\n", None, "target not found: 'lost.md'"),
    "a heading that is not there": (
        "# A page\n\n[Index](index.md#lost)\n",
        None,
        "local id not found in doc 'docs/index': 'lost'",
    ),
    "a file that is not there": ("# A page\n\n[Lost](../lost.json)\n", None, "target not found: '../lost.json'"),
    "a folder that is not there": ("# A page\n\n[Lost](../lost/)\n", None, "target not found: '../lost/'"),
    "a picture that is not there": ("# A page\n\n![Lost](lost.png)\n", None, "image file not readable: docs/lost.png"),
    "a page that the index lacks": ("# A page\n", "# Another\n", "document isn't included in any toctree"),
}


@pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")  # in the Markdown parser
@pytest.mark.parametrize(("page", "other", "wrong"), CASES.values(), ids=CASES.keys())
def test_what_is_broken_is_not_built(
    page: str, other: str | None, wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The build fails, and says what is wrong where."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "given.json").write_text("{}")
    (tmp_path / "docs" / "index.md").write_text(_INDEX)
    (tmp_path / "docs" / "page.md").write_text(page)
    if other is not None:
        (tmp_path / "docs" / "other.md").write_text(other)
    configured = ["--fail-on-warning", "--quiet", "--conf-dir", str(ROOT / "docs" / "website"), "--builder", "dummy"]
    status = build_main([*configured, str(tmp_path), str(tmp_path / "out")])
    said = capsys.readouterr().err
    assert (status, wrong in said) == (1 if wrong else 0, True), said
