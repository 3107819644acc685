"""Choose the server to publish to."""

from collections.abc import Mapping

from ..routing.origins import Origin, Sourced

SERVER_URL = "SAAS_API_URL"
_OPTION = Origin("option", "--server-url")
_FILE = Origin("file", "[server] in the credentials file")


def choose_server(
    given: str | None, environ: Mapping[str, str], settings: Sourced | None, shared: str | None
) -> Sourced | None:
    """Return the URL of the first place that has one, unchecked; None if there is none.

    Args:
        given: by the caller.
        environ: has it as ``SAAS_API_URL``.
        settings: the one of trackpost's settings.
        shared: ``[server] url`` of the credentials file.

    >>> choose_server(None, {}, None, "https://kitty.example").text
    'https://kitty.example'
    """
    variable = environ.get(SERVER_URL, "").strip()
    places = (
        None if given is None else Sourced(given, _OPTION),
        Sourced(variable, Origin("environment", SERVER_URL)) if variable else None,
        settings,
        None if shared is None else Sourced(shared, _FILE),
    )
    return next((found for found in places if found is not None), None)
