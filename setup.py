"""Make the README's links absolute in the metadata: a package index shows it without the repository around it."""

import re
import runpy
import tomllib
from pathlib import Path
from urllib.parse import urljoin

from setuptools import setup

README = Path("README.md")
REPOSITORY = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]["Repository"]
VERSION = runpy.run_path("src/core/__init__.py")["VERSION"]
LINK = re.compile(r"(?<=\]\()[^)\s]+")  # [text](LINK), ![text](LINK)
IMAGES = (".svg", ".png")


def absolute(link: re.Match[str]) -> str:
    """Return the address of the linked file as this version has it, or *link* itself if it is absolute."""
    view = "raw" if link[0].endswith(IMAGES) else "blob"
    return urljoin(f"{REPOSITORY}/{view}/v{VERSION}/{README}", link[0])


setup(
    long_description=LINK.sub(absolute, README.read_text(encoding="utf-8")),
    long_description_content_type="text/markdown",
)
