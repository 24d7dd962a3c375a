"""Sentences as JSON, for what is kept for a day and shown again: their message and their values."""

from typing import Any

from issuer.words.sentence import Sentence, counted, sentence


def encode_sentence(text: str) -> str | dict[str, object]:
    """Write a sentence for JSON, or any other text as it is.

    What fills it in is a number, a text, or a sentence itself.
    """
    if not isinstance(text, Sentence):
        return text
    values = {name: _encode_value(value) for name, value in text.values.items()}
    return {"message": text.message, "many": text.many, "values": values}


def decode_sentence(kept: str | dict[str, Any]) -> Sentence:
    """Read back what ``encode_sentence`` wrote, by this program or an earlier one.

    A catalogue may lack its message, so a page shows it by the filter ``kept_text``.
    """
    if isinstance(kept, str):
        return sentence(kept)
    values: dict[str, Any] = {
        name: decode_sentence(value) if isinstance(value, dict) else value
        for name, value in kept["values"].items()
    }
    if kept["many"] is None:
        return sentence(kept["message"], **values)
    return counted(kept["message"], kept["many"], **values)


def _encode_value(value: object) -> object:
    if isinstance(value, str):
        return encode_sentence(value)
    return value if isinstance(value, int) else str(value)
