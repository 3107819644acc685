"""The distribution takes seconds to build, so all tests share one."""

import pytest

from tests.support.distribution import Distribution, build, copy_of
from tests.support.repository import ROOT


@pytest.fixture(scope="session")
def distribution(tmp_path_factory: pytest.TempPathFactory) -> Distribution:
    """Return the distribution of this checkout."""
    folder = tmp_path_factory.mktemp("distribution")
    return build(copy_of(ROOT, folder / "checkout"), folder / "built")
