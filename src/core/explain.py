"""One line for a person, for every error there is: what, where, what to do."""

from typing import TypeAlias, assert_never

from .binding import DOCTRINE_MODES, BindingError, NotBound, UnknownDoctrineMode
from .credential import EmptyCredential, MalformedCredential, MissingCredential
from .disk_fault import (
    BusyCache,
    CacheFault,
    CorruptRow,
    FileFault,
    InterruptedCache,
    MalformedFile,
    MissingCache,
    NoProject,
    NotAProject,
    ProjectFault,
    UnreadableCache,
    UnreadableFile,
)
from .door import WrongShape
from .endpoint import InsecureServerUrl, MissingServerUrl, ServerUrlError, UnusableServerUrl
from .receipt import LONGEST_TIMEOUT, PublishError, RouteRequired, Undelivered, UnusableTimeout
from .routing import RoutingError, UnsupportedProvider
from .serving import MissingExtra, ServeError, UnusableJournal, UnusablePort
from .token import MissingToken, UnusableToken
from .verdict import (
    Answer,
    BrokenProtocol,
    EffectUnknown,
    NotAllowed,
    Redirected,
    Refusal,
    Rejected,
    RetryLater,
    Unreachable,
)

TrackpostError: TypeAlias = PublishError | ServeError

_LONGEST_QUOTE = 200


def explain(error: TrackpostError | RoutingError) -> str:
    """Return the sentence for *error*: one line, and no secret in it."""
    return one_line(_sentence(error))


def one_line(text: str) -> str:
    r"""Return *text* with everything escaped that is not printable, whatever stood in a file or came from a server.

    >>> one_line("two\nlines")
    'two\\nlines'
    """
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)


def _sentence(error: TrackpostError | RoutingError) -> str:
    match error:
        case UnsupportedProvider() | MissingCredential() | EmptyCredential() | MalformedCredential():
            return _routing(error)
        case NotBound() | WrongShape() | UnknownDoctrineMode():
            return _binding(error)
        case NoProject() | NotAProject() | UnreadableFile() | MalformedFile():
            return _file(error)
        case MissingCache() | UnreadableCache() | InterruptedCache() | BusyCache() | CorruptRow():
            return _cache(error)
        case MissingServerUrl() | UnusableServerUrl() | InsecureServerUrl():
            return _server_url(error)
        case Undelivered(_, verdict):
            return _refusal(verdict)
        case RouteRequired() | MissingToken() | UnusableToken() | UnusableTimeout():
            return _demand(error)
        case MissingExtra() | UnusablePort() | UnusableJournal():
            return _serving(error)
        case unreachable:
            assert_never(unreachable)


def _routing(error: RoutingError) -> str:
    match error:
        case UnsupportedProvider(provider):
            return f"provider {provider!r} has no routing rule; the server falls back to the workspace's mapping"
        case MissingCredential(provider, key):
            return f"{_table(provider)} has no {key}; add it there"
        case EmptyCredential(provider, key):
            return f"{key} in {_table(provider)} is blank; fill it in there"
        case MalformedCredential(provider, key, type_name):
            return f"{key} in {_table(provider)} is {type_name}, but must be text or a whole number; correct it there"
        case unreachable:
            assert_never(unreachable)


def _table(provider: str) -> str:
    return f"[tracker.providers.{provider}] of the credentials file"


def _binding(error: BindingError) -> str:
    match error:
        case NotBound(source, member):
            return f"{source}: no {member}; bind the project to a tracker first"
        case WrongShape(source, member, expected, found):
            return f"{source}: {member} is {found}, but must be {expected}"
        case UnknownDoctrineMode(source, mode):
            known = ", ".join(DOCTRINE_MODES)
            return f"{source}: tracker.doctrine.mode is {mode!r}, but must be one of {known}"
        case unreachable:
            assert_never(unreachable)


def _file(error: ProjectFault | FileFault) -> str:
    match error:
        case NoProject(start):
            return f"{start}: no .kittify folder here or above; go into a Spec Kitty project, or name it with --root"
        case NotAProject(root):
            return f"{root}: is no Spec Kitty project, for it holds no .kittify folder"
        case UnreadableFile(path, reason):
            return f"{path}: cannot be read ({reason})"
        case MalformedFile(path, language, reason):
            return f"{path}: is no valid {language} ({reason}); correct it there"
        case unreachable:
            assert_never(unreachable)


