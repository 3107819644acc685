"""The command line: read, decide, print."""

from .main import main

__all__ = ["main"]
