"""A module that ended and gives nobody a right: it is counted all the same."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.context import context, viewer
from issuer.desk.pages.preview import digest_of
from issuer.desk.views.under_way import kept_workbook, plan_of, read_workbook_of
from issuer.lifecycle.plan_run import keep_figures
from issuer.organisation.reading_profiles import remember
from register import desk_work
from register.database import writing

ROUTES = Routes()


@ROUTES.post("/classeurs/<identifier>/clore", Role.COORDINATOR)
def close_module(identifier: str) -> ResponseReturnValue:
    """Keep the figures of what was shown, and forget the workbook."""
    uploaded = read_workbook_of(kept_workbook(identifier))
    plan = plan_of(uploaded)
    if not plan.closes_without or request.form.get("digest") != digest_of(plan):
        return redirect(url_for("preview", identifier=identifier), 303)
    if uploaded.reading is not None:
        remember(context(), uploaded.reading.profile, uploaded.answers, who=viewer().login)
    keep_figures(context(), plan, who=viewer().login)
    with writing(context().register) as session:
        desk_work.drop_workbook(session, identifier)
    return redirect(url_for("figures"), 303)
