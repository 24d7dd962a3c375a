"""Which logs and witnesses are believed, and how many must have seen a head (C2SP tlog-policy)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from attestation.errors import MalformedCredentialError
from attestation.formats.signed_note import (
    COSIGNATURE,
    ED25519,
    Note,
    VerifierKey,
    decode_verifier_key,
)
from attestation.formats.tree_head import cosigned_at, decode_number, is_signed_by_log

MAX_POLICY_CHARACTERS = 65_536
_NONE = "none"
_GAP = re.compile("[ \t]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Somebody who watches logs."""

    name: str
    key: VerifierKey
    url: str | None
    """Where it is asked (C2SP tlog-witness: submission prefix)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Enough of some witnesses and groups."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPolicy:
    """A policy; names are those of its own file."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str
    """A witness, a group, or ``none``."""

    def is_satisfied(self, note: Note) -> bool:
        """Check whether a known log signed the head, and enough witnesses saw it."""
        return any(is_signed_by_log(note, log) for log in self.logs) and self.has_quorum(note)

    def has_quorum(self, note: Note, *, before: datetime | None = None) -> bool:
        """Check whether enough witnesses cosigned the head that ``note`` is.

        Args:
            note: the head.
            before: only what they cosigned earlier counts; None: whenever it was.
        """
        saw = {
            name
            for name, witness in self.witnesses.items()
            if (seen := cosigned_at(note, witness.key)) is not None
            and (before is None or seen < before)
        }
        # A group names only what stands above it, so one pass in order is enough.
        for name, group in self.groups.items():
            if len(saw.intersection(group.members)) >= group.threshold:
                saw.add(name)
        return self.quorum == _NONE or self.quorum in saw


def decode_policy(text: str) -> LogPolicy:
    """Read a policy.

    Raises:
        MalformedCredentialError: no policy; its message names the line.
    """
    if len(text) > MAX_POLICY_CHARACTERS or _CONTROL.search(text):
        raise MalformedCredentialError("too long, or with control characters")
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = _GAP.split(line.strip(" \t"))
        if words == [""] or words[0].startswith("#"):
            continue
        try:
            reader.take(words)
        except MalformedCredentialError as error:
            raise MalformedCredentialError(f"line {number}: {error}") from None
    return reader.policy()


class _Reader:
    """Reads line by line; knows what the lines above said."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                log = self._key(key, ED25519, self.logs)
                self.logs.append(log)
            case ["witness", name, key, *url] if len(url) <= 1:
                known = [one.key for one in self.witnesses.values()]
                self.witnesses[self._new(name)] = Witness(
                    name=name, key=self._key(key, COSIGNATURE, known), url=url[0] if url else None
                )
            case ["group", name, threshold, *members] if members:
                group = self._group(threshold, members)
                self.groups[self._new(name)] = group
            case ["quorum", name] if self.quorum is None:
                if name not in (*self.witnesses, *self.groups, _NONE):
                    raise MalformedCredentialError("an unknown name")
                self.quorum = name
            case _:
                raise MalformedCredentialError("not a line of a policy")

    def policy(self) -> LogPolicy:
        if self.quorum is None:
            raise MalformedCredentialError("without a quorum")
        return LogPolicy(
            logs=tuple(self.logs),
            witnesses=self.witnesses,
            groups=self.groups,
            quorum=self.quorum,
        )

    def _key(self, text: str, type_: int, known: Iterable[VerifierKey]) -> VerifierKey:
        key = decode_verifier_key(text)
        if key.type != type_ or key.public_key in {one.public_key for one in known}:
            raise MalformedCredentialError("a key of another kind, or twice the same")
        return key

    def _new(self, name: str) -> str:
        if name in (*self.witnesses, *self.groups, _NONE):
            raise MalformedCredentialError("a name twice")
        return name

    def _group(self, threshold: str, members: list[str]) -> Group:
        every = {*self.witnesses, *self.groups}
        if not every.issuperset(members) or len({*members} - self.members) != len(members):
            raise MalformedCredentialError("an unknown member, or one twice")
        count = {"any": 1, "all": len(members)}.get(threshold)
        if count is None:
            count = decode_number(threshold)
        if not 1 <= count <= len(members):
            raise MalformedCredentialError("a group needs some of its members")
        self.members.update(members)
        return Group(threshold=count, members=tuple(members))
