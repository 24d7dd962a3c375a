"""In which language, or which two, a document is written."""

from enum import StrEnum

from issuer.words.sentence import Sentence, sentence


class DocumentLanguage(StrEnum):
    """The languages of a document; the values stand in settings, workbooks and what is signed."""

    FR = "fr"
    NL = "nl"
    DE = "de"
    EN = "en"
    FR_NL = "fr-nl"
    """Both on one page, French first."""

    @property
    def french_name(self) -> Sentence:
        """What coordinators call it."""
        return _TITLES[self]

    @property
    def languages(self) -> tuple[str, ...]:
        """The one or two languages, as their catalogues are named."""
        return _LANGUAGES[self]


_TITLES = {
    DocumentLanguage.FR: sentence("français"),
    DocumentLanguage.NL: sentence("néerlandais"),
    DocumentLanguage.DE: sentence("allemand"),
    DocumentLanguage.EN: sentence("anglais"),
    DocumentLanguage.FR_NL: sentence("français et néerlandais"),
}
_LANGUAGES = {
    DocumentLanguage.FR: ("fr",),
    DocumentLanguage.NL: ("nl",),
    DocumentLanguage.DE: ("de",),
    DocumentLanguage.EN: ("en",),
    DocumentLanguage.FR_NL: ("fr", "nl"),
}


def translatable(text: str) -> str:
    """Mark a French text that the catalogues of documents translate; return it as it is."""
    return text
