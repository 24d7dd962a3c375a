"""Ten years on, without a network: Chromium opens the last kit from a folder and says no untruth.

The verifier decides each case beside it, at the same clock. Where the page sees less it may say
less, "cannot be checked"; it never says "genuine" where the verifier does not.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import pytest
import qrcode

from attestation.formats.credential import Credential, sign_credential
from attestation.formats.qr_text import encode_qr_text
from attestation.signer import Signer
from attestation.verdict.verdicts import Finding, LookedAt
from issuer.issuance import document_production
from issuer.issuance.status_lists import publish_all
from issuer.lifecycle.erasure import erase_person
from tests.support.forgeries import encoded, picture_of, saved_again, unsigned_copy
from tests.support.issuers import ADDRESS, NOW
from tests.support.kits import (
    CHECKER_SOURCES,
    TEN_YEARS,
    Answer,
    OpenKit,
    make_kit,
    open_kit,
    require_checker,
)
from tests.support.mutants import mutants
from tests.support.sweeps import sweep
from tests.support.world import PEOPLE, Issued, inspect_here, make_world
from tests.verifier.comparison.test_structure_deceits import DECEITS
from tests.verifier.test_credential_attacks import FORGED_CREDENTIALS, MIXED
from tests.verifier.test_file_evidence_attacks import SIGNED_CHANGES
from tests.verifier.test_honest_copies import PDF_COPIES
from tests.verifier.text_comparison.test_contradictions_attacks import PAGE_CHANGES
from verifier.check import check_file

MUTANTS, PARTS = sweep((1000, 5), reduced=(40, 1))
ATTACKS = sweep(None, reduced=16)
Figure = Callable[[str, object], None]


@contextmanager
def credentials_ending_with(*ends: bytes) -> Iterator[None]:
    """Sign until a credential ends as a line does, which a reader of PDF may take for its end."""
    wanted = cycle(ends)

    def sign(credential: Credential, *, signer: Signer) -> bytes:
        end = next(wanted)
        while not (signed := sign_credential(credential, signer=signer)).endswith(end):
            pass
        return signed

    with patch.object(document_production, "sign_credential", sign):
        yield


class Closed:
    """A deployment that has closed, its last kit, and its people."""

    def __init__(self, folder: Path) -> None:
        self.world = make_world(folder / "deployment")
        issue, world = self.world.issue, self.world
        with credentials_ending_with(b"\n", b"\r"):
            self.people = issue(*PEOPLE)
        others = issue(*(replace(one, family_name=f"{one.family_name} Bis") for one in PEOPLE))
        self.withdrawn, self.replaced, self.erased = others
        world.withdraw(self.withdrawn.number)
        corrected = replace(PEOPLE[1], family_name="Nguyễn")
        self.successor = world.issued(world.replace(self.replaced.number, corrected))
        erase_person(world.context, self.erased.number, who="ines")
        self.kit_of_a_month = make_kit(world, folder / "month")
        publish_all(world.context, who="ines", lifetime=3 * TEN_YEARS)
        self.kit = make_kit(world, folder / "kit", "--last")
        world.wait(TEN_YEARS)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Closed:
    require_checker()
    return Closed(tmp_path_factory.mktemp("closed"))


@pytest.fixture(scope="module")
def attacks(closed: Closed, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Made before the browser starts: what signs for a stranger wants the thread's loop."""
    everything = [data for _, data in _attacks(closed, tmp_path_factory.mktemp("attacks"))]
    return everything if ATTACKS is None else everything[:: len(everything) // ATTACKS]


@pytest.fixture(scope="module")
def opened(
    closed: Closed, attacks: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenKit]:
    scratch = tmp_path_factory.mktemp("browser")
    with open_kit(closed.kit, at=closed.world.now(), scratch=scratch) as kit:
        yield kit


def _of(finding: Finding) -> tuple[str, str | None, str | None]:
    verdict = finding.verdict
    reason = getattr(verdict, "reason", None)
    return verdict.name, reason.value if isinstance(reason, Enum) else None, finding.looked_at


def _figures(
    kind: str, expected: Sequence[Finding], found: Sequence[Answer], record: Figure
) -> Counter[str]:
    """Count what agrees, and assert that the page never says more than the verifier."""
    counts: Counter[str] = Counter()
    for theirs, ours in zip(expected, found, strict=True):
        name, _, looked_at = _of(theirs)
        is_false = (ours.verdict == "genuine" and name != "genuine") or (
            ours.looked_at == "original" and looked_at != LookedAt.ORIGINAL
        )
        if is_false:
            counts["false genuine"] += 1
        elif ours.verdict == name:
            counts["equal"] += 1
        elif ours.verdict == "cannot_check":
            counts["said less"] += 1
        else:
            counts[f"{name} called {ours.verdict}"] += 1
    said = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    record("figure", f"kit, {kind}: {len(found)} checked, {said}; {counts['false genuine']} false")
    assert counts["false genuine"] == 0
    assert set(counts) <= {"equal", "said less", "false genuine", *_HARMLESS}
    return counts


# A file that is damaged beyond what the page reads, or whose page shows two seals; none is good.
_HARMLESS = (
    "altered called not_ours",
    "altered called unreadable",
    "not_ours called altered",
    "unreadable called altered",
    "unreadable called not_ours",
)


def test_browser_has_no_network(opened: OpenKit) -> None:
    if opened.interfaces is None:
        pytest.skip("this machine lets nobody make a network namespace")
    names = [line.split(":")[0].strip() for line in opened.interfaces.splitlines()[2:]]

    assert names == ["lo"]
    assert opened.page.evaluate("fetch('http://127.0.0.1:1/').then(() => 1, () => 0)") == 0


def test_checker_decides_every_vector_in_chromium(opened: OpenKit, record_property: Figure) -> None:
    script = (CHECKER_SOURCES / "build" / "browser-vectors.js").read_text(encoding="utf-8")
    folder = CHECKER_SOURCES.parent / "tests" / "vectors"
    world, cases = (
        json.loads((folder / f"{name}.json").read_text()) for name in ("world", "cases")
    )
    opened.page.evaluate(f"() => {{ {script} }}")

    found = opened.page.evaluate("([world, cases]) => runVectors(world, cases)", [world, cases])

    wrong = [one for one in found if one["expected"] != one["found"]]
    record_property("figure", f"checker in Chromium: {len(found)} vectors, {len(wrong)} differ")
    assert wrong == []
    assert len(found) == len(cases)


def test_every_way_in_says_what_the_verifier_says(closed: Closed, opened: OpenKit) -> None:
    world = closed.world
    everyone = [
        *closed.people,
        *(closed.withdrawn, closed.replaced, closed.erased, closed.successor),
    ]
    texts = [one.qr for one in everyone] + [one.code for one in everyone]
    pictures = [_picture(one) for one in everyone]
    files = [one.pdf for one in everyone]

    assert [(a.verdict, a.reason, a.looked_at) for a in opened.check_texts(texts)] == [
        _of(world.check_text(text)) for text in texts
    ]
    answers = opened.check_files([*pictures, *files])
    expected = [_of(world.check_file(data)) for data in (*pictures, *files)]
    assert [(a.verdict, a.reason, a.looked_at) for a in answers] == expected
    originals = [answer.looked_at for answer in answers[len(pictures) :]]
    assert originals.count("original") >= len(everyone) - 1  # of the erased one nothing is kept


def _picture(one: Issued) -> bytes:
    return encoded(qrcode.make(one.qr).convert("RGB"), "PNG")


def test_photographed_page_is_read(closed: Closed, opened: OpenKit) -> None:
    sheet = encoded(picture_of(closed.people[0].pdf, dpi=150), "JPEG")

    (answer,) = opened.check_files([sheet])

    assert (answer.verdict, answer.looked_at) == ("genuine", "copy")


def test_after_the_lists_the_page_says_of_which_day_it_was_genuine(
    closed: Closed, opened: OpenKit
) -> None:
    page = opened.page.context.new_page()
    page.clock.set_fixed_time(closed.world.now())
    page.goto((closed.kit_of_a_month / "index.html").as_uri())
    page.wait_for_function("document.documentElement.dataset.ready")
    month = OpenKit(page=page, interfaces=None)

    (original,) = month.check_files([closed.people[0].pdf])
    (withdrawn,) = month.check_texts([closed.withdrawn.qr])

    # As a verifier with the same lists: the verdict is not "genuine" any more.
    assert original[:3] == ("cannot_check", "stale-status", "original")
    assert original.genuine_as_of == int(NOW.timestamp())
    assert (withdrawn.verdict, withdrawn.genuine_as_of) == ("withdrawn", None)
    page.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_mutant_is_genuine_in_a_kit(
    closed: Closed, opened: OpenKit, part: int, record_property: Figure
) -> None:
    everyone = mutants(closed.people[0].pdf, count=MUTANTS)
    changed = [one.data for one in islice(everyone, part, None, PARTS)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        inspected = list(workers.map(inspect_here, changed, chunksize=20))
    verifier = closed.world.verifier
    expected = [
        check_file(replace(verifier, inspect=lambda _, a=answer: a), data)  # type: ignore[misc]
        for data, answer in zip(changed, inspected, strict=True)
    ]

    found = opened.check_files(changed)

    counts = _figures("mutants of a PDF", expected, found, record_property)
    assert counts["equal"] >= 0.7 * len(changed)


def _attacks(closed: Closed, scratch: Path) -> Iterator[tuple[str, bytes]]:
    world, people = closed.world, closed.people
    for name, forge in SIGNED_CHANGES.items():
        yield name, forge(world, people)
    for name, (forge, _) in PAGE_CHANGES.items():
        yield name, forge(world, people)
    for name, (forge, _) in MIXED.items():
        yield name, forge(world, people)
    for name, deceit in DECEITS.items():
        yield name, deceit(people[0])
    for name, copy in PDF_COPIES.items():
        yield name, copy(people[0], scratch)
    yield "saved again", saved_again(people[0].pdf)
    yield "unsigned copy", unsigned_copy(people[0].pdf, attachments=[people[0].credential])


def test_no_attack_is_genuine_in_a_kit(
    closed: Closed, opened: OpenKit, attacks: list[bytes], record_property: Figure
) -> None:
    found = opened.check_files(attacks)

    expected = [closed.world.check_file(data) for data in attacks]
    _figures("attacks on files", expected, found, record_property)
    assert not any(one.verdict == "genuine" and one.looked_at == "original" for one in found)


def test_no_forged_credential_is_genuine_in_a_kit(
    closed: Closed, opened: OpenKit, record_property: Figure
) -> None:
    good = closed.people[0]
    forged = [make(closed.world, good) for make, _ in FORGED_CREDENTIALS.values()]
    bits = list(range(len(good.credential) * 8))
    chance = random.Random(21)  # noqa: S311  no secret
    for bit in chance.sample(bits, sweep(len(bits), reduced=100)):
        changed = bytearray(good.credential)
        changed[bit // 8] ^= 1 << bit % 8
        forged.append(bytes(changed))
    texts = [encode_qr_text(one, address=ADDRESS).text() for one in forged]

    found = opened.check_texts(texts)

    expected = [closed.world.check_text(text) for text in texts]
    counts = _figures("forged credentials", expected, found, record_property)
    assert counts["equal"] == len(texts)
