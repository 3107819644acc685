"""Build the source distribution and the wheel with the tool that ``make dist`` uses."""

import shutil
import subprocess
import sys
from email import message_from_string
from email.message import Message
from pathlib import Path

from attrs import frozen

from tests.support.patience import FOREVER

UV = Path(sys.executable).with_name("uv")
GENERATED = {"PKG-INFO", "setup.cfg"}
"""What the build adds to a source distribution, besides the folder ``trackpost.egg-info``."""


@frozen
class Distribution:
    """The built distributions.

    Attributes:
        checkout: the copy of this checkout that they were built from.
        sdist: the source distribution, unpacked.
        wheel: the wheel, built from the source distribution, unpacked.
    """

    checkout: Path
    sdist: Path
    wheel: Path

    @property
    def metadata(self) -> Message:
        """The wheel's metadata; its payload is the README, as a package index shows it."""
        (file,) = self.wheel.glob("*.dist-info/METADATA")
        return message_from_string(file.read_text())


def copy_of(checkout: Path, to: Path) -> Path:
    """Copy *checkout* without the paths in ``.gitignore``. This works without git, also in a source distribution."""
    ignored = [line.strip("/") for line in (checkout / ".gitignore").read_text().split()]
    return shutil.copytree(checkout, to, ignore=shutil.ignore_patterns(".git", *ignored), symlinks=True)


def files_in(folder: Path) -> set[str]:
    """Return the path of each file in *folder*, except the build's own records."""
    files = {path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()}
    return {file.as_posix() for file in files if not file.parts[0].endswith((".egg-info", ".dist-info"))}


def build(checkout: Path, folder: Path) -> Distribution:
    """Build the source distribution from the copy *checkout*, and the wheel from it, both in *folder*."""
    options = ["--quiet", "--offline", "--no-cache", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([UV, "build", *options, "--out-dir", folder, checkout], check=True, timeout=FOREVER)
    (archive,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    shutil.unpack_archive(archive, folder, filter="data")
    shutil.unpack_archive(wheel, folder / "wheel", "zip")
    return Distribution(checkout, folder / archive.name.removesuffix(".tar.gz"), folder / "wheel")
