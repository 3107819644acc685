"""Lets ``python -m trackpost`` be the command line."""

from .shell.cli import main

if __name__ == "__main__":
    main()
