"""Modules whose tests are in a file of another name, and why: ``tests/test_mirror.py`` compares."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Modules of one folder that have no file of tests of their own, for one reason."""

    folder: str
    why: str
    files: Mapping[str, str]
    """By module, the file under ``tests/`` that is about what it does."""


TESTED_ELSEWHERE = (
    Group(
        folder="attestation/verdict",
        why="A verdict is data: whoever decides gives each of the seven.",
        files={"verdicts": "attestation/verdict/test_verify.py"},
    ),
    Group(
        folder="keys/cli",
        why="What every command of attest-keys shares, and the root's side of a kit.",
        files={
            "kit": "verifier/kit/test_folder.py",
            "output": "keys/cli/test_list_trust.py",
        },
    ),
    Group(
        folder="keys/custody",
        why="Used by one command or one running program, and tested through it.",
        files={
            "issuer_record": "keys/cli/test_issuer_record.py",
            "reloading": "issuer/lifecycle/test_key_changes.py",
            "settings": "keys/cli/test_issuer_record.py",
        },
    ),
    Group(
        folder="operations",
        why="The sections that a backup follows to every file of a deployment.",
        files={"settings": "operations/backup/test_backup.py"},
    ),
    Group(
        folder="operations/cli",
        why="A command parses, calls and shows: each is run whole where its work is tested.",
        files={
            "backup": "operations/backup/test_backup.py",
            "closing": "operations/closing/test_closing.py",
            "context": "operations/closing/test_closing.py",
            "doctor": "operations/doctor/test_diagnosis.py",
            "lines": "operations/doctor/test_diagnosis.py",
            "running": "operations/running/test_processes.py",
            "setup": "operations/setup/test_setup.py",
            "upgrade": "operations/upgrade/test_upgrade.py",
            "upkeep": "operations/upkeep/test_night.py",
        },
    ),
    Group(
        folder="operations/doctor",
        why="Each check is tested by the sabotages that it must name, all of them in one table.",
        files=dict.fromkeys(
            ("backups", "keys", "machine", "public", "register", "settings"),
            "operations/doctor/test_diagnosis.py",
        ),
    ),
    Group(
        folder="operations/setup",
        why="The folder that is handed over is served there.",
        files={"verifier_kit": "operations/running/test_processes.py"},
    ),
    Group(
        folder="operations/upkeep",
        why="The parts of a night are signed in one.",
        files={"signing": "operations/upkeep/test_night.py"},
    ),
    Group(
        folder="pdf",
        why="Parts of a file that only a whole one shows to be right.",
        files={
            "cms": "issuer/document/test_cms_check.py",
            "signature_placeholder": "issuer/document/test_pades.py",
        },
    ),
    Group(
        folder="register",
        why="Rows of one use case, stored and read by it alone; its tests look at what was kept.",
        files={
            "attestations": "issuer/test_column_walk.py",
            "delivery_board": "issuer/desk/views/test_delivery.py",
            "desk_work": "issuer/desk/jobs/test_issuing.py",
            "erasure": "issuer/lifecycle/test_erasure.py",
            "extension": "issuer/lifecycle/test_extension.py",
            "fast_query": "register/test_lookup.py",
            "figures": "issuer/desk/views/test_figures.py",
            "invitations": "issuer/desk/auth/test_invitations.py",
            "organisation_versions": "issuer/desk/views/test_settings.py",
            "passkeys": "issuer/desk/auth/test_passkeys.py",
            "person_records": "issuer/lifecycle/test_erasure.py",
            "public_log": "issuer/lifecycle/test_public_log.py",
            "reading_profiles": "issuer/desk/views/test_reading.py",
            "without_right": "issuer/desk/views/test_module_people.py",
        },
    ),
    Group(
        folder="register/tables",
        why="Every column of every table is edited there.",
        files={"attestations": "issuer/test_column_walk.py"},
    ),
    Group(
        folder="runtime",
        why="The frame of every command, seen where one is called.",
        files={
            "command_line": "keys/cli/test_context.py",
        },
    ),
    Group(
        folder="verifier",
        why="It puts a verifier together: what it is made of is tested by changing that.",
        files={"assembly": "verifier/test_trust_file.py"},
    ),
    Group(
        folder="verifier/cli",
        why="A command parses, calls and shows: each is run whole where its work is tested.",
        files={
            "kit": "verifier/kit/test_folder.py",
            "proof": "issuer/lifecycle/test_log_proofs.py",
            "reader": "verifier/sources/test_readers.py",
            "receipt_key": "verifier/receipt/test_key.py",
            "sources": "verifier/sources/test_states_by_command.py",
        },
    ),
    Group(
        folder="verifier/comparison",
        why="Steps of one comparison: each is right if the pages are told alike or apart.",
        files={
            "alignment": "verifier/comparison/test_compare.py",
            "drawing_child": "verifier/http/test_document_page.py",
            "residual": "verifier/comparison/test_compare.py",
        },
    ),
    Group(
        folder="verifier/http/api",
        why="The types from which the description is made: every answer is held to it there.",
        files={"schema": "verifier/http/api/test_openapi.py"},
    ),
    Group(
        folder="verifier/kit",
        why="A kit is made whole, and its files are looked at.",
        files={
            "preparation": "verifier/kit/test_folder.py",
        },
    ),
    Group(
        folder="verifier/receipt",
        why="Drawn on each receipt.",
        files=dict.fromkeys(("fonts", "verdict_icons"), "verifier/receipt/test_page.py"),
    ),
    Group(
        folder="issuer/audit",
        why="Kept so that a restored register is compared with them.",
        files={"published_lists": "issuer/lifecycle/test_restored_register.py"},
    ),
    Group(
        folder="issuer/cli",
        why="A command parses, calls and shows: each is run whole where its work is tested.",
        files={
            "context": "issuer/cli/test_main.py",
            "person": "issuer/lifecycle/test_erasure.py",
            "presentation": "issuer/cli/test_check.py",
            "register_copy": "register/test_copying.py",
        },
    ),
    Group(
        folder="issuer/cluster",
        why="A process between the issuer and a scheduler.",
        files={"relay": "issuer/cluster/test_client.py"},
    ),
    Group(
        folder="issuer/delivery",
        why="What is asked of a worker, a page or the desk is tested where it is asked.",
        files={
            "context": "issuer/cli/test_delivery.py",
            "lost_link": "issuer/participant/test_views_lost_links.py",
            "mail_run": "issuer/cli/test_delivery.py",
            "requests": "issuer/desk/views/test_delivery.py",
            "specimen": "issuer/desk/views/test_messages.py",
        },
    ),
    Group(
        folder="issuer/desk/pages",
        why="What a page shows is looked at on the page.",
        files={
            "first_reading": "issuer/desk/views/test_reading.py",
            "module_form": "issuer/desk/views/test_module_correction.py",
        },
    ),
    Group(
        folder="issuer/desk/views",
        why="A view parses, calls and shows: it is asked for where its work is tested.",
        files={
            "health": "issuer/delivery/test_readiness.py",
            "printing": "issuer/desk/jobs/test_print_jobs.py",
            "under_way": "issuer/desk/views/test_workbook.py",
        },
    ),
    Group(
        folder="issuer/document",
        why="Parts of the page: whether they are well set shows on the whole.",
        files={
            "blocks": "issuer/document/test_composition.py",
            "closing": "issuer/document/test_composition.py",
            "drawing": "issuer/document/test_structure.py",
            "specimen": "issuer/desk/views/test_settings.py",
        },
    ),
    Group(
        folder="issuer/export",
        why="Copies and tables are written by a command, and opened again.",
        files={
            "documents": "issuer/cli/test_export.py",
            "print_file": "issuer/desk/jobs/test_print_jobs.py",
        },
    ),
    Group(
        folder="issuer/issuance",
        why="Refuses what an edited register would have signed.",
        files={"free_reservations": "issuer/signed/test_row_agreement_edited_rows.py"},
    ),
    Group(
        folder="issuer/lifecycle",
        why="Steps of a use case, tested where somebody asks for it.",
        files={
            "agreement": "issuer/signed/test_row_agreement_edited_rows.py",
            "corrected_module": "issuer/desk/jobs/test_module_job.py",
            "module_correction": "issuer/desk/jobs/test_module_job.py",
            "names_without_attestation": "issuer/desk/views/test_module_people.py",
            "plan_run": "issuer/test_use_cases.py",
        },
    ),
    Group(
        folder="issuer/organisation",
        why="What the desk keeps of the organisation is kept and read by its pages.",
        files={
            "form": "issuer/organisation/test_regimes.py",
            "history": "issuer/desk/views/test_settings.py",
            "reading_profiles": "issuer/desk/views/test_reading.py",
        },
    ),
    Group(
        folder="issuer/participant",
        why="What every request begins with.",
        files={"requested": "issuer/participant/test_views.py"},
    ),
    Group(
        folder="issuer/planning",
        why="A plan is made of a workbook and a register: whole, by the command or the desk.",
        files={
            "earlier_people": "issuer/desk/pages/test_missing_facts_of_a_second_file.py",
            "planning": "issuer/cli/test_check.py",
            "without_right": "issuer/desk/views/test_module_people.py",
        },
    ),
    Group(
        folder="issuer/settings",
        why="Sections read with those beside them, and what the program does by them.",
        files={
            "issuer": "issuer/cli/test_main.py",
            "letterhead": "issuer/settings/test_organisation.py",
            "logo": "issuer/settings/test_logo_reading.py",
            "logo_child": "issuer/settings/test_logo_reading.py",
        },
    ),
    Group(
        folder="issuer/signed",
        why="One line of defence, tested by editing what it must not believe.",
        files={
            "opening": "issuer/signed/test_row_agreement_edited_holders.py",
            "released": "issuer/signed/test_row_agreement_edited_rows.py",
        },
    ),
    Group(
        folder="issuer/workbook",
        why="What a workbook says, and what a person decided of it: by every test of a sheet.",
        files={
            "model": "issuer/workbook/parsing/test_module_sheet.py",
            "profiled": "issuer/cli/test_workbook_options_profile.py",
        },
    ),
    Group(
        folder="issuer/workbook/layouts",
        why="Steps of arranging a file, whatever its shape.",
        files={
            "people": "issuer/workbook/layouts/test_arrange.py",
            "proposal": "issuer/workbook/layouts/test_arrange.py",
        },
    ),
    Group(
        folder="issuer/workbook/template",
        why="A sheet of the template, written with it.",
        files={"guide": "issuer/workbook/template/test_workbook.py"},
    ),
)
