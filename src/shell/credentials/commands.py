"""Runs the commands that print credentials. What they print stays in memory, and is in no message."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import TimeoutExpired
from threading import Lock

from attrs import Factory, define, frozen
from returns.result import Failure, Result, Success

from ...core.parsing.environment import without_our_secrets
from ...core.result import sealed
from ...core.routing.given import CredentialsCommandFailed, GivenCredentials, Members, keys_of, secret_of
from ..child import Ended, NotStarted, TooMuch, run
from ..clock import Clock, parse_instant

_SECONDS = 60.0
_MOST_BYTES = 64 * 1024
_EARLIER = 60.0
"""Seconds before its expiry at which a credential is asked for again; half of the time if it does not last longer."""
_PAUSE = 60.0
"""Seconds until a command that failed is run again: it must not run for each of ten thousand projects."""

_Printed = Result[Members, CredentialsCommandFailed]


@frozen
class _Kept:
    printed: _Printed
    until: float | None


@define
class _Command:
    """One command: its lock, so that it runs once for all who wait for it, and what it printed last."""

    lock: Lock = Factory(Lock)
    kept: _Kept | None = None


class CredentialCommands:
    """The commands of one settings file, each run when its credentials are needed, and again when they expire.

    Args:
        folder: in which they run.
        environ: of this process; they get it without our own tokens.
        clock: tells when something expires.
        known: returns the members that count in the JSON of a command, for the name of a tracker, or of the server.
    """

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        clock: Clock,
        known: Callable[[str], tuple[str, ...]] = keys_of,
    ) -> None:
        self._folder = folder
        self._environ = without_our_secrets(environ)
        self._clock = clock
        self._known = known
        self._lock = Lock()  # of the table alone: a command that hangs must not hold up the others
        self._commands: dict[tuple[str, tuple[str, ...]], _Command] = defaultdict(_Command)

    def members(self, given: GivenCredentials, provider: str) -> _Printed:
        """Return all members that are given: those that are written, and those that the command prints."""
        if not given.command:
            return Success(given.members)
        command = self._command(given, provider)
        with command.lock:
            kept = command.kept
            if kept is None or (kept.until is not None and kept.until <= self._clock.monotonic()):
                kept = command.kept = self._run(given, provider)
        return kept.printed.map(lambda printed: {**given.members, **printed})

    def renew(self, given: GivenCredentials | None, provider: str, used: Mapping[str, object]) -> bool:
        """Forget what a command printed if it is what was *used*, and return whether there is something else now."""
        if given is None or not given.command:
            return False
        command = self._command(given, provider)
        with command.lock:
            if command.kept is not None and _is_in(command.kept.printed, used):
                command.kept = None
        return not _is_in(self.members(given, provider), used)

    def _command(self, given: GivenCredentials, provider: str) -> _Command:
        with self._lock:
            return self._commands[provider, given.command]

    def _run(self, given: GivenCredentials, provider: str) -> _Kept:
        printed = self._ended(given.command).bind(lambda ended: _read(ended, provider, self._known(provider)))
        match sealed(printed):
            case Success((members, None)):
                return _Kept(Success(members), None)
            case Success((members, float(expires))) if (left := expires - self._clock.now().timestamp()) > 0:
                return _Kept(Success(members), self._clock.monotonic() + left - min(_EARLIER, left / 2))
            case Success():
                return self._failed(given, provider, "prints credentials that have expired")
            case Failure(reason):
                return self._failed(given, provider, reason)

    def _failed(self, given: GivenCredentials, provider: str, reason: str) -> _Kept:
        fault = CredentialsCommandFailed(provider, given.command[0], reason)
        return _Kept(Failure(fault), self._clock.monotonic() + _PAUSE)

    def _ended(self, command: tuple[str, ...]) -> Result[Ended, str]:
        try:
            return Success(run(command, self._folder, self._environ, seconds=_SECONDS, most=_MOST_BYTES))
        except NotStarted as error:
            return Failure(f"cannot be started ({error})")
        except TimeoutExpired:
            return Failure(f"did not end within {_SECONDS:.0f} s")
        except TooMuch:
            return Failure("prints more than 64 KiB")


def _is_in(printed: _Printed, used: Mapping[str, object]) -> bool:
    """Say whether credentials are what was used; those that cannot be had are no others."""
    return all(used.get(key) == text for key, text in printed.value_or({}).items())


def _read(ended: Ended, provider: str, known: tuple[str, ...]) -> Result[tuple[Members, float | None], str]:
    """Return the members in the output of a command, and when they expire; else what is wrong, without the output."""
    if ended.status != 0:
        return Failure(f"ended with status {ended.status}; run it by hand to see why")
    try:
        text = ended.output.decode().strip()
    except UnicodeDecodeError:
        return Failure("prints what is not UTF-8")
    if text.startswith("{"):
        return _read_object(text, known)
    secret = secret_of(provider)
    if not text or "\n" in text or secret is None:
        return Failure("must print a secret in one line, or one JSON object")
    return Success(({secret: text}, None))


def _read_object(text: str, known: tuple[str, ...]) -> Result[tuple[Members, float | None], str]:
    """Read members in JSON, with an ``Expiration`` as the credential processes of AWS have it."""
    try:
        match json.loads(text):
            case dict() as found:
                members = {key: found[key] for key in known if isinstance(found.get(key), str) and found[key]}
                expires = found.get("Expiration")
                if not members:
                    return Failure(f"prints a JSON object without any of {', '.join(known)}")
                return Success((members, None if expires is None else parse_instant(str(expires)).timestamp()))
            case _:
                return Failure("prints JSON that is no object")
    except (ValueError, RecursionError, OverflowError):
        return Failure("prints JSON that cannot be read, or an Expiration that is no instant")
