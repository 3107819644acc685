"""One line for each thing that a server or a tracker can do to us."""

from typing import assert_never

from ..delivery.endpoint import InsecureServerUrl, MissingServerUrl, ServerUrlError, UnusableServerUrl
from ..delivery.verdict import (
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
from ..issues.pull import (
    BrokenTracker,
    TrackerBusy,
    TrackerFault,
    TrackerNotAllowed,
    TrackerRefused,
    TrackerUnreachable,
)

_LONGEST_QUOTE = 200


def of_server_url(error: ServerUrlError) -> str:
    """Say what is wrong with the URL of a server."""
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


def of_refusal(verdict: Refusal) -> str:
    """Say how a publish ended that did not arrive, or not certainly."""
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


def of_tracker(error: TrackerFault) -> str:
    """Say what an issue tracker did."""
    match error:
        case TrackerNotAllowed(provider, _, reason):
            return f"{provider} does not accept the credentials ({_cut(reason)}); bind again with others"
        case TrackerRefused(provider, _, reason):
            return (
                f"{provider} refused to list the issues ({_cut(reason)}); check the credentials with `trackpost status`"
            )
        case TrackerBusy(provider, status_code, retry_after):
            when = "" if retry_after is None else f"; it asks to wait {retry_after} s"
            status = "" if status_code is None else f" (HTTP {status_code})"
            return f"{provider} is busy{status}{when}; pull again later, it goes on where it stopped"
        case TrackerUnreachable(provider, reason):
            return f"{provider} could not be reached ({_cut(reason)}); pull again, it goes on where it stopped"
        case BrokenTracker(provider, reason):
            return (
                f"what answered is not {provider} as it is known ({_cut(reason)}); check its address in the credentials"
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
