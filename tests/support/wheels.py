"""Write empty wheels, for an index that offers a newer release of each package that a requirement file pins.

``python -m tests.support.wheels REQUIREMENTS FOLDER`` writes one for each pin.
"""

import re
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

NEWEST = "9999.0"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def pins_of(requirements: Path) -> dict[str, str]:
    """Return the pinned version of each package in a requirement file, by normalized name."""
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in _PIN.findall(requirements.read_text())}


def write_wheel(folder: Path, name: str, version: str, metadata: Iterable[str] = ()) -> Path:
    """Write a wheel without modules; *metadata* has additional lines, such as ``Requires-Dist: other``."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        info = f"{stem}.dist-info"
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]
        archive.writestr(f"{info}/METADATA", "\n".join(lines))
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return wheel


def pin_of(name: str, version: str, wheel: Path) -> str:
    """Return the line of a requirement file that pins a wheel with its hash."""
    return f"{name}=={version} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"


if __name__ == "__main__":
    for pinned in pins_of(Path(sys.argv[1])):
        write_wheel(Path(sys.argv[2]), pinned, NEWEST)
