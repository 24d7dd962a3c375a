"""``attest-verifier check``: an answer for each input, in order, and the exit code of the worst."""

from pathlib import Path

import pytest

from attestation.facts import Holder
from attestation.partial_date import PartialDate
from tests.support.forgeries import encoded, picture_of, unsigned_copy
from tests.support.verifier_commands import check, lines, outcome
from tests.support.world import Issued, World

KEYS = [
    "input",
    "verdict",
    "looked_at",
    "page",
    "page_reason",
    "zones",
    "attestation",
    "reason",
    "message",
    "next_step",
    "ended",
]


@pytest.fixture(scope="module")
def files(issued: list[Issued], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    contents = {
        "issued.pdf": issued[0].pdf,
        "altered.pdf": issued[0].pdf + b"\n",
        "copy.pdf": unsigned_copy(issued[1].pdf),
        "photo.png": encoded(picture_of(issued[2].pdf), "PNG"),
        "empty.pdf": b"",
        "large.pdf": b"%PDF-1.7" + bytes(10_000_000),
        "letter.txt": b"Bonjour",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def test_answers_come_in_order_as_json(
    world: World, issued: list[Issued], files: dict[str, Path]
) -> None:
    inputs: list[str | Path] = [
        files["issued.pdf"],
        issued[0].qr,
        issued[0].code,
        files["copy.pdf"],
        files["photo.png"],
        files["altered.pdf"],
    ]

    done = check(world, "--json", *inputs)

    answers = lines(done)
    assert [answer["input"] for answer in answers] == [str(one) for one in inputs]
    assert all(list(answer) == KEYS for answer in answers)
    assert [(answer["verdict"], answer["looked_at"]) for answer in answers] == [
        ("genuine", "original"),
        ("genuine", "copy"),
        ("genuine", "copy"),
        ("genuine", "copy"),
        ("genuine", "copy"),
        ("altered", "copy"),
    ]
    assert answers[-1]["reason"] == "bytes"
    assert done.exit_code == 1


def test_attestation_is_told_in_full(world: World, issued: list[Issued]) -> None:
    (answer,) = lines(check(world, "--json", issued[1].code))

    assert answer["attestation"] == {
        "number": "AC-2026-0002",
        "family_name": "Nguyễn-Đặng",
        "given_name": "Thị Hồng Nhung",
        "birth_date": "2001-04",
        "module_code": "AC-2026-10",
        "module_title": "Ateliers citoyens",
        "first_day": "2026-10-21",
        "last_day": "2026-10-23",
        "minutes": 720,
        "issued_on": "2026-11-20",
        "issuer": "Maison des Passages asbl",
        "issuer_identifier": None,
        "recognition": {"coverage": "not-stated", "recognitions": [], "stated_on": None},
        "sessions_followed": 3,
        "sessions_held": 3,
        "module_minutes": 720,
        "required_minutes": 600,
        "required_percent": 100,
        "language": "fr",
        "mode": "on-site",
        "extent": "component",
        "regime": "BXL-ACCUEIL",
        "reception_reference": "BAPA-2026-117",
        "regime_on_issue": {
            "standing": "not-published",
            "name": None,
            "authority": None,
            "legal_basis": None,
            "first_day": None,
            "last_day": None,
            "establishes": None,
            "does_not_establish": None,
        },
    }
    assert answer["reason"] is None
    assert answer["ended"] is None


def test_endings_are_told(own_world: World) -> None:
    first, second, third = own_world.numbers()
    code = {number: own_world.issued(number).code for number in (first, second)}
    own_world.withdraw(first, reason="Erreur de présence")
    corrected = Holder(
        family_name="Nguyen", given_name=None, birth_date=PartialDate(year=2001, month=4)
    )
    successor = own_world.replace(second, corrected)

    done = check(own_world, "--json", code[first], code[second])

    withdrawn, replaced = lines(done)
    assert withdrawn["verdict"] == "withdrawn"
    assert withdrawn["ended"] == {
        "on": "2026-11-20",
        "reason": "Erreur de présence",
        "successor": None,
    }
    assert replaced["verdict"] == "replaced"
    assert replaced["ended"] == {
        "on": "2026-11-20",
        "reason": "Faute de frappe",
        "successor": successor,
    }
    assert done.exit_code == 1
    assert third != successor


def test_withdrawal_known_from_the_list_alone_has_no_day(own_world: World) -> None:
    first, *_ = own_world.numbers()
    own_world.withdraw(first)
    own_world.tamper("DELETE FROM statement WHERE kind = 'withdrawn'")

    (answer,) = lines(check(own_world, "--json", own_world.issued(first).code))

    assert answer["ended"] == {"on": None, "reason": None, "successor": None}


def test_all_genuine_is_zero(world: World, issued: list[Issued], files: dict[str, Path]) -> None:
    done = check(world, files["issued.pdf"], issued[1].qr)

    assert done.exit_code == 0
    assert "AC-2026-0001" in done.out
    assert "Thị Hồng Nhung Nguyễn-Đặng" in done.out
    assert "fichier original" in done.out
    assert "copie" in done.out


def test_people_read_one_line_each_in_french(world: World, files: dict[str, Path]) -> None:
    done = check(world, files["issued.pdf"], files["altered.pdf"], files["letter.txt"])

    genuine, altered, other = done.out.splitlines()
    assert genuine.startswith("✓")
    assert "Attestation authentique" in genuine
    assert altered.startswith("✗")
    assert "Document modifié" in altered
    assert "N’acceptez pas ce document" in altered
    assert other.startswith("?")


def test_english_is_spoken_when_asked(world: World, issued: list[Issued]) -> None:
    done = check(world, "--lang", "en", issued[0].code)

    assert done.out.startswith("=")
    assert "Valid attestation: compare the paper" in done.out


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("empty.pdf", "unreadable", "empty"),
        ("large.pdf", "cannot_check", "too-large"),
        ("letter.txt", "unreadable", "not-a-document"),
    ],
)
def test_file_that_cannot_be_checked_says_why(
    world: World, files: dict[str, Path], name: str, verdict: str, reason: str
) -> None:
    assert outcome(world, files[name]) == (verdict, reason, 3)


def test_certain_no_comes_before_uncertain_answer(world: World, files: dict[str, Path]) -> None:
    assert check(world, files["empty.pdf"], files["altered.pdf"]).exit_code == 1
    assert check(world, files["issued.pdf"], files["empty.pdf"]).exit_code == 3


def test_file_name_cannot_move_the_cursor(world: World) -> None:
    done = check(world, "\x1b[2J\u202eevil.pdf")

    assert "\x1b[2J" not in done.out
    assert "\u202e" not in done.out


def test_fault_of_ours_costs_only_its_own_input(
    world: World, issued: list[Issued], files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("verifier.cli.check.check_file", fail)

    done = check(world, "--json", files["issued.pdf"], issued[0].code)

    failed, good = lines(done)
    assert (failed["verdict"], failed["reason"]) == ("cannot_check", "failed")
    assert good["verdict"] == "genuine"
    assert "secret" not in done.out + done.err
    assert done.exit_code == 3
