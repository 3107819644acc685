"""The tables of the shared ledger, made once under a lock, and their version."""

from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from .session import Connection

VERSION = 1
_OLDEST_SERVER = 150_000
"""PostgreSQL 15, the first that can treat NULLs as equal in a unique constraint."""
_LOCK = 0x747261636B706F73
"""The bytes of "trackpos": a number that no other program locks by chance."""
# The catalogs themselves, because to_regclass() may remember that there was none before another process made it.
_HAS_SCHEMA = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'trackpost'"
_HAS_TABLES = """
SELECT 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = 'trackpost' AND relname = 'ledger'
"""
_VERSION = "SELECT version FROM trackpost.ledger"
_HEX = "~ '^[0-9a-f]{64}$'"
_TABLES = (
    "CREATE TABLE trackpost.ledger (version integer NOT NULL)",
    # A lease is held until this instant by the database's clock; the fence tells it from all earlier ones.
    """
CREATE TABLE trackpost.leases (
    target text PRIMARY KEY, fence bigint NOT NULL, seconds double precision NOT NULL, until timestamptz
)
""",
    # Each entry follows another one of its target, and no two follow the same, so that a chain cannot fork.
    f"""
CREATE TABLE trackpost.publishes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, target text NOT NULL, previous bigint,
    endpoint text NOT NULL, provider text NOT NULL, workspace text NOT NULL, project text NOT NULL,
    resource_type text, resource_id text, CHECK ((resource_type IS NULL) = (resource_id IS NULL)),
    key text COLLATE "C" NOT NULL CHECK (key {_HEX}), digest text NOT NULL CHECK (digest {_HEX}),
    state text NOT NULL CHECK (state IN ('pending', 'acknowledged', 'refused')),
    issues bigint NOT NULL CHECK (issues >= 0), mappings bigint NOT NULL CHECK (mappings >= 0),
    bytes bigint NOT NULL CHECK (bytes >= 0), began_at text NOT NULL, ended_at text,
    times bigint NOT NULL CHECK (times >= 0), attempts bigint NOT NULL CHECK (attempts >= 0),
    outcome text, status_code integer, effect text CHECK (effect IN ('none', 'unknown', 'applied')),
    place text, link text CHECK (link {_HEX}), fence bigint, concluded bigint,
    in_doubt boolean NOT NULL DEFAULT false,
    UNIQUE (target, id), UNIQUE NULLS NOT DISTINCT (target, previous),
    FOREIGN KEY (target, previous) REFERENCES trackpost.publishes (target, id)
)
""",
    "CREATE INDEX publishes_of_project ON trackpost.publishes (provider, workspace, project, id)",
    "CREATE INDEX publishes_of_key ON trackpost.publishes (key)",
    # A table of their own: they are large, and a change of the row beside them would write them anew.
    """
CREATE TABLE trackpost.fingerprints (
    publish bigint PRIMARY KEY REFERENCES trackpost.publishes ON DELETE CASCADE, made bytea NOT NULL
)
""",
)


def version_of(connection: "Connection") -> int | None:
    """Return the version of the tables; None if there are none."""
    if connection.execute(_HAS_TABLES).fetchone() is None:
        return None
    row = connection.execute(_VERSION).fetchone()
    return 0 if row is None else int(row["version"])


def make_schema(connection: "Connection") -> int:
    """Make the tables if there are none, and return their version. Of several processes, one makes them."""
    version = version_of(connection)
    if version is not None:
        return version
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    version = version_of(connection)
    if version is None:
        _make(connection)
        version = VERSION
    return version


def _make(connection: "Connection") -> None:
    if connection.info.server_version < _OLDEST_SERVER:
        old = "it needs PostgreSQL 15 or newer"
        raise psycopg.NotSupportedError(old)
    if connection.execute(_HAS_SCHEMA).fetchone() is None:  # who may not make one may be given one
        connection.execute("CREATE SCHEMA trackpost")
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO trackpost.ledger (version) VALUES (%s)", (VERSION,))
