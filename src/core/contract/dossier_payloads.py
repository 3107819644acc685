"""The payloads of the events of mission dossiers: which files of a feature there are, and which are missing.

Contract: contracts/batch-api-contract.md, "Event types". The rules are those by which spec-kitty-cli 2.1.3 emits them.
"""

from typing import Literal, TypeAlias

from attrs import frozen
from msgspec import UNSET, UnsetType

from ..issues.model import Text
from .event_members import Count, Filled, Sha256

ArtifactClass: TypeAlias = Literal["input", "workflow", "output", "evidence", "policy", "runtime", "other"]


@frozen(kw_only=True)
class DossierNamespace:
    """The mission run that a dossier describes."""

    project_uuid: Text
    feature_slug: Text
    target_branch: Text
    mission_key: Text
    manifest_version: Text


@frozen(kw_only=True)
class ArtifactCounts:
    """The numbers of files in a dossier."""

    total: Count
    required: Count
    required_present: Count
    required_missing: Count
    optional: Count
    optional_present: Count


@frozen(kw_only=True)
class MissionDossierArtifactIndexed:
    """A file was added to a dossier."""

    feature_slug: Filled
    artifact_key: Filled
    artifact_class: ArtifactClass
    relative_path: Filled
    content_hash_sha256: Sha256
    size_bytes: Count
    required_status: Literal["required", "optional"]
    wp_id: str | None = None
    step_id: str | None = None
    namespace: DossierNamespace | UnsetType = UNSET


@frozen(kw_only=True)
class MissionDossierArtifactMissing:
    """A file that a dossier requires is missing or cannot be read."""

    feature_slug: Filled
    artifact_key: Filled
    artifact_class: ArtifactClass
    expected_path_pattern: Filled
    reason_code: Literal["not_found", "unreadable", "invalid_format", "deleted_after_scan"]
    blocking: bool
    reason_detail: str | None = None
    namespace: DossierNamespace | UnsetType = UNSET


@frozen(kw_only=True)
class MissionDossierSnapshotComputed:
    """A dossier was hashed as a whole."""

    feature_slug: Filled
    parity_hash_sha256: Sha256
    artifact_counts: ArtifactCounts
    completeness_status: Literal["complete", "incomplete", "unknown"]
    snapshot_id: Filled
    namespace: DossierNamespace | UnsetType = UNSET


@frozen(kw_only=True)
class MissionDossierParityDriftDetected:
    """A dossier differs from its baseline."""

    feature_slug: Filled
    local_parity_hash: Sha256
    baseline_parity_hash: Sha256
    severity: Literal["info", "warning", "error"]
    missing_in_local: tuple[str, ...] = ()
    missing_in_baseline: tuple[str, ...] = ()
    namespace: DossierNamespace | UnsetType = UNSET
