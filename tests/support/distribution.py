"""The source distribution and the wheel, built by the tool that ``make dist`` builds them with."""

import shutil
import subprocess
import sys
from email import message_from_string
from email.message import Message
from pathlib import Path

from attrs import frozen

UV = Path(sys.executable).with_name("uv")
GENERATED = {"PKG-INFO", "setup.cfg"}
"""What the build adds to a source distribution, beside the folder ``trackpost.egg-info``."""


@frozen
class Distribution:
    """What was built.

    Attributes:
        checkout: the copy of this checkout that it was built from.
        sdist: the source distribution, unpacked.
        wheel: the wheel that was built from the source distribution, unpacked.
    """

    checkout: Path
    sdist: Path
    wheel: Path

    @property
    def metadata(self) -> Message:
        """The wheel's metadata; its payload is the README as a package index shows it."""
        (file,) = self.wheel.glob("*.dist-info/METADATA")
        return message_from_string(file.read_text())


def copy_of(checkout: Path, to: Path) -> Path:
    """Copy *checkout* without what ``.gitignore`` names, which needs no git, and so works in a source distribution."""
    ignored = [line.strip("/") for line in (checkout / ".gitignore").read_text().split()]
    return shutil.copytree(checkout, to, ignore=shutil.ignore_patterns(".git", *ignored), symlinks=True)


def files_in(folder: Path) -> set[str]:
    """Return the path of each file under *folder*, but for the build's own records."""
    files = {path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()}
    return {file.as_posix() for file in files if not file.parts[0].endswith((".egg-info", ".dist-info"))}


def build(checkout: Path, folder: Path) -> Distribution:
    """Build the copy *checkout* into *folder*: the source distribution from it, and the wheel from that."""
    options = ["--quiet", "--offline", "--no-cache", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([UV, "build", *options, "--out-dir", folder, checkout], check=True, timeout=50)
    (archive,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    shutil.unpack_archive(archive, folder, filter="data")
    shutil.unpack_archive(wheel, folder / "wheel", "zip")
    return Distribution(checkout, folder / archive.name.removesuffix(".tar.gz"), folder / "wheel")
