"""What a participant reads, on the page and in messages: one file a language, read whole."""

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FIRST = "fr"
"""The default language."""


class Words(BaseModel):
    """All that a participant reads; in braces, what is filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    language_name: str
    direction: Literal["ltr", "rtl"]
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    day: str
    service: str
    skip: str
    languages: str
    privacy: str
    open_title: str
    open_heading: str
    open_lead: str
    birth_date: str
    birth_date_hint: str
    birth_day: str
    birth_month: str
    birth_year: str
    open: str
    not_a_date: str
    wrong: str
    wrong_last: str
    locked_heading: str
    locked_text: str
    last_sent: str
    page_title: str
    page_heading: str
    page_lead: str
    module: str
    dates: str
    between: str
    hours: str
    hours_only: str
    hours_and_minutes: str
    number: str
    download: str
    download_hint: str
    proof: str
    proof_hint: str
    see: str
    see_title: str
    see_alt: str
    back: str
    now_heading: str
    now_steps: tuple[str, ...] = Field(min_length=3, max_length=3)
    share_file: str
    card_open: str
    card_title: str
    card_lead: str
    card_qr: str
    card_as_of: str
    card_full: str
    card_keep: str
    card_keep_hint: str
    card_kept: str
    card_forget: str
    card_forgotten: str
    card_ended_heading: str
    card_ended_text: str
    send: str
    send_hint: str
    sent: str
    sent_recently: str
    share_heading: str
    share_text: str
    share_label: str
    share_open: str
    share_copy: str
    share_copied: str
    reveals_heading: str
    reveals_text: str
    checked_heading: str
    checked_text: str
    checked_earlier: str
    checked_never: str
    leave: str
    left_heading: str
    left_text: str
    replaced_heading: str
    replaced_text: str
    withdrawn_heading: str
    withdrawn_text: str
    ask_heading: str
    lost_title: str
    lost_heading: str
    lost_lead: str
    email: str
    lost_birth_hint: str
    lost_send: str
    lost_done_heading: str
    lost_done_text: str
    lost_full_heading: str
    lost_full_text: str
    lost_link: str
    unknown_heading: str
    unknown_text: str
    too_many_heading: str
    too_many_text: str
    stale_form: str
    error_heading: str
    error_text: str
    mail_hello: str
    mail_module: str
    mail_delivery_subject: str
    mail_delivery: str
    mail_own_copy_subject: str
    mail_own_copy: str
    mail_lost_link_subject: str
    mail_lost_link: str
    mail_correction_subject: str
    mail_correction: str
    mail_keep: str
    mail_attached: str
    mail_private: str
    mail_not_you: str

    def written_day(self, value: date) -> str:
        """Write a day in full."""
        return self.day.format(day=value.day, month=self.months[value.month - 1], year=value.year)

    def written_hours(self, value: timedelta) -> str:
        """Write a duration in hours, and minutes where there are some."""
        hours, minutes = divmod(value // timedelta(minutes=1), 60)
        form = self.hours_and_minutes if minutes else self.hours_only
        return form.format(hours=hours, minutes=f"{minutes:02d}")


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there is a file for, French first."""
    found = sorted(
        file.name.removesuffix(".toml")
        for file in files("issuer.delivery").joinpath("translations").iterdir()
        if file.name.endswith(".toml")
    )
    return (FIRST, *(language for language in found if language != FIRST))


@cache
def words(language: str) -> Words:
    """Return the words of one of ``languages``."""
    file = files("issuer.delivery").joinpath("translations", f"{language}.toml")
    return Words.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
