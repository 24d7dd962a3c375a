"""Figures for funders: a period, its totals, two charts, and the table to take along."""

from dataclasses import dataclass
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.pages.charts import people_chart, reasons_chart
from issuer.desk.views.module import attachment
from issuer.export.tables import to_csv, to_xlsx
from issuer.lifecycle.exports import record_export
from issuer.planning.statistics import (
    MODULE_HEADINGS,
    MODULE_SHEET,
    attendance_percent,
    module_row,
    sum_up,
)
from register.database import reading
from register.figures import ModuleFigures, module_figures

ROUTES = Routes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date


@ROUTES.get("/chiffres", Role.READER)
def figures() -> ResponseReturnValue:
    """Show the figures of a period."""
    period = _period()
    modules = _modules(period)
    return render_template(
        "figures.html",
        period=period,
        modules=modules,
        percents={
            one.code: None if one.counts is None else attendance_percent([one.counts])
            for one in modules
        },
        totals=sum_up(modules),
    )


@ROUTES.get("/chiffres/participants.svg", Role.READER)
def people_image() -> ResponseReturnValue:
    """Draw participants and attestations by module."""
    modules = sorted(_modules(_period()), key=lambda one: (one.last_day, one.code))
    bars = [(one.code, one.counts.participants if one.counts else 0, one.issued) for one in modules]
    return _image(people_chart(bars))


@ROUTES.get("/chiffres/motifs.svg", Role.READER)
def reasons_image() -> ResponseReturnValue:
    """Draw participants by reason of enrolment."""
    return _image(reasons_chart(sum_up(_modules(_period())).reasons))


@ROUTES.post("/chiffres/telecharger", Role.READER)
def download_figures() -> ResponseReturnValue:
    """Return the table of a period."""
    period = _period()
    rows = [module_row(one) for one in _modules(period)]
    kind = "csv" if request.form.get("kind") == "csv" else "xlsx"
    if kind == "csv":
        content = to_csv(MODULE_HEADINGS, rows)
    else:
        content = to_xlsx(MODULE_SHEET, MODULE_HEADINGS, rows)
    record_export(context(), who=viewer().login, subject="chiffres", detail=kind)
    return attachment(content, f"chiffres-{period.first}-{period.last}.{kind}")


def _period() -> Period:
    today = context().now().date()
    first = _day("du", date(today.year, 1, 1))
    last = _day("au", date(today.year, 12, 31))
    return Period(first=min(first, last), last=max(first, last))


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return otherwise


def _modules(period: Period) -> list[ModuleFigures]:
    with reading(context().register) as session:
        return module_figures(session, since=period.first, until=period.last)


def _image(svg: str) -> Response:
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response
