"""Looks up secrets in the keyring of the system, with the library ``keyring``."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeAlias

from returns.result import Failure, Result, Success

from ...core.project.faults import MissingExtra
from ...core.project.secret_faults import UnusableKeyring
from ...core.routing.given import Members

SERVICE = "trackpost"
_EXTRA = "keyring"
# They keep nothing, or keep it as plain text, or as good as that.
_REFUSED = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")
_CHAIN = "keyring.backends.chainer"


class Backend(Protocol):
    """What is asked of a keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept under a name; None if there is nothing."""


KeyringFault: TypeAlias = UnusableKeyring | MissingExtra
FindBackend: TypeAlias = Callable[[], Result[Backend, KeyringFault]]


def system_backend() -> Result[Backend, KeyringFault]:
    """Return the keyring of the system, or why there is none that keeps secrets."""
    try:
        import keyring  # noqa: PLC0415 - only those who have set it
    except ImportError:
        return Failure(MissingExtra(_EXTRA))
    try:
        found: Backend = keyring.get_keyring()
    except (ImportError, AttributeError, ValueError, TypeError, RuntimeError) as error:  # its configuration names none
        return Failure(UnusableKeyring(str(error)))
    return safe_backend(found)


def safe_backend(found: Backend) -> Result[Backend, UnusableKeyring]:
    """Return a back end, unless it or one that it hands on to keeps secrets as plain text, or does not keep any."""
    module = type(found).__module__
    parts = getattr(found, "backends", ()) if module == _CHAIN else (found,)
    return _first_unsafe(parts) or Success(found)


def _first_unsafe(parts: Iterable[object]) -> Failure[UnusableKeyring] | None:
    names = [f"{type(part).__module__}.{type(part).__qualname__}" for part in parts]
    unsafe = (name for name in names if f"{name}.".startswith(_REFUSED) or "plaintext" in name.lower())
    return next((Failure(UnusableKeyring(f"{name} does not keep secrets safely")) for name in unsafe), None)


def look_up(find: FindBackend, holder: str, key: str) -> Result[Members, KeyringFault]:
    """Return the secret that is kept for a tracker, or the server, under ``<holder>.<key>``; nothing if there is none.

    Args:
        find: returns the keyring.
        holder: canonical name of the tracker, or ``server``.
        key: of the credential.
    """
    return (
        find()
        .bind(lambda backend: _asked(backend, f"{holder}.{key}"))
        .map(lambda text: {key: text} if text and text.strip() else {})
    )


def _asked(backend: Backend, name: str) -> Result[str | None, KeyringFault]:
    from keyring.errors import KeyringError  # noqa: PLC0415 - see above

    try:
        return Success(backend.get_password(SERVICE, name))
    except (KeyringError, OSError, RuntimeError) as error:
        return Failure(UnusableKeyring(str(error) or type(error).__name__))
