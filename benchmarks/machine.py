"""What a benchmark runs on, and with which versions."""

import os
import platform
import re
import subprocess
from pathlib import Path

import msgspec

from .results import Machine
from .tools import Tool

_ASK = (
    "import importlib.metadata, json, sys; print(json.dumps({n: importlib.metadata.version(n) for n in sys.argv[1:]}))"
)
_GIB = 1 << 30


def this_machine() -> Machine:
    """Return what this is run on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        cpu=_cpu_model(),
        cores=os.cpu_count() or 1,
        memory_gib=round(memory / _GIB),
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
    )


def versions_of(tool: Tool) -> dict[str, str]:
    """Return the distributions that matter to *tool*, and which versions of them it has."""
    asked = subprocess.run([tool.python, "-c", _ASK, *tool.libraries], capture_output=True, check=True)
    return msgspec.json.decode(asked.stdout, type=dict[str, str])


def _cpu_model() -> str:
    named = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return named[1].strip() if named else platform.machine()
