"""Help: the coordinator's guide, which each page opens where it is about that page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from issuer.desk.auth.access import Role, Routes
from issuer.desk.language import language

ROUTES = Routes()


@ROUTES.get("/aide", Role.READER)
def help_page() -> ResponseReturnValue:
    """Show the guide."""
    # Whoever never asks for help loads no Markdown: test_markdown_is_loaded_when_help_is_asked_for.
    from issuer.desk.pages.guide import read_guide

    return render_template("help.html", guide=read_guide(language()))
