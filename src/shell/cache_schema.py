"""The tables of the issue cache, as every tool that shares it knows them."""

SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS tracker_issues (
    identity TEXT PRIMARY KEY, system TEXT NOT NULL, workspace TEXT NOT NULL, issue_id TEXT NOT NULL,
    payload TEXT NOT NULL, updated_at TEXT
)
""",
    """
CREATE TABLE IF NOT EXISTS tracker_checkpoints (checkpoint_key TEXT PRIMARY KEY, cursor TEXT, updated_since TEXT)
""",
    """
CREATE TABLE IF NOT EXISTS tracker_mappings (
    wp_id TEXT NOT NULL, system TEXT NOT NULL, workspace TEXT NOT NULL, external_id TEXT NOT NULL,
    external_key TEXT, external_url TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (wp_id, system), UNIQUE (system, workspace, external_id)
)
""",
)
