"""The tables of a fleet in the database that its machines share, and their version."""

from ...ledger.postgres.session import Connection

_LOCK = 0x666C656574
"""The bytes of "fleet": a number that no other program locks by chance."""
# The catalogs themselves, because to_regclass() may remember that there was none before another process made it.
_HAS_VERSION = """
SELECT 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'trackpost' AND relname = 'fleet'
"""
_VERSION = "SELECT version FROM trackpost.fleet"
# Databases without a version have the tables of the first.
_FIRST = (
    "CREATE TABLE trackpost.fleet (version integer NOT NULL)",
    "INSERT INTO trackpost.fleet (version) VALUES (0)",
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_projects (
    name text PRIMARY KEY, began double precision NOT NULL, ended double precision NOT NULL, outcome text NOT NULL,
    is_failed boolean NOT NULL, published double precision, failures bigint NOT NULL, files text NOT NULL,
    is_released boolean NOT NULL
)
""",
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_earlier (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL, began double precision NOT NULL, ended double precision NOT NULL, outcome text NOT NULL,
    is_failed boolean NOT NULL, published double precision, failures bigint NOT NULL, files text NOT NULL,
    is_released boolean NOT NULL
)
""",
    "CREATE INDEX IF NOT EXISTS fleet_earlier_of ON trackpost.fleet_earlier (name)",
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_workers (
    name text PRIMARY KEY, doing text NOT NULL, began double precision NOT NULL, seen timestamptz NOT NULL
)
""",
    # A token bucket for each host and credential.
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_paces (
    gate text PRIMARY KEY, tokens double precision NOT NULL, at double precision NOT NULL
)
""",
    # A slot is held while its holder is seen.
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_slots (
    gate text NOT NULL, number integer NOT NULL, holder text NOT NULL, PRIMARY KEY (gate, number)
)
""",
    # The version grows with each write: it is the fence that a worker must still have when it writes, and publishes.
    """
CREATE TABLE IF NOT EXISTS trackpost.fleet_caches (
    name text PRIMARY KEY, version bigint NOT NULL, packed bytea NOT NULL
)
""",
)
# A release is counted, so that one during a try is not lost with it; and refused credentials are remembered.
_SECOND = (
    *(
        statement
        for table in ("trackpost.fleet_projects", "trackpost.fleet_earlier")
        for statement in (
            f"ALTER TABLE {table} RENAME COLUMN is_released TO asked",
            f"ALTER TABLE {table} ALTER COLUMN asked TYPE bigint USING asked::integer",
            f"ALTER TABLE {table} ADD COLUMN answered bigint NOT NULL DEFAULT 0",
        )
    ),
    "CREATE TABLE trackpost.fleet_refused (host text NOT NULL, holder text NOT NULL, PRIMARY KEY (host, holder))",
)
_STEPS = (_FIRST, _SECOND)
VERSION = len(_STEPS)


class _NewerTablesError(RuntimeError):
    """A newer trackpost made the tables."""


def make_tables(connection: Connection) -> None:
    """Make the tables, or change those of an older version. Of several processes, one does.

    Raises:
        RuntimeError: a newer trackpost made them.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    version = _version_of(connection)
    if version > VERSION:
        newer = f"its fleet has version {version}, and this trackpost knows version {VERSION}; use the newer one"
        raise _NewerTablesError(newer)
    for step in _STEPS[version:]:
        for statement in step:
            connection.execute(statement)
    if version < VERSION:
        connection.execute("UPDATE trackpost.fleet SET version = %s", (VERSION,))


def _version_of(connection: Connection) -> int:
    if connection.execute(_HAS_VERSION).fetchone() is None:
        return 0
    row = connection.execute(_VERSION).fetchone()
    return 0 if row is None else int(row["version"])
