"""What each check is given: a deployment, its surroundings and an instant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Engine

from issuer.context import IssuerContext
from keys.custody.passphrase import Passphrase
from keys.custody.reloading import RingKeys
from operations.doctor.line import Line
from operations.doctor.surroundings import Surroundings
from operations.settings import Installation
from register.database import open_register


@dataclass(frozen=True, kw_only=True)
class Examination:
    """A deployment that is looked at; parts are opened when somebody asks for them."""

    installation: Installation
    passphrase: Callable[[], Passphrase] = field(repr=False)
    surroundings: Surroundings
    at: datetime

    @cached_property
    def register(self) -> Engine:
        """The register.

        Raises:
            RegisterError: it does not open.
        """
        settings = self.installation.issuer
        return open_register(settings.register, folder=settings.folder)

    @cached_property
    def context(self) -> IssuerContext:
        """The register and the keys, as every use case takes them.

        Raises:
            RegisterError: the register does not open.
            ConfigurationError: there is no passphrase.
        """
        settings = self.installation.issuer
        keys = RingKeys(
            folder=settings.keys.ring, passphrase=self.passphrase(), now=lambda: self.at
        )
        return IssuerContext(
            settings=settings, register=self.register, keys=keys, now=lambda: self.at
        )


Check = tuple[str, Callable[[Examination], Iterator[Line]]]
"""A topic, for what the check itself cannot say, and the check."""
