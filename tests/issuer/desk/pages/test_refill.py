"""A page's form filled again: what was typed, and nothing else of its page."""

import pytest

from issuer.desk.pages.refill import refilled

pytestmark = pytest.mark.usefixtures("many_attempts")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<textarea name="a">x &amp; y</textarea>', '<textarea name="a">1 &lt; 2</textarea>'),
        (
            '<input type="radio" name="a" value="1 < 2">',
            '<input type="radio" name="a" value="1 &lt; 2" checked>',
        ),
        (
            '<input type="radio" name="a" value="b" checked>',
            '<input type="radio" name="a" value="b">',
        ),
        ('<input type="password" name="a">', '<input type="password" name="a">'),
        (
            '<select name="a"><option value="1 < 2">',
            '<select name="a"><option value="1 &lt; 2" selected>',
        ),
        ("&#233;<!-- a --><br/>", "&#233;<!-- a --><br/>"),
    ],
)
def test_form_is_filled_and_the_rest_of_its_page_is_left(before: str, after: str) -> None:
    rest = '<!doctype html><form action="/x"><input name="q"></form>'
    page = f'{rest}<form action="/y"><input name="a" type="text">{before}</form>'

    filled = refilled(page, "/y", [("a", "0"), ("a", "1 < 2")])

    first = '<form action="/y"><input name="a" type="text" value="0">'
    assert filled == f"{rest}{first}{after}</form>"
    assert refilled(page, "/y", [("other", "1")]) == page
