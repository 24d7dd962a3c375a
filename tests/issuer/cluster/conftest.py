"""One cluster for all tests that do not break it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.dask_clusters import DaskCluster, dask_cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    folder: Path = tmp_path_factory.mktemp("dask")
    with dask_cluster(folder) as running:
        yield running
