"""Commands that need an extra of the distribution."""

from importlib.util import find_spec

from ...core.serving import MissingExtra
from .out import fail


def need_sandbox() -> None:
    """End the command with a word on how to install the reference server, where it is not installed."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        fail(MissingExtra("sandbox"))
