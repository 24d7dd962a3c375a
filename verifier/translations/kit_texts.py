"""The words of a kit's checker that the verifier's own pages do not have."""

from verifier.translations.page_texts import Words


class KitReasonWords(Words):
    """Why the checker of a kit cannot tell."""

    sentence: str
    next_step: str


class KitWords(Words):
    """The page of the checker; in braces, what is filled in."""

    title: str
    lead: str
    snapshot: str
    last: str
    green_until: str
    green_ended: str
    nothing_leaves: str
    picture_label: str
    file_hint: str
    camera_start: str
    camera_stop: str
    camera_refused: str
    as_of_heading: str
    as_of_sentence: str
    as_of_next_step: str
    code_alone: str
    code_alone_heading: str
    code_alone_sentence: str
    code_alone_next_step: str
    limits_heading: str
    limit_since: str
    limit_page: str
    limit_code: str
    about_heading: str
    fingerprint: str
    fingerprint_hint: str
    clock: str
    not_remembered: str
    another_root: str
    models_heading: str
    reading: str
    page_not_read: KitReasonWords
    not_in_kit: KitReasonWords
    kit_refused: KitReasonWords
