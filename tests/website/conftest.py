"""Lets the tests import what makes the site, as the make targets do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "docs"))
