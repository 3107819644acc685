"""Says where a bug is: one line for whoever reports it, without what the exception says."""

import traceback
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from platform import python_version

from ...core import VERSION

_PACKAGE = __name__.partition(".")[0]


def bug_in_words(error: BaseException) -> str:
    """Return where the bug is, but not what the exception says: that may quote a secret."""
    places = places_of(error)
    ours = [place for place in places if place[0].partition(".")[0] == _PACKAGE]
    module, line = (ours or places or [("unknown", 0)])[-1]
    versions = f"trackpost {VERSION}, Python {python_version()}"
    what = f"internal error: {type(error).__name__} in {module}:{line} ({versions})"
    return f"{what}; please report this line{_where_to_report()}"


def _where_to_report() -> str:
    try:
        links = metadata(_PACKAGE).get_all("Project-URL") or ()
    except PackageNotFoundError:
        return ""
    return "".join(f" at {url}" for name, _, url in (link.partition(", ") for link in links) if name == "Issues")


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """Return *error* and the errors that were being handled when it was raised."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def places_of(error: BaseException) -> list[tuple[str, int]]:
    """Return module and line of every frame, the innermost last."""
    return [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(error.__traceback__)]
