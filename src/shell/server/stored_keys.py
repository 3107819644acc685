"""How keys are spelled in the columns of the journal."""

from ...core.contract.admission import AccountKey
from ...core.contract.server import RoutingKey
from ...core.routing.route import ResourceRoute, wire_fields


def key_prefix(account: int) -> str:
    """Return what stands before the keys of an account: nothing for the first, which older files have alone."""
    return f"{account}/" if account else ""


def stored_key(key: AccountKey) -> str:
    """Return an idempotency key as it is stored.

    >>> stored_key(AccountKey(0, "ab")), stored_key(AccountKey(2, "ab"))
    ('ab', '2/ab')
    """
    return key_prefix(key.account) + key.key


def loaded_key(stored: str) -> AccountKey:
    """Return the idempotency key that is stored like this."""
    account, _, key = stored.rpartition("/")
    return AccountKey(int(account or 0), key)


def key_columns(key: RoutingKey) -> tuple[str, str, str, str]:
    """Return a 4-tuple as texts, because SQL tells one null from another; null is empty text, which no key has."""
    resource_type, resource_id = wire_fields(key.route)
    return key.provider, key.workspace, resource_type or "", resource_id or ""


def route_in(resource_type: str, resource_id: str) -> ResourceRoute | None:
    """Return the route of two columns, which are empty where there is none."""
    return ResourceRoute(resource_type, resource_id) if resource_type else None
