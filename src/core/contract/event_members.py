"""The types of the members of events.

Contract: contracts/batch-api-contract.md, "The envelope".
"""

from typing import Annotated, TypeAlias

from msgspec import Meta

from ..parsing.text import BLANKS

_HEX = "[0-9a-fA-F]"

JsonObject: TypeAlias = dict[str, object]
Filled: TypeAlias = Annotated[str, Meta(min_length=1)]
Count: TypeAlias = Annotated[int, Meta(ge=0)]
Sha256: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)", description="SHA-256 in lower-case hex.")]
Ulid: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9A-HJKMNP-TV-Z]{26}$(?!\n)", description="Crockford Base32.")]
EventId: TypeAlias = Annotated[
    str,
    Meta(
        pattern=rf"^([0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{{26}}|{_HEX}{{32}}|{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}})$(?!\n)",
        description="A ULID, or a UUID with or without hyphens.",
    ),
]
"""The id of an event of another version; version 1 has ULIDs alone."""

NodeId: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{12}$(?!\n)")]
Uuid: TypeAlias = Annotated[
    str, Meta(pattern=rf"^{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}$(?!\n)", description="UUID.")
]
ProjectUuid: TypeAlias = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$(?!\n)",
        description="UUID version 4.",
    ),
]
CommitSha: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{40}$(?!\n)")]
RepoSlug: TypeAlias = Annotated[str, Meta(pattern=f"^[^/{BLANKS}]+/[^/{BLANKS}]+$(?!\\n)", description="owner/repo")]
SchemaVersion: TypeAlias = Annotated[
    str, Meta(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$(?!\n)", description="Three numbers, such as 3.0.0.")
]

WorkPackageId: TypeAlias = Annotated[str, Meta(pattern=r"^WP[0-9]{2}$(?!\n)")]
FeatureSlug: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{3}-[a-z0-9-]+$(?!\n)")]
FeatureNumber: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{3}$(?!\n)")]
