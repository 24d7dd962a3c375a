"""Files of any shape say what they say: the truth, or a problem; never another answer."""

from dataclasses import replace
from datetime import date, time

import pytest

from attestation.errors import WorkbookError
from issuer.workbook.answers import Meaning
from issuer.workbook.format.cells import Trait
from issuer.workbook.layouts.known_marks import marks_that_hold
from issuer.workbook.layouts.profile import (
    WHOLE_DAY,
    Layout,
    NameOrder,
    Profile,
    Role,
    decode_profile,
    encode_profile,
    title_keys,
)
from issuer.workbook.layouts.reading import ModuleFields, Reading
from tests.support import layouts
from tests.support.arranged import HOURS, arranged, outcomes, planned, proposed

AWA, NGO, LOP = "DIALLO Awa", "NGOMA Grâce", "LOPEZ Ana"
ENROLLED = layouts.enrolled(
    ("Diallo", "Awa", date(1990, 5, 4)),
    ("Ngoma", "Grâce", date(1991, 6, 5)),
    ("Lopez", "Ana", date(1992, 7, 6)),
)
ABSENT = {"": Meaning.ABSENT}
WHOLE = ((time(9), time(13)),)
YES, NO, BAD = "entitled", "not_entitled", "problem"


def test_strangers_grid_with_one_name_column_is_read_in_place() -> None:
    grid = layouts.grid({AWA: ["x"] * 4, NGO: ["x", None, "x", "x"]})
    table, profile = proposed([grid])
    assert (table.layout, table.header) == (Layout.GRID, 2)
    assert profile.name_order is NameOrder.CAPITALS

    found = arranged([grid], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    plan = planned(found, marks=ABSENT)

    assert outcomes(plan) == {"Diallo": YES, "Ngoma": NO}
    assert [person.row for person in plan.people] == [4, 5]  # as in her own file
    assert {"B", "C"} <= found.set_aside


def test_grid_without_a_module_takes_its_days_from_the_titles() -> None:
    grid = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([grid])
    profile = replace(profile, hours={WHOLE_DAY: HOURS})
    fields = ModuleFields(code="AC-2026-03", title="Ateliers")

    found = arranged([grid], Reading(profile=profile, module=fields), enrolled=ENROLLED)
    plan = planned(found)

    assert [session.day for session in plan.module.sessions] == list(layouts.DAYS)
    with pytest.raises(WorkbookError, match="code et l’intitulé"):
        arranged([grid], Reading(profile=profile), enrolled=ENROLLED)
    with pytest.raises(WorkbookError, match="Les heures des séances"):
        arranged([grid], Reading(profile=replace(profile, hours={}), module=fields))


def test_numbered_sessions_are_those_of_the_module_in_order_or_refused() -> None:
    grid = layouts.grid({AWA: ["x", "x", "x", "-"]}, titles=("C1", "C2", "C3", "C4"))
    _, profile = proposed([grid])
    reading = Reading(profile=profile)

    plan = planned(arranged([grid], reading, module=layouts.module(), enrolled=ENROLLED))
    assert [missed.day for missed in plan.people[0].missed] == [layouts.DAYS[3]]
    with pytest.raises(WorkbookError, match="4 colonnes de séances sans date, le module 3"):
        arranged([grid], reading, module=layouts.module(layouts.DAYS[:3]), enrolled=ENROLLED)


def test_name_that_no_rule_splits_is_a_problem() -> None:
    grid = layouts.grid({"Diallo Awa": ["x"] * 4, "Van den Berg Anna": ["x"] * 4})
    _, profile = proposed([grid])
    reading = Reading(profile=replace(profile, name_order=NameOrder.FAMILY_FIRST))

    found = arranged([grid], reading, module=layouts.module())
    header = found.sheets[0].rows[2]

    assert header[-2:] == ("Nom", "Prénom")
    assert found.sheets[0].rows[3][-2:] == ("Diallo", "Awa")
    assert found.sheets[0].rows[4][-2:] == ("Van den Berg Anna", None)
    assert found.sheets[0].traits


def test_near_name_is_shown_beside_and_never_joined_alone() -> None:
    grid = layouts.grid({"Awa Dialo": ["x"] * 4, NGO: ["x"] * 4, "La formatrice": ["x"] * 4})
    _, profile = proposed([grid])
    module = layouts.module()

    found = arranged([grid], Reading(profile=profile), module=module, enrolled=ENROLLED)
    assert [one.name for one in found.unmatched] == ["Awa Dialo", "La formatrice"]
    assert [one.full_name for one in found.unmatched[0].near] == ["Diallo Awa"]
    assert outcomes(planned(found)) == {"Awa Dialo": BAD, "Ngoma": YES, "La formatrice": BAD}

    decided = Reading(
        profile=profile, people={found.unmatched[0].key: 2, found.unmatched[1].key: None}
    )
    found = arranged([grid], decided, module=module, enrolled=ENROLLED)
    assert not found.unmatched
    assert outcomes(planned(found)) == {"Diallo": YES, "Ngoma": YES}
    assert any("La formatrice" in line for line in found.understood)


def test_column_that_nobody_decided_stops_the_reading() -> None:
    grid = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([grid])
    keys = title_keys(grid.rows[2])
    columns = {key: role for key, role in profile.columns.items() if key != keys[2]}
    reading = Reading(profile=replace(profile, columns=columns), sheet=0, header=2)

    with pytest.raises(WorkbookError, match="« Gemeente » n’est pas décidée"):
        arranged([grid], reading, module=layouts.module(), enrolled=ENROLLED)


def test_log_of_a_form_gives_a_presence_for_each_line() -> None:
    lines = [("Awa Diallo", day) for day in layouts.DAYS]
    lines += [("ngoma grace", day) for day in layouts.DAYS[:3]]
    log = layouts.log(lines)
    table, profile = proposed([log])
    assert table.layout is Layout.LOG

    reading = Reading(profile=profile)
    found = arranged([log], reading, module=layouts.module(), enrolled=ENROLLED)

    assert outcomes(planned(found)) == {"Diallo": YES, "Ngoma": BAD, "Lopez": BAD}  # empty: asked
    assert outcomes(planned(found, marks=ABSENT)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


def test_log_of_another_day_is_refused_until_a_person_leaves_it_out() -> None:
    log = layouts.log([("Awa Diallo", day) for day in (*layouts.DAYS, date(2026, 3, 20))])
    _, profile = proposed([log])

    with pytest.raises(WorkbookError, match="n’est la date d’aucune séance") as caught:
        arranged([log], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    assert caught.value.row == 6
    reading = Reading(profile=profile, leaves_other_days=True)
    found = arranged([log], reading, module=layouts.module(), enrolled=ENROLLED)
    assert outcomes(planned(found, marks=ABSENT))["Diallo"] == YES


def test_session_that_a_log_never_names_is_a_problem_and_no_absence() -> None:
    log = layouts.log([("Awa Diallo", day) for day in layouts.DAYS[:3]])
    _, profile = proposed([log])

    found = arranged([log], Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)
    plan = planned(found, marks=ABSENT)

    assert set(outcomes(plan).values()) == {BAD}
    assert any("17/03/2026 n’a pas de colonne" in one.message for one in plan.problems)


def test_sheet_for_each_session_lists_who_was_there() -> None:
    sheets = layouts.session_sheets({day: [AWA, NGO] for day in layouts.DAYS[:3]})
    sheets += layouts.session_sheets({layouts.DAYS[3]: [AWA]})
    table, profile = proposed(sheets)
    assert table.layout is Layout.SHEETS

    found = arranged(sheets, Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)

    assert outcomes(planned(found, marks=ABSENT)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


@pytest.mark.parametrize("is_american", [True, False])
def test_teams_reports_sum_stays_and_count_overlaps_once(*, is_american: bool) -> None:
    reports = [
        layouts.teams(
            day,
            {
                "Awa Diallo": [(time(8, 30), time(11)), (time(10), time(12, 30))],  # 3 h 30
                "Grâce Ngoma (Invité)": [(time(9), time(10)), (time(11), time(12))],  # 2 h
                "Lopez Ana": [(time(6), time(9, 30))],  # half an hour of the session
            },
            is_american=is_american,
        )
        for day in layouts.DAYS
    ]
    table, profile = proposed(reports)
    assert (table.layout, table.header) == (Layout.MEETING, 13)
    profile = replace(profile, minimum_minutes=210)

    found = arranged(reports, Reading(profile=profile), module=layouts.module(), enrolled=ENROLLED)

    assert not found.unmatched
    assert outcomes(planned(found)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}
    again = arranged(
        [*reports, replace(reports[0], name="copie.csv")],
        Reading(profile=replace(profile, minimum_minutes=121)),
        module=layouts.module(),
        enrolled=ENROLLED,
    )
    assert outcomes(planned(again))["Ngoma"] == NO  # a report brought twice adds nothing
    with pytest.raises(WorkbookError, match="La durée"):
        arranged(
            reports,
            Reading(profile=replace(profile, minimum_minutes=None)),
            module=layouts.module(),
            enrolled=ENROLLED,
        )


def test_zoom_and_meet_reports_are_read() -> None:
    stays = {"Awa Diallo": [(time(9), time(13))], "Grâce Ngoma": [(time(9), time(10))]}
    zoom = [layouts.zoom(day, stays) for day in layouts.DAYS]
    meet = [layouts.meet(day, {"Awa Diallo": 240, "Grâce Ngoma": 60}) for day in layouts.DAYS]
    for reports in (zoom, meet):
        _, profile = proposed(reports)
        reading = Reading(profile=replace(profile, minimum_minutes=200))

        found = arranged(reports, reading, module=layouts.module(), enrolled=ENROLLED)

        assert outcomes(planned(found, marks=ABSENT)) == {"Diallo": YES, "Ngoma": NO, "Lopez": NO}


def test_durations_alone_are_refused_for_a_day_with_two_sessions() -> None:
    halves = ((time(9), time(12)), (time(13), time(16)))
    report = layouts.meet(layouts.DAYS[0], {"Awa Diallo": 240})
    _, profile = proposed([report])
    reading = Reading(
        profile=replace(profile, minimum_minutes=100), days={report.name: layouts.DAYS[0]}
    )

    with pytest.raises(WorkbookError, match="à laquelle des séances"):
        arranged(
            [report],
            reading,
            module=layouts.module(layouts.DAYS[:1], hours=halves),
            enrolled=ENROLLED,
        )


def test_person_named_in_another_part_of_a_report_is_not_forgotten() -> None:
    report = layouts.teams(layouts.DAYS[0], {"Awa Diallo": [(time(9), time(13))]})
    rows = list(report.rows)
    rows.insert(9, ("Ana Lopez", *rows[8][1:]))
    report = replace(report, rows=tuple(rows))
    _, profile = proposed([report])

    with pytest.raises(WorkbookError, match="« Ana Lopez » est dans une autre partie"):
        arranged(
            [report],
            Reading(profile=replace(profile, minimum_minutes=200)),
            module=layouts.module(layouts.DAYS[:1]),
            enrolled=ENROLLED,
        )


def test_line_that_is_hidden_or_has_no_name_stops_the_reading() -> None:
    log = layouts.log([("Awa Diallo", layouts.DAYS[0]), ("", layouts.DAYS[0])])
    rows = [log.rows[0], log.rows[1], (log.rows[2][0], None, None)]
    _, profile = proposed([log])
    reading, module = Reading(profile=profile), layouts.module(layouts.DAYS[:1])

    with pytest.raises(WorkbookError, match="n’a pas de nom"):
        arranged([replace(log, rows=tuple(rows))], reading, module=module)
    with pytest.raises(WorkbookError, match="barrée ou masquée"):
        arranged([replace(log, hidden_rows=frozenset({1}))], reading, module=module)


def test_presence_of_a_day_with_two_sessions_is_not_taken_for_another_day() -> None:
    log = layouts.log([("Awa Diallo", layouts.DAYS[0])])
    rows = [log.rows[0], ("02/03/2026", *log.rows[1][1:])]
    log = replace(log, rows=tuple(rows))
    _, profile = proposed([log])
    halves = ((time(9), time(12)), (time(13), time(16)))
    module = layouts.module(layouts.DAYS[:1], hours=halves)

    for leaves in (False, True):
        reading = Reading(profile=profile, leaves_other_days=leaves)
        with pytest.raises(WorkbookError, match="plusieurs séances de ce jour"):
            arranged([log], reading, module=module, enrolled=ENROLLED)


def test_symbol_in_a_log_is_no_letter() -> None:
    log = layouts.log([("Awa Diallo", layouts.DAYS[0])])
    _, profile = proposed([log])
    pictures = replace(log, traits={(1, 2): frozenset({Trait.SYMBOL_FONT})})

    with pytest.raises(WorkbookError, match="police de symboles"):
        arranged([pictures], Reading(profile=profile), module=layouts.module())


def test_profile_of_march_reads_april_without_a_question() -> None:
    march = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([march])
    kept = decode_profile(encode_profile(replace(profile, marks=ABSENT)))
    days = tuple(date(2026, 4, day) for day in (6, 7, 13))
    april = layouts.grid({LOP: ["x", None, "x"]}, titles=days, above=())

    module = layouts.module(days)
    found = arranged([april], Reading(profile=kept), module=module, enrolled=ENROLLED)

    plan = planned(found, marks=kept.marks)
    assert outcomes(plan) == {"Lopez": NO}
    assert not plan.questions
    other = layouts.grid({LOP: ["x", None, "x"]}, titles=days, name_title="Wie")
    with pytest.raises(WorkbookError, match="ne sont pas celles du profil"):
        arranged([other], Reading(profile=kept), module=module, enrolled=ENROLLED)


def test_mark_that_contradicts_us_is_taken_over_only_where_the_legend_says_so_again() -> None:
    marks = {"a": Meaning.PRESENT, "x": Meaning.ABSENT, "w": Meaning.EXCUSED, "": Meaning.ABSENT}
    with_legend = layouts.grid({AWA: ["A"] * 4}, above=(("A = Aanwezig ; X = Afwezig",),))
    without = layouts.grid({AWA: ["A"] * 4})
    pictures = replace(without, traits={(3, 3): frozenset({Trait.SYMBOL_FONT})})

    assert marks_that_hold(marks, with_legend) == marks
    assert set(marks_that_hold(marks, without)) == {"w", ""}
    assert set(marks_that_hold(marks, pictures)) == {"a", "w", ""}


def test_profile_holds_no_text_of_a_file_but_marks() -> None:
    grid = layouts.grid({AWA: ["x"] * 4})
    _, profile = proposed([grid])
    columns = dict.fromkeys(title_keys(grid.rows[3]).values(), Role.SET_ASIDE)  # a person's row

    text = encode_profile(replace(profile, columns=columns))

    assert "DIALLO" not in text.upper()
    with pytest.raises(ValueError, match="short"):
        Profile(layout=Layout.GRID, columns={}, marks={"Diallo Aminata": Meaning.PRESENT})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"layout":"grid","columns":{"Diallo":"full-name"}}',
        '{"layout":"grid","columns":{},"minimum_minutes":-1}',
        '{"layout":"grid","columns":{},"is_month_first":"yes"}',
        "[" * 5000,
        " " * 30_000,
    ],
)
def test_text_that_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode_profile(text)
