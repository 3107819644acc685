"""What a publish is asked for, beside the server."""

from attrs import field, frozen


@frozen(kw_only=True)
class PublishOrder:
    """How to publish.

    Attributes:
        auth_token: goes before the tokens of the credentials file; not printed.
        require_route: refuse where the route cannot be derived.
        allow_foreign: publish issues of another project or workspace too.
    """

    auth_token: str | None = field(default=None, repr=False)
    require_route: bool = False
    allow_foreign: bool = False
