"""Files of another shape, brought to a desk and read as its page asks."""

import io
import re

from werkzeug.test import TestResponse

from issuer.workbook.format.cells import Sheet, text_of
from tests.support.desks import Browser


def fields_of(page: str) -> dict[str, str]:
    """Return the fields of the page's form, as a browser would send them untouched."""
    fields: dict[str, str] = {}
    for name, options in re.findall(r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        fields[name] = (chosen or re.findall(r'<option value="([^"]*)"', options))[0]
    for tag in re.findall(r"<input[^>]*>", page):
        found = dict(re.findall(r'([a-z_]+)="([^"]*)"', tag))
        is_chosen = found["type"] in ("radio", "checkbox") and "checked" in tag
        if found["type"] == "text" or is_chosen:
            fields[found["name"]] = found["value"]
    return fields


def file(sheet: Sheet) -> tuple[io.BytesIO, str]:
    """Return a sheet as a file of CSV."""
    lines = (";".join(text_of(cell) for cell in row) for row in sheet.rows)
    name = sheet.name if sheet.name.endswith(".csv") else f"{sheet.name}.csv"
    return io.BytesIO("\n".join(lines).encode()), name


def bring(browser: Browser, *sheets: Sheet, **beside: Sheet) -> TestResponse:
    """Bring files, with those of the module and of the enrolled people."""
    more: dict[str, object] = {name: file(sheet) for name, sheet in beside.items()}
    fields = {**more, "workbook": [file(one) for one in sheets]}
    data = {"csrf_token": browser.token(), **fields}
    return browser.client.post("/classeurs/nouveau", data=data)


def answer(browser: Browser, preview: str, **changed: str) -> TestResponse:
    """Send the page's form as it stands, but for some fields."""
    page = browser.get(f"{preview}/lecture").text
    return browser.post(f"{preview}/lecture", **{**fields_of(page), **changed})
