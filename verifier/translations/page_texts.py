"""The words of the web pages, by page; a language's file has every one of them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Words(BaseModel):
    """Base of every table of words: nothing missing, nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageWords(Words):
    """The pages that check."""

    service: str
    home_title: str
    home_heading: str
    home_lead: str
    text_label: str
    text_hint: str
    file_label: str
    file_hint: str
    check: str
    or_: str
    code_heading: str
    file_heading: str
    camera_heading: str
    camera_text: str
    address_warning: str
    scanning_heading: str
    scanning_text: str
    no_script: str
    verdict_title: str
    looked_at_original: str
    looked_at_copy: str
    looked_at_compared: str
    next_step: str
    compare_heading: str
    signed_heading: str
    facts_heading: str
    differs: str
    check_another: str
    back_home: str
    skip: str
    languages: str
    privacy: str
    privacy_counting: str
    not_found_heading: str
    not_found_text: str
    too_many_heading: str
    too_many_text: str
    error_heading: str
    error_text: str
    misuse_heading: str
    misuse_text: str
    whose: str
    whose_signed: str
    issuer_heading: str
    recognised_heading: str
    recognised_text: str
    results_heading: str
    results_lead: str
    file_number: str
    examining: str
    no_answer: str
    print: str
    forgetting: str
    forgotten: str


class CounterWords(Words):
    """Quick work at a counter, and who answers for the service."""

    key: str
    count: str
    wrong: str
    busy: str
    retry: str
    kinds: dict[Literal["original", "identical", "to_compare"], str]
    run_by: str
    contact: str
    privacy_statement: str
    accessibility_statement: str


class ZoneWords(Words):
    """Where a page differs from the issued one, and both side by side."""

    heading: str
    shows: str
    added: str
    at: str
    side_by_side: str
    hint: str
    issued: str
    shown: str
    issued_zone: str
    shown_zone: str
    enlarge: str


class DocumentWords(Words):
    """The issued document on the screen."""

    see: str
    see_hint: str
    heading: str
    lead: str
    alt: str
    across: str
    none_heading: str
    none_text: str


class PhotographWords(Words):
    """A photograph of the whole sheet, and what to tell who takes it."""

    heading: str
    text: str
    label: str
    hint: str
    send: str
    here: str
    shoot: str
    cancel: str
    whole: str
    dark: str
    no_code: str
    near: str
    far: str
    coarse: str
    ready: str
    comparing: str


class ScannerWords(Words):
    """The page with the camera."""

    link: str
    link_text: str
    heading: str
    lead: str
    picture: str
    camera: str
    no_script: str
    start: str
    stop: str
    next: str
    starting: str
    waiting: str
    several: str
    again: str
    checking: str
    failed: str
    suspicious: str
    not_ours: str
    not_sent: str
    do_not_open: str
    list_heading: str
    list_hint: str
    no_camera: str
    no_decoder: str
    otherwise: str


class TechnicalWords(Words):
    """What is folded away at the end of a verdict."""

    heading: str
    checked: str
    not_checked: str
    checked_signature: str
    checked_status: str
    checked_bytes: str
    checked_page: str
    not_checked_page: str
    not_checked_paper: str
    not_checked_bearer: str
    checked_at: str
    signed_at: str
    status_signed_at: str
    root: str
    digest: str
    moment: str
