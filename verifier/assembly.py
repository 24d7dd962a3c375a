"""Builds a verifier from its settings: trust bundle, register and limits."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from register.check_counts import connect_to_count
from register.database import RegisterSettings, open_for_verifier, open_replica, register_url
from register.lookup import Lookup
from register.public_log import LogReader
from runtime.sandbox.fork_server import AskChild, ChildrenOf
from runtime.sandbox.process import ask_child
from verifier.check import Verifier
from verifier.comparison import drawing
from verifier.comparison import process as comparison
from verifier.comparison.drawing import Drawer
from verifier.comparison.process import Comparer
from verifier.counting import CheckCounter
from verifier.inspection import process as inspection
from verifier.inspection.fair_semaphore import FairSemaphore
from verifier.inspection.process import Inspector
from verifier.receipt.key import ReceiptKey, open_receipt_key
from verifier.registers import NoRegister, Register
from verifier.settings import VerifierSettings
from verifier.sources.https import client_of
from verifier.sources.remote_register import RemoteRegister
from verifier.sources.states import SourceState, state_of
from verifier.status_memory import StatusMemory
from verifier.trust_file import Trusted, TrustFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveVerifier:
    """A verifier for a server, whose trust follows its file."""

    trust: TrustFile
    lookup: Lookup | NoRegister
    remotes: tuple[RemoteRegister, ...]
    """The sources that are asked over HTTPS."""
    readers: Path
    """The file of those who may ask this verifier as their source."""
    log: LogReader | None
    """None where there is no register."""
    counter: CheckCounter | None
    """None where the settings say that checks are not counted."""
    receipt_key: ReceiptKey | None
    """None where the settings name no place for it."""
    address: str
    """Where it is reached today."""
    inspector: Inspector
    comparer: Comparer
    drawer: Drawer
    shows_documents: bool
    _first: Verifier

    def now(self) -> datetime:
        """Return the present instant."""
        return self._first.now()

    @property
    def has_no_register(self) -> bool:
        """Whether the verifier has sources alone."""
        return isinstance(self.lookup, NoRegister)

    def source_states(self) -> list[SourceState]:
        """Return how each source is, as far as is known."""
        return [state_of(one, at=self.now()) for one in self.remotes]

    def signs_receipts(self) -> bool:
        """Check whether receipts can be had."""
        return self.receipt_key is not None and self.receipt_key.is_valid_at(self.now())

    def trusted(self) -> Trusted:
        """Return what is trusted now."""
        return self.trust.current()

    def verifier(self) -> Verifier:
        """Return the verifier for one check."""
        policy = self.trust.current().policy
        return self._first if policy is self._first.policy else replace(self._first, policy=policy)

    def verifier_for(self, visitor: str) -> Verifier:
        """Return the verifier for one check by a visitor; only the visitor differs."""
        return replace(
            self.verifier(),
            inspect=self.inspector.for_visitor(visitor),
            compare=self.comparer.for_visitor(visitor),
        )


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def started_anew(module: str) -> AskChild:
    """Start a child of ``module`` for each file, which imports what it needs."""
    return partial(ask_child, module)


def open_live_verifier(
    settings: VerifierSettings,
    *,
    now: Callable[[], datetime] = utc_now,
    children_of: ChildrenOf = started_anew,
) -> LiveVerifier:
    """Build the verifier of a server.

    Args:
        settings: of the deployment.
        now: the clock.
        children_of: where children come from that look into files.

    Raises:
        ConfigurationError: a setting is wrong, or the trust bundle is not where it says.
        TrustStoreError: the trust bundle is there and unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    section = settings.section
    key = None if settings.receipts is None else open_receipt_key(settings.receipts)
    trust = TrustFile(
        path=settings.trust,
        addresses=settings.addresses,
        clock_slack=timedelta(seconds=section.clock_slack_seconds),
        excluded=frozenset() if key is None else key.public_keys(),
    )
    lookup = _open_lookup(settings.register, settings.folder)
    remotes, sources = _open_sources(settings, trust=trust, now=now)
    places = FairSemaphore(section.inspections_at_once)
    limits = section.limits()
    inspector = Inspector(limits=limits, places=places, ask=children_of(inspection.CHILD))
    comparer = Comparer(limits=limits, places=places, ask=children_of(comparison.CHILD))
    first = Verifier(
        policy=trust.current().policy,
        register=lookup,
        memory=StatusMemory(settings.folder / section.seen_lists),
        compare=comparer,
        inspect=inspector,
        now=now,
        sources=sources,
    )
    return LiveVerifier(
        trust=trust,
        lookup=lookup,
        remotes=remotes,
        readers=settings.folder / section.readers,
        log=LogReader(lookup.engine) if isinstance(lookup, Lookup) else None,
        counter=_open_counter(settings, lookup),
        receipt_key=key,
        address=section.addresses[0],
        inspector=inspector,
        comparer=comparer,
        # Asked for rarely, and of documents of our own: started anew each time.
        drawer=Drawer(limits=limits, places=places, ask=started_anew(drawing.CHILD)),
        shows_documents=section.show_documents,
        _first=first,
    )


def open_verifier(settings: VerifierSettings, *, now: Callable[[], datetime] = utc_now) -> Verifier:
    """Build a verifier for single checks.

    Raises:
        ConfigurationError: a setting is wrong, or the trust bundle is not where it says.
        TrustStoreError: the trust bundle is there and unusable.
        RegisterError: the register is missing, unreachable, or of another version.
    """
    return open_live_verifier(settings, now=now).verifier()


def _open_lookup(register: RegisterSettings | None, folder: Path) -> Lookup | NoRegister:
    if register is None:
        return NoRegister()
    lookup = Lookup(open_replica(register, folder=folder))
    if register.url.startswith("postgresql"):
        lookup.require_rights()
    return lookup


def _open_sources(
    settings: VerifierSettings, *, trust: TrustFile, now: Callable[[], datetime]
) -> tuple[tuple[RemoteRegister, ...], dict[str, Register]]:
    """Open each source; return those that are asked over HTTPS, and all by address."""
    remotes: list[RemoteRegister] = []
    sources: dict[str, Register] = {}
    for number, one in enumerate(settings.section.source):
        setting = f"verifier.source.{number}"
        opened: Register
        if one.register_url is not None:
            opened = Lookup(
                open_for_verifier(
                    RegisterSettings(url=one.register_url),
                    folder=settings.folder,
                    setting=f"{setting}.register_url",
                )
            )
        else:
            client = client_of(
                setting=setting,
                token_file=settings.folder / str(one.token_file),
                ca=None if one.ca is None else settings.folder / one.ca,
                seconds=one.seconds,
            )
            opened = RemoteRegister(
                addresses=one.addresses,
                client=client,
                keys=lambda: trust.current().policy.keys,
                now=now,
                peers=remotes,
            )
            remotes.append(opened)
        sources |= dict.fromkeys(one.addresses, opened)
    return tuple(remotes), sources


def _open_counter(settings: VerifierSettings, lookup: Lookup | NoRegister) -> CheckCounter | None:
    section, register = settings.section, settings.register
    if not section.count_checks or register is None or not isinstance(lookup, Lookup):
        return None
    setting = "register.url"
    if section.counts_url is not None:
        setting = "verifier.counts_url"
        register = register.model_copy(update={"url": section.counts_url})
    url = register_url(register, folder=settings.folder, setting=setting)
    engine = connect_to_count(url, wait_seconds=register.wait_seconds)
    return CheckCounter(lookup=lookup, engine=engine)
