"""What is handed over on a person, of lists that hold others too."""

import json
from dataclasses import replace
from pathlib import Path

from attestation.facts import Number
from issuer.issuance.issue import issue
from issuer.lifecycle.person_export import export_person
from register.database import writing
from register.holders import person_key
from register.planned_modules import Enrolled, PlannedModule, store_planned
from register.without_right import WithoutRight, store_without_right
from tests.support.issuer_contexts import make_deployment, make_draft, make_module, open_issuer
from tests.support.issuers import NOW


def test_export_has_the_persons_lines_in_lists_and_no_namesakes(tmp_path: Path) -> None:
    context = open_issuer(make_deployment(tmp_path))
    draft = make_draft("Bah", "Ana")
    (number,) = issue(context, make_module(), [draft])
    mine = Enrolled(family_name="BAH", given_name="ana", birth_date="29/2/1988", email="")
    namesake = replace(mine, birth_date="1.1.1960")
    unborn = replace(mine, birth_date=" ")
    cousin = replace(mine, given_name="Issa")
    planned = PlannedModule(
        module=make_module("AC-2027-01"), people=(mine, namesake, unborn, cousin)
    )
    refused = WithoutRight(family_name="Bah", given_name="Ana", birth_date=None, outcome="problem")
    listed = [
        (person_key(draft.holder), refused),
        (None, refused),
        (None, replace(refused, birth_date="1960-01-01")),
        ("0" * 64, refused),
    ]
    with writing(context.register) as session:
        store_planned(session, planned, login="ines", at=NOW)
        store_without_right(session, "AC-2026-12", listed, at=NOW)

    (file, _) = export_person(context, Number(str(number)), tmp_path / "out", who="ines")

    held = json.loads(file.read_text(encoding="utf-8"))
    assert [row["birth_date"] for row in held["planned_module"]] == ["29/2/1988", " "]
    assert {row["code"] for row in held["planned_module"]} == {"AC-2027-01"}
    assert [row["position"] for row in held["without_right"]] == [0, 1]
    context.register.dispose()
