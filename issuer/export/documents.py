"""Copies for people: documents as files, the register as a table."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from attestation.code import format_code
from attestation.errors import ConfigurationError
from attestation.verdict.trusted_keys import TrustedKeys
from issuer.export.labels import STATES
from issuer.export.stated_facts import STATED_HEADINGS, stated_cells
from issuer.export.tables import to_csv, to_xlsx
from issuer.signed.released import released_documents
from register.attestations import Record, records
from register.database import reading
from register.tables.attestations import State
from runtime.files import replace_file

ASIDE = "retirées"
HEADINGS = (
    "Numéro",
    "Code",
    "État",
    "Nom",
    "Prénom",
    "Date de naissance",
    "E-mail",
    "Module",
    "Intitulé",
    "Premier jour",
    "Dernier jour",
    "Minutes",
    "Délivrée le",
    "Remplace",
    "Remplacée par",
    *STATED_HEADINGS,
)


def export_documents(
    register: Engine,
    folder: Path,
    *,
    keys: TrustedKeys,
    module_code: str | None = None,
    with_ended: bool = False,
    on_written: Callable[[int], None] = lambda count: None,
) -> list[Path]:
    """Write issued documents to ``folder``, byte for byte as they were issued.

    Each file appears whole: it is written aside and renamed. One that is there already with
    the same bytes is left alone.

    Raises:
        ConfigurationError: the folder cannot be written.
        DisagreementError: a document is not the one that was signed; files written before stand.
        RegisterError: the register failed; files written before stand.
    """
    files = []
    with reading(register) as session:
        names = {
            record.attestation.number: file_name(record)
            for record in records(session, module_code=module_code)
        }
        for number, state, content in released_documents(
            session, keys=keys, module_code=module_code
        ):
            if state is State.ISSUED or with_ended:
                files.append(folder / names[number])
                write_whole(files[-1], content)
                on_written(1)
    return files


def set_ended_aside(
    register: Engine, folder: Path, *, module_code: str | None = None
) -> list[Path]:
    """Move the documents of ``folder`` that were withdrawn or replaced to ``retirées/`` in it.

    Raises:
        ConfigurationError: the folder cannot be written.
        RegisterError: the register failed.
    """
    moved = []
    with reading(register) as session:
        ended = [
            file_name(record)
            for record in records(session, module_code=module_code)
            if record.state in (State.WITHDRAWN, State.REPLACED)
        ]
    try:
        for name in ended:
            if (folder / name).is_file():
                aside = folder / ASIDE
                aside.mkdir(exist_ok=True)
                moved.append((folder / name).replace(aside / name))
    except OSError as error:
        raise ConfigurationError(str(folder), f"impossible d’y écrire ({error.strerror})") from None
    return moved


def said_aside(moved: Sequence[Path]) -> str:
    """Return in French what ``set_ended_aside`` moved."""
    names = ", ".join(path.name for path in moved)
    return f"{len(moved)} PDF retirés ou remplacés, mis dans {ASIDE}/ : {names}"


def export_register(
    register: Engine,
    folder: Path,
    *,
    kind: Literal["csv", "xlsx"],
    module_code: str | None = None,
) -> Path:
    """Write the register, or one module of it, as a table for a spreadsheet.

    Raises:
        ConfigurationError: the folder cannot be written.
        RegisterError: the register failed.
    """
    file = folder / f"registre.{kind}"
    write_whole(file, register_table(register, kind=kind, module_code=module_code))
    return file


def register_table(
    register: Engine, *, kind: Literal["csv", "xlsx"], module_code: str | None = None
) -> bytes:
    """Return the register, or one module of it, as a table for a spreadsheet.

    Raises:
        RegisterError: the register failed.
    """
    with reading(register) as session:
        rows = [_row(record) for record in records(session, module_code=module_code)]
    return to_csv(HEADINGS, rows) if kind == "csv" else to_xlsx("Registre", HEADINGS, rows)


def file_name(record: Record) -> str:
    """Name a document's file by number and holder."""
    holder = record.attestation.holder
    number = record.attestation.number
    parts = (number, _plain(holder.family_name), _plain(holder.given_name or ""))
    return "_".join(part for part in parts if part) + ".pdf"


def write_whole(file: Path, content: bytes) -> None:
    """Write ``content`` so that the file is there complete or not at all.

    Raises:
        ConfigurationError: the folder cannot be written, or the disk is full.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file() and file.read_bytes() == content:
            return
        replace_file(file, content)
    except OSError as error:
        raise ConfigurationError(
            str(file.parent), f"impossible d’y écrire ({error.strerror})"
        ) from None


def _row(record: Record) -> tuple[str | int, ...]:
    attestation = record.attestation
    holder = attestation.holder
    return (
        attestation.number,
        format_code(attestation.code),
        STATES[record.state],
        holder.family_name,
        holder.given_name or "",
        holder.birth_date.encode(),
        record.email or "",
        attestation.module_code,
        attestation.module_title,
        attestation.first_day.isoformat(),
        attestation.last_day.isoformat(),
        int(attestation.attended.total_seconds()) // 60,
        attestation.issued_at.date().isoformat(),
        record.replaces or "",
        record.replaced_by or "",
        *stated_cells(attestation.particulars),
    )


def _plain(name: str) -> str:
    """Keep the letters as they are; what a file system could take amiss becomes a dash."""
    return "-".join("".join(c if c.isalnum() else " " for c in name).split())
