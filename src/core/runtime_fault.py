"""What can be wrong with the files that say what a project is bound to."""

from typing import TypeAlias

from .binding import BindingError
from .credential import MalformedCredential
from .disk_fault import FileFault, ProjectFault

RuntimeFault: TypeAlias = ProjectFault | FileFault | BindingError | MalformedCredential
