"""How each source is: whether it answers, and how long its lists still speak."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier.sources.remote_register import RemoteRegister


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """What is known of one source."""

    address: str
    problem: str | None
    """Why it could not be asked, or is not believed; None where there is nothing to say."""
    list_left: timedelta | None
    """Until its first list is stale; None without a list."""
    is_list_old: bool
    """It has published no list for long."""

    @property
    def is_good(self) -> bool:
        """Whether there is nothing to look at."""
        is_speaking = self.list_left is not None and not self.is_stale
        return self.problem is None and is_speaking and not self.is_list_old

    @property
    def is_stale(self) -> bool:
        """Whether a list of it clears nobody any more."""
        return self.list_left is not None and self.list_left <= timedelta()

    @property
    def words(self) -> str:
        """How it is, in a French sentence without its full stop."""
        if self.problem is not None:
            return self.problem
        if self.list_left is None:
            return "elle ne publie aucune liste"
        if self.is_stale:
            return "sa liste est périmée : rien d’elle ne se vérifie"
        left = f"sa liste vaut encore {self.list_left.days} jours"
        return f"{left}, et n’est plus renouvelée" if self.is_list_old else f"elle répond, {left}"


def state_of(source: RemoteRegister, *, at: datetime) -> SourceState:
    """Return what is known of ``source`` without asking."""
    lists = source.lists().values()
    problems = source.copies.problems()
    return SourceState(
        address=source.addresses[0],
        problem=next(iter(problems.values()), None),
        list_left=min((one.expires_at - at for one in lists), default=None),
        is_list_old=any(one.is_old(at) for one in lists),
    )


def asked_now(source: RemoteRegister, *, at: datetime) -> SourceState:
    """Ask ``source`` for all that it publishes, and return how it is."""
    source.copies.refresh([*source.published(), *source.copies.copies()])
    return state_of(source, at=at)
