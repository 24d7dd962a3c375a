"""The workbook that a page is about, as it was kept."""

from flask import abort, redirect, url_for

from issuer.desk.context import context
from issuer.desk.pages.uploaded_workbook import UploadedWorkbook, decode_upload
from register import desk_work
from register.database import reading
from register.desk_work import KeptWorkbook


def kept_workbook(identifier: str) -> KeptWorkbook:
    """Return the workbook; answer 404 where there is none."""
    with reading(context().register) as session:
        kept = desk_work.kept_workbook(session, identifier)
    if kept is None:
        abort(404)
    return kept


def read_workbook_of(kept: KeptWorkbook) -> UploadedWorkbook:
    """Return what it holds; lead to the page that asks how it is read, where that is not known."""
    uploaded = decode_upload(kept.content)
    if not uploaded.is_read:
        abort(redirect(url_for("reading_page", identifier=kept.id), 303))
    return uploaded
