import importlib.util
from pathlib import Path

import pytest

from attestation.errors import ConfigurationError
from issuer.cli.main import main
from issuer.cluster.client import cluster_pool
from issuer.settings.cluster import Cluster, ClusterSection, find_cluster
from tests.support.commands import run
from tests.support.issuer_contexts import make_deployment

TLS = {"ca": "ca.pem", "certificate": "machine.pem", "key": "machine-key.pem"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in TLS.values():
        (tmp_path / name).write_text("PEM", encoding="ascii")
    return tmp_path


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_scheduler_on_this_machine_needs_no_tls(folder: Path, host: str) -> None:
    cluster = find_cluster(f"tcp://{host}:8786", ClusterSection(), folder=folder)

    assert cluster.tls is None


def test_names_never_travel_in_clear_unless_the_settings_say_so(folder: Path) -> None:
    address = "tcp://dask.example:8786"

    with pytest.raises(ConfigurationError, match="passeraient en clair"):
        find_cluster(address, ClusterSection(), folder=folder)

    allowed = ClusterSection(plain_network=True, wait_seconds=5)
    assert find_cluster(address, allowed, folder=folder) == Cluster(
        address=address, tls=None, wait_seconds=5
    )


def test_tls_takes_three_files_beside_the_settings(folder: Path) -> None:
    section = ClusterSection.model_validate(TLS)

    cluster = find_cluster("tls://dask.example:8786", section, folder=folder)

    assert cluster.tls == tuple(folder / name for name in TLS.values())


@pytest.mark.parametrize("missing", TLS)
def test_missing_file_of_tls_is_named(folder: Path, missing: str) -> None:
    section = ClusterSection.model_validate({**TLS, missing: "elsewhere.pem"})

    with pytest.raises(ConfigurationError) as caught:
        find_cluster("tls://dask.example:8786", section, folder=folder)

    assert caught.value.setting == f"cluster.{missing}"


@pytest.mark.parametrize(
    "address", ["", "dask:8786", "http://dask:80", "tcp://a b:1", "tls://dask"]
)
def test_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    config = make_deployment(tmp_path)

    done = run(main, "--config", config, "issue", "nothing.xlsx", "--scheduler", address)

    assert done.exit_code == 2
    assert "tls://ordonnanceur:8786" in done.err


def test_installation_without_the_cluster_part_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    cluster = Cluster(address="tcp://localhost:1", tls=None, wait_seconds=1)

    with (
        pytest.raises(ConfigurationError, match=r"attestation-service\[cluster\]"),
        cluster_pool(cluster),
    ):
        pass
