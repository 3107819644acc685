"""What to do about the error of a job: the fleet file has most of what a single project has in files of its own."""

from ..delivery.entry import TokenNeeded
from ..delivery.receipt import Undelivered
from ..delivery.verdict import NotAllowed
from ..errors import Problem
from ..issues.cache_faults import MissingCache
from ..issues.command_fault import UnusableCommand
from ..issues.tracker_fault import BrokenTracker, TrackerNotAllowed, TrackerRefused
from ..issues.tracker_url import InsecureTrackerUrl, UnusableTrackerUrl
from ..parsing.text import shortened
from ..routing.credentials import MissingCredential
from ..routing.given import secret_of
from ..routing.origins import Credentials, origin_of
from ..routing.pin import RouteDrift
from ..routing.providers import row_of
from ..routing.route import ResourceRoute

_SERVER = "[credentials.server] in the fleet file"


def told(error: Problem, credentials: Credentials) -> str:
    """Return the message of an error, with the remedy for a project of a fleet.

    Args:
        error: of a pull or a publish.
        credentials: of the project, each with the place that it comes from.
    """
    match error:
        case MissingCache(path):
            return f"{path}: nothing is cached yet; the next run of the fleet pulls the issues"
        case TokenNeeded(answer):
            what = f"the server requires a token{answer.quoted}, and there is none"
            return f"{what}; add [credentials.server] to the fleet file"
        case InsecureTrackerUrl(provider, key, host):
            what = f"{key} of {provider} is plain http to another machine ({host})"
            return f"{what}; use https://, or add insecure_http = true to [fleet] in the fleet file"
        case MissingCredential(provider=provider, key=key):
            return f"no {key} for {provider}; add it to {_table(provider)}, or to the project's own credentials there"
        case Undelivered(verdict=NotAllowed(answer) as refusal, request=request):
            lacks_token = request.token is None and not answer.is_web_page
            what = f"the server requires a token{answer.quoted}, and none was sent" if lacks_token else refusal.what
            return f"{what}; correct {_SERVER}"
        case _:
            return _of_given(error, credentials) or error.message


def _of_given(error: Problem, credentials: Credentials) -> str | None:
    """Return the message of an error of a value that the fleet file gives; None for another one."""
    match error:
        case TrackerNotAllowed(provider=provider, reason=reason) if _is_of_fleet(credentials, secret_of(provider)):
            token = f"the {secret_of(provider)} that the fleet file gives"
            return f"{provider} does not accept the credentials ({shortened(reason)}); correct {token}"
        case TrackerRefused(provider=provider, reason=reason) if _is_of_fleet(credentials, secret_of(provider)):
            return (
                f"{provider} refused to list the issues ({shortened(reason)}); check the credentials in the fleet file"
            )
        case BrokenTracker(provider=provider, reason=reason) if _is_of_fleet(credentials, _address_of(provider)):
            address = f"the {_address_of(provider)} that the fleet file gives"
            return f"the answer does not look like {provider} ({shortened(reason)}); check {address}"
        case UnusableTrackerUrl(provider, key, reason) if _is_of_fleet(credentials, key):
            return f"cannot use {key} of {provider}: {reason}; correct the {key} that the fleet file gives"
        case UnusableCommand(provider, command, reason, key) if _is_of_fleet(credentials, key):
            what = f"cannot run {command} to read {provider} ({shortened(reason)})"
            return f"{what}; correct the {key} that the fleet file gives"
        case RouteDrift(pinned, ResourceRoute() as derived, None) if _names_part(credentials, derived):
            found = f"this project is pinned to {pinned.in_words}, but the fleet file names {derived.in_words}"
            return f"{found}; correct the project's own credentials there, or remove them: the pin is enough"
        case _:
            return None


def _is_of_fleet(credentials: Credentials, key: str | None) -> bool:
    origin = None if key is None else origin_of(credentials, key)
    return origin is not None and origin.source == "fleet"


def _names_part(credentials: Credentials, route: ResourceRoute) -> bool:
    return any(
        _is_of_fleet(credentials, key) and text == route.external_resource_id for key, text in credentials.items()
    )


def _address_of(provider: str) -> str | None:
    address = row_of(provider).address
    return None if address is None else address[0]


def _table(provider: str) -> str:
    return f"[credentials.{provider}] in the fleet file"
