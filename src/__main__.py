"""Lets ``python -m trackpost`` be the command line."""

from .shell.cli import run

if __name__ == "__main__":
    run()
