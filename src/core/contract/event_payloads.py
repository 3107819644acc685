"""The payloads of the events of work packages and features.

Contract: contracts/batch-api-contract.md, "Event types".
"""

from typing import Literal, TypeAlias

from attrs import frozen
from msgspec import UNSET, UnsetType

from ..issues.model import Instant
from .event_members import Count, FeatureNumber, FeatureSlug, Filled, JsonObject, WorkPackageId

Lane: TypeAlias = Literal["planned", "claimed", "in_progress", "for_review", "done", "blocked", "canceled"]


@frozen(kw_only=True)
class WPStatusChanged:
    """A work package moved from one lane to another."""

    wp_id: WorkPackageId
    from_lane: Lane
    to_lane: Lane
    actor: str | None = None
    feature_slug: str | None = None
    policy_metadata: JsonObject | None = None


@frozen(kw_only=True)
class WPCreated:
    """A work package was created."""

    wp_id: WorkPackageId
    title: Filled
    feature_slug: Filled
    dependencies: tuple[WorkPackageId, ...] = ()


@frozen(kw_only=True)
class WPAssigned:
    """A work package was assigned to an agent."""

    wp_id: WorkPackageId
    agent_id: Filled
    phase: Literal["implementation", "review"]
    retry_count: Count | UnsetType = UNSET


@frozen(kw_only=True)
class FeatureCreated:
    """A feature was created."""

    feature_slug: FeatureSlug
    feature_number: FeatureNumber
    target_branch: Filled
    wp_count: Count
    created_at: Instant | UnsetType = UNSET


@frozen(kw_only=True)
class FeatureCompleted:
    """All work packages of a feature are finished."""

    feature_slug: Filled
    total_wps: Count
    completed_at: Instant | UnsetType = UNSET
    total_duration: str | None = None


@frozen(kw_only=True)
class HistoryAdded:
    """An entry was added to the history of a work package."""

    wp_id: WorkPackageId
    entry_type: Literal["note", "review", "error", "comment"]
    entry_content: Filled
    author: str | None = None


@frozen(kw_only=True)
class ErrorLogged:
    """An error was logged."""

    error_type: Literal["validation", "runtime", "network", "auth", "unknown"]
    error_message: Filled
    wp_id: str | None = None
    stack_trace: str | None = None
    agent_id: str | None = None


@frozen(kw_only=True)
class DependencyResolved:
    """A dependency of a work package was resolved."""

    wp_id: WorkPackageId
    dependency_wp_id: WorkPackageId
    resolution_type: Literal["completed", "skipped", "merged"]
