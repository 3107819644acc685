"""The wheel holds the whole package: setuptools cannot find the folders itself, since ``src/`` is the package."""

from tests.support.distribution import Distribution, files_in
from tests.support.repository import PYPROJECT, ROOT


def test_every_package_folder_is_listed() -> None:
    """``packages`` in ``pyproject.toml`` names each folder of ``src/`` that holds a module, in order."""
    folders = {module.parent.relative_to(ROOT / "src") for module in (ROOT / "src").rglob("*.py")}
    assert PYPROJECT["tool"]["setuptools"]["packages"] == sorted(
        ".".join(["trackpost", *folder.parts]) for folder in folders
    )


def test_it_holds_every_file_of_the_package(distribution: Distribution) -> None:
    """Each file of ``src/`` is in the wheel, ``py.typed`` too, and nothing else is."""
    sources = files_in(distribution.checkout / "src")
    assert files_in(distribution.wheel) == {f"trackpost/{source}" for source in sources}
    assert "py.typed" in sources


def test_it_holds_the_command_and_the_licence(distribution: Distribution) -> None:
    """The records of the wheel name the program, and carry the licence."""
    (info,) = distribution.wheel.glob("*.dist-info")
    assert (info / "entry_points.txt").read_text() == "[console_scripts]\ntrackpost = trackpost.shell.cli:run\n"
    assert (info / "licenses" / "LICENSE").read_bytes() == (distribution.checkout / "LICENSE").read_bytes()
