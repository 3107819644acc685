"""Which tests need POSIX: those that use what Windows lacks, by themselves or through what they import from here."""

import re
from functools import cache
from pathlib import Path

_TOP = Path(__file__).parents[2]
_ABSENT = re.compile(
    r"""^\s*(?:import|from)\ (?:fcntl|grp|pty|pwd|resource|termios)\b
    |\bos\.(?:fork|geteuid|getuid|kill|killpg|mkfifo|setsid)\b
    |\bsignal\.SIG(?:CONT|HUP|KILL|STOP|TERM|USR1)\b
    |\.send_signal\(|\bAF_UNIX\b|\bforkpty\b""",
    re.MULTILINE | re.VERBOSE,
)
_DIFFERENT = re.compile(
    r"""\.(?:chmod|symlink_to)\(
    |["'](?:bash|sh|setpriv|systemd-analyze|unshare)["']
    |["'/](?:dev|bin|proc|etc)/""",
    re.VERBOSE,
)
"""What is there, and does something else; what prepares a test may use it all the same."""
_IMPORTED = re.compile(r"^from (tests\.[\w.]+) import ", re.MULTILINE)


@cache
def needs_posix(module: Path) -> bool:
    """Say whether a module of tests needs what Windows lacks."""
    return _DIFFERENT.search(module.read_text(encoding="utf-8")) is not None or _uses_what_is_absent(module)


@cache
def _uses_what_is_absent(module: Path) -> bool:
    text = module.read_text(encoding="utf-8")
    paths = (_TOP.joinpath(*name.split(".")).with_suffix(".py") for name in _IMPORTED.findall(text))
    return _ABSENT.search(text) is not None or any(_uses_what_is_absent(path) for path in paths if path.is_file())
