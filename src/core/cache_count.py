"""How much a cache holds."""

from attrs import frozen

from .snapshot import Checkpoint


@frozen(kw_only=True)
class CacheCount:
    """What a cache holds for one binding."""

    issues: int
    mappings: int
    checkpoint: Checkpoint
