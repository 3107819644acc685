"""What can be wrong with a mapping that is to be added or removed."""

from typing import TypeAlias

from attrs import frozen


@frozen
class AlreadyMapped:
    """The issue is mapped to another work package: one issue is worked under one.

    Attributes:
        external_id: of the issue.
        wp_id: the work package that it is mapped to.
    """

    external_id: str
    wp_id: str


@frozen
class NotMapped:
    """The work package has no mapping to an issue of this tracker."""

    wp_id: str


MappingFault: TypeAlias = AlreadyMapped | NotMapped
