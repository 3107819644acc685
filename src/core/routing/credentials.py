"""Read credentials from a table that people edit by hand."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from msgspec import Struct
from returns.result import Failure, Result, Success

from ..errors import Category, sentence
from ..parsing.text import is_unicode
from ..result import sealed
from .origins import file_origin, origin_of, variable_of
from .providers import Provider


class MissingCredential(Struct, frozen=True):
    """The credential is absent or null."""

    provider: str
    key: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        variable, table = variable_of(self.provider, self.key), _table(self.provider)
        return f"no {self.key} for {self.provider}: set {variable}, or add it to {table}"


class EmptyCredential(Struct, frozen=True):
    """The credential is empty or only whitespace."""

    provider: str
    key: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return f"{self.key} in {_table(self.provider)} is blank; fill it in"


class MalformedCredential(Struct, frozen=True):
    """The credential is neither text nor an integer.

    Attributes:
        provider: canonical name.
        key: the key in the provider's table.
        type_name: the type that was found instead; never the value.
        origin: where it was found, in words; None for the provider's table in the credentials file.
    """

    provider: str
    key: str
    type_name: str
    origin: str | None = None
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        place = self.origin or f"{self.key} in {_table(self.provider)}"
        return f"{place} must be text or a whole number, not {self.type_name}; correct it"


class ExposedCredentials(Struct, frozen=True):
    """Other users of the machine have access to the credentials file.

    Attributes:
        path: the file.
        mode: its permissions, in octal.
    """

    path: str
    mode: str
    category: ClassVar = Category.CONFIG

    @sentence
    def message(self) -> str:
        return (
            f"{self.path}: other users of this machine have access to the credentials (mode {self.mode}); "
            "run chmod 600 on the file, or bind again"
        )


CredentialError: TypeAlias = MissingCredential | EmptyCredential | MalformedCredential


def _table(provider: str) -> str:
    return file_origin(provider).in_words


_WIDEST_INTEGER = 10**64
"""Ids are short, and Python refuses to convert integers of more than 4,300 digits to text."""


def read_credential(provider: str, credentials: Mapping[str, object], key: str) -> Result[str, CredentialError]:
    """Return the text of ``credentials[key]`` without surrounding whitespace, or why there is none.

    Only a file can hold anything but text, and only it and the environment text that is no Unicode.

    Integers are accepted, because people forget the quotes around an id; booleans are not.

    >>> read_credential("jira", {"project_key": " ACME "}, "project_key")
    <Success: ACME>
    >>> read_credential("jira", {"project_key": ""}, "project_key")
    <Failure: EmptyCredential(provider='jira', key='project_key')>
    """
    match credentials.get(key):
        case None:
            return Failure(MissingCredential(provider, key))
        case str(text) if not is_unicode(text):
            origin = origin_of(credentials, key)
            variable = origin.in_words if origin is not None and origin.source == "environment" else None
            return Failure(MalformedCredential(provider, key, "str with a lone surrogate", variable))
        case str(text) if stripped := text.strip():
            return Success(stripped)
        case str():
            return Failure(EmptyCredential(provider, key))
        case int(number) if not isinstance(number, bool) and abs(number) < _WIDEST_INTEGER:
            return Success(str(number))
        case other:
            return Failure(MalformedCredential(provider, key, type(other).__name__))


def credential_in_words(provider: str, credentials: Mapping[str, object], key: str) -> str:
    """Return what to call a credential, with the place that it is from, if that is known.

    >>> credential_in_words("jira", {"api_token": "a b"}, "api_token")
    "credential 'api_token' of jira"
    """
    origin = origin_of(credentials, key)
    return f"credential {key!r} of {provider}{'' if origin is None else f' (from {origin.in_words})'}"


def first_credential(
    provider: str, credentials: Mapping[str, object], keys: tuple[str, ...]
) -> Result[tuple[str, str] | None, MalformedCredential]:
    """Return the first of *keys* that is not blank, with its text; None if all are blank or absent.

    A malformed credential before it is an error.

    >>> first_credential("jira", {"username": " ", "email": "dev@acme.example"}, ("username", "email"))
    <Success: ('email', 'dev@acme.example')>
    """
    for key in keys:
        match sealed(read_credential(provider, credentials, key)):
            case Success(text):
                return Success((key, text))
            case Failure(error):
                match error:
                    case MalformedCredential():
                        return Failure(error)
                    case MissingCredential() | EmptyCredential():
                        continue
    return Success(None)


def missing_credentials(row: Provider, credentials: Mapping[str, object]) -> tuple[str, ...]:
    """Return the required credentials that are absent, each by the first of its spellings."""

    def is_absent(key: str) -> bool:
        return read_credential(row.name, credentials, key).value_or(None) is None

    return tuple(keys[0] for keys in row.needs if all(map(is_absent, keys)))
