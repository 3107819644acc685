"""What ``trackpost config`` shows: each setting with its value, and where that comes from."""

from attrs import frozen

from ..routing.origins import Origin
from .names import SettingValue


@frozen
class ShownSetting:
    """A setting that has a value.

    Attributes:
        name: in kebab case.
        value: the one that counts.
        origin: where it comes from; None for the default.
    """

    name: str
    value: SettingValue
    origin: Origin | None
