"""The words of a receipt: where it is asked for, on its page, and when it comes back."""

from pydantic import BaseModel, ConfigDict


class Channels(BaseModel):
    """What was checked, by the channel through which it came."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    text: str
    qr: str


class ReceiptWords(BaseModel):
    """All that people read of a receipt; in braces, what is filled in."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str
    hint: str
    hint_several: str
    dossier: str
    download: str
    file_name: str
    title: str
    no_attestation: str
    made_at: str
    verifier: str
    dossier_label: str
    looked_at: str
    channels: Channels
    original: str
    copied: str
    digest: str
    one_of_several: str
    compared: str
    compared_by_officer: str
    software: str
    software_version: str
    key: str
    moment_only: str
    to_check: str
    stale_heading: str
    stale_text: str
    letters_heading: str
    letters_text: str
    seen_heading: str
    seen_whole: str
    seen_next: str
    changed_heading: str
    changed_text: str
    changed_next: str
