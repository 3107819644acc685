"""The machine and the versions that a benchmark runs with."""

import os
import platform
import re
import subprocess
from pathlib import Path

import msgspec

from .results import Machine
from .tools import Tool

_PRINT_VERSIONS = (
    "import importlib.metadata, json, sys; print(json.dumps({n: importlib.metadata.version(n) for n in sys.argv[1:]}))"
)
_GIB = 1 << 30


def this_machine() -> Machine:
    """Return the machine that this process runs on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        cpu=_cpu_model(),
        cores=os.cpu_count() or 1,
        memory_gib=round(memory / _GIB),
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
    )


def versions_of(tool: Tool) -> dict[str, str]:
    """Return the installed versions of the libraries of *tool*, by distribution."""
    command = [tool.python, "-c", _PRINT_VERSIONS, *tool.libraries]
    finished = subprocess.run(command, capture_output=True, check=True)
    return msgspec.json.decode(finished.stdout, type=dict[str, str])


def _cpu_model() -> str:
    model = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return model[1].strip() if model else platform.machine()
