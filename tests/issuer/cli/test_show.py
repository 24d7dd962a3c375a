"""``attest-issuer show``: the history of an attestation."""

import sqlite3
from datetime import date
from pathlib import Path

from tests.support.issuer_commands import config, issuer, template, workbook
from tests.support.workbooks import person

__all__ = ["config", "template"]  # pytest finds them here

TODAY = date.today()  # noqa: DTZ011  the commands read the real clock


def test_show_tells_the_whole_story(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    number = f"AC-{TODAY.year}-0001"
    replaced = issuer(
        config, "replace", number, "--family-name", "Haïlé", "--given-name", "",
        "--birth-date", "00/02/1996", "--email", "", "--reason", "nom corrigé",
    )  # fmt: skip
    new = f"AC-{TODAY.year}-0002"
    withdrawn = issuer(config, "withdraw", new, "--reason", "délivrée par erreur")

    old_story, new_story = issuer(config, "show", number), issuer(config, "show", new, "--json")

    assert replaced.out == f"{number} est remplacée par {new}.\n"
    assert withdrawn.out == f"{new} est retirée.\n"
    for words in ("remplacée", "Tsegaye Haile", "29/02/1996", new, "nom corrigé", "12 h 00"):
        assert words in old_story.out
    history = new_story.json()
    assert history["family_name"] == "Haïlé"
    assert (history["given_name"], history["birth_date"], history["email"]) == (
        None,
        "1996-02",
        None,
    )
    assert (history["state"], history["replaces"]) == ("withdrawn", number)
    assert [event["kind"] for event in history["events"]] == ["issued", "withdrawn"]
    assert history["events"][1]["reason"] == "délivrée par erreur"
    assert all(event["is_signed_by_us"] for event in history["events"])


def test_story_points_out_what_nobody_signed(config: Path, tmp_path: Path) -> None:
    issuer(config, "issue", workbook(tmp_path, person()), "--yes")
    number = f"AC-{TODAY.year}-0001"
    with sqlite3.connect(config.parent / "register.db") as register:
        register.execute(
            "INSERT INTO statement (number, kind, made_at, signed) VALUES (?, ?, ?, ?)",
            (number, "withdrawn", "2026-11-20 10:00:00", b"forged"),
        )

    assert "dont la signature n’est pas la nôtre" in issuer(config, "show", number).out
