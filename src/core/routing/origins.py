"""The credentials of a provider, with the place that each comes from."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from attrs import field, frozen
from msgspec import Struct
from typing_extensions import override

from .providers import Provider

Source: TypeAlias = Literal["option", "environment", "settings", "command", "keyring", "file", "fleet", "pin"]


class Origin(Struct, frozen=True):
    """Where a value comes from.

    Attributes:
        source: the kind of place.
        in_words: the place itself, for a message.
    """

    source: Source
    in_words: str


class Sourced(Struct, frozen=True):
    """A text, and where it comes from."""

    text: str
    origin: Origin


KEYRING = Origin("keyring", "the keyring")
FLEET = Origin("fleet", "the fleet file")
PIN = Origin("pin", "tracker.resource in the config")


def command_origin(holder: str) -> Origin:
    """Return the origin of what the command of a tracker, or of the server, prints."""
    return Origin("command", f"the credentials command of {holder}")


def file_origin(provider: str) -> Origin:
    """Return the origin of what the credentials file has of a provider.

    >>> file_origin("jira").in_words
    '[tracker.providers.jira] in the credentials file'
    """
    return Origin("file", f"[tracker.providers.{provider}] in the credentials file")


def variable_of(provider: str, key: str) -> str:
    """Return the environment variable of a member.

    >>> variable_of("azure_devops", "pat")
    'TRACKPOST_AZURE_DEVOPS_PAT'
    """
    return f"TRACKPOST_{provider}_{key}".upper()


@frozen(eq=False)
class Credentials(Mapping[str, object]):
    """The credentials of one provider. As a mapping, it has the members alone.

    Attributes:
        members: not printed.
        origins: where each member comes from.
    """

    members: Mapping[str, object] = field(factory=dict, repr=False)
    origins: Mapping[str, Origin] = field(factory=dict)

    @override
    def __getitem__(self, key: str) -> object:
        return self.members[key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.members)

    @override
    def __len__(self) -> int:
        return len(self.members)

    def of(self, *sources: Source) -> "Credentials":
        """Return those that come from some kinds of places."""
        return self.only(key for key, origin in self.origins.items() if origin.source in sources)

    def only(self, keys: Iterable[str]) -> "Credentials":
        """Return those with some keys."""
        kept = [key for key in keys if key in self.members]
        return Credentials({key: self.members[key] for key in kept}, {key: self.origins[key] for key in kept})


NOTHING = Credentials()


def all_from(origin: Origin, members: Mapping[str, object]) -> Credentials:
    """Return credentials that come from one place."""
    return Credentials(members, dict.fromkeys(members, origin))


def from_environment(row: Provider, environ: Mapping[str, str]) -> Credentials:
    """Return the credentials that the environment has; a blank variable counts as none.

    >>> from_environment(Provider(name="jira", takes=("email",)), {"TRACKPOST_JIRA_EMAIL": "dev@acme.example"})["email"]
    'dev@acme.example'
    """
    variables = {key: variable_of(row.name, key) for key in row.keys}
    found = {key: name for key, name in variables.items() if environ.get(name, "").strip()}
    return Credentials(
        {key: environ[name] for key, name in found.items()},
        {key: Origin("environment", name) for key, name in found.items()},
    )


def over(row: Provider, above: Credentials, below: Credentials) -> Credentials:
    """Return the members of both. One *above* hides the one *below*, also if that has another spelling of its key."""
    hidden = set(above).union(*(keys for keys in row.needs if not above.keys().isdisjoint(keys)))
    kept = [key for key in below if key not in hidden]
    return Credentials(
        {**{key: below[key] for key in kept}, **above.members},
        {**{key: below.origins[key] for key in kept}, **above.origins},
    )


def origin_of(credentials: Mapping[str, object], key: str) -> Origin | None:
    """Return where a member comes from; None if it is absent, or if nobody knows."""
    match credentials:
        case Credentials():
            return credentials.origins.get(key)
        case _:
            return None