def _cache(error: CacheFault) -> str:
    match error:
        case MissingCache(path):
            return f"{path}: no cached issues for this binding and these credentials; pull them from the tracker first"
        case UnreadableCache(path, reason):
            return f"{path}: is no readable issue cache ({reason}); make it readable, or move it away and pull again"
        case InterruptedCache(path):
            return (
                f"{path}: cannot be read without being written, as after an interrupted writer; "
                "let the tool that fills it open it once"
            )
        case BusyCache(path):
            return f"{path}: another program is writing it; try again when that is done"
        case CorruptRow(path, table, identity, reason):
            return f"{path}: row {identity!r} of {table} cannot be published ({reason}); pull that issue again"
        case unreachable:
            assert_never(unreachable)


def _server_url(error: ServerUrlError) -> str:
    match error:
        case MissingServerUrl():
            return "no server URL; give --server-url or set SAAS_API_URL"
        case UnusableServerUrl(url, reason):
            return f"server URL {url!r} cannot be used: {reason}"
        case InsecureServerUrl(url):
            return (
                f"server URL {url!r} is plain http to another machine; use https://, or allow it with --insecure-http"
            )
        case unreachable:
            assert_never(unreachable)


def _demand(error: RouteRequired | MissingToken | UnusableToken | UnusableTimeout) -> str:
    match error:
        case RouteRequired(reason):
            return f"a route is required, and there is none: {_routing(reason)}"
        case MissingToken(source):
            return f"{source} holds no token; put one there, or leave the option out"
        case UnusableToken(source, position):
            return f"{source} has a blank, a line break or a non-ASCII letter at position {position}; copy it anew"
        case UnusableTimeout(seconds):
            return f"a timeout of {seconds} seconds cannot be kept; give more than 0 and at most {LONGEST_TIMEOUT:.0f}"
        case unreachable:
            assert_never(unreachable)


def _serving(error: MissingExtra | UnusablePort | UnusableJournal) -> str:
    match error:
        case MissingExtra(extra):
            return f"this command needs more packages: pip install 'trackpost[{extra}]'"
        case UnusablePort(port, reason):
            return f"cannot listen on port {port} ({reason}); choose another with --port"
        case UnusableJournal(path, reason):
            return f"{path}: what is received cannot be kept there ({reason}); choose another file with --data"
        case unreachable:
            assert_never(unreachable)


def _refusal(verdict: Refusal) -> str:
    match verdict:
        case Rejected(answer):
            return f"the server refused the snapshot{_quoted(answer)}; nothing changed there"
        case NotAllowed(answer):
            return f"the server does not accept this token{_quoted(answer)}; give another with --auth-token"
        case RetryLater(answer, retry_after):
            when = "" if retry_after is None else f" (Retry-After: {_cut(retry_after)})"
            return f"the server cannot take it now{_quoted(answer)}; try again later{when}, it is safe to repeat"
        case Redirected(answer, location):
            return (
                f"the server redirects{_quoted(answer)} to {_cut(location or 'nowhere')}; redirects are not followed, "
                "so give the server's own URL"
            )
        case BrokenProtocol(reason, answer):
            return f"what answered is no Spec Kitty server: {reason}{_quoted(answer)}; check the server URL"
        case Unreachable(reason):
            return f"the server could not be reached ({reason}); nothing was sent"
        case EffectUnknown(reason):
            return (
                f"the connection failed after the snapshot had left ({reason}); whether it arrived is unknown, "
                "it is safe to repeat"
            )
        case unreachable:
            assert_never(unreachable)


def _quoted(answer: Answer | None) -> str:
    """Return the status and the server's own words, as far as a line has room for them."""
    if answer is None:
        return ""
    words = " ".join(_words(answer.body).split())
    return f" (HTTP {answer.status_code}{words and ': '}{_cut(words)})"


def _words(body: object) -> str:
    match body:
        case None:
            return ""
        case dict():
            told = (body[name] for name in ("message", "detail", "error") if isinstance(body.get(name), str))
            return next((text for text in told if text.strip()), str(body))
        case other:
            return str(other)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
