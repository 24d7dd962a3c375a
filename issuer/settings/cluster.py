"""The section ``[cluster]``: how machines that draw pages are reached."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from attestation.errors import ConfigurationError
from runtime.settings_file import Deployment, Section

_ADDRESS = re.compile(r"(?P<protocol>tcp|tls)://(?P<host>[A-Za-z0-9.-]+|\[[0-9a-f:]+\]):[0-9]{1,5}")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


class ClusterSection(Section):
    """The section ``[cluster]``, as written; no cluster needs one on this machine."""

    ca: str | None = None
    """Certificates that the machines' own are signed by, PEM."""
    certificate: str | None = None
    """Ours, PEM: the cluster draws for nobody else."""
    key: str | None = None
    """Its private key; it signs no document."""
    plain_network: bool = False
    """The network between the machines is private already: names may travel in clear."""
    wait_seconds: Annotated[float, Field(gt=0, le=3600)] = 60
    """How long ten pages may take before they are drawn here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A scheduler, and how to speak to it."""

    address: str
    tls: tuple[Path, Path, Path] | None
    """Authority, certificate, key."""
    wait_seconds: float


def cluster_section(deployment: Deployment) -> ClusterSection:
    """Validate the section.

    Raises:
        ConfigurationError: naming the setting that is unknown or wrong.
    """
    return deployment.section("cluster", ClusterSection)


def find_cluster(address: str, section: ClusterSection, *, folder: Path) -> Cluster:
    """Return how to reach the scheduler at ``address``.

    Raises:
        ConfigurationError: it is no address, or names and birth dates would travel in clear.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ConfigurationError("--scheduler", "une adresse comme tls://ordonnanceur:8786")
    if match["protocol"] == "tcp":
        if match["host"] not in _THIS_MACHINE and not section.plain_network:
            raise ConfigurationError(
                "--scheduler",
                "des noms passeraient en clair : tls:// et la section [cluster], ou "
                "cluster.plain_network = true si le réseau est déjà privé",
            )
        return Cluster(address=address, tls=None, wait_seconds=section.wait_seconds)
    return Cluster(
        address=address,
        tls=(
            _file("ca", section.ca, folder),
            _file("certificate", section.certificate, folder),
            _file("key", section.key, folder),
        ),
        wait_seconds=section.wait_seconds,
    )


def _file(setting: str, path: str | None, folder: Path) -> Path:
    if path is None or not (folder / path).is_file():
        raise ConfigurationError(f"cluster.{setting}", "il faut ce fichier PEM pour tls://")
    return (folder / path).absolute()
