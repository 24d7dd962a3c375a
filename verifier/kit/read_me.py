"""The words for whoever finds the folder: what it is, how it opens, what to compare; in four."""

from datetime import datetime
from zoneinfo import ZoneInfo

from keys.trust import Organisation

_BRUSSELS = ZoneInfo("Europe/Brussels")
_TEXTS = (
    (
        "{name} : vérifier les attestations sans réseau",
        "Ouvrez index.html dans un navigateur (double-clic). Rien n’est installé ni envoyé.",
        "Ce dossier dit ce qui était connu le {day}.",
        "C’est le dernier : rien n’a été délivré après.",
        "Empreinte de la racine, à comparer avec celle reçue sur papier :",
    ),
    (
        "{name}: attesten controleren zonder netwerk",
        "Open index.html in een browser (dubbelklik). Niets wordt verstuurd.",
        "Deze map zegt wat bekend was op {day}.",
        "Het is de laatste: daarna werd niets meer uitgereikt.",
        "Vingerafdruk van de root, te vergelijken met die op papier:",
    ),
    (
        "{name}: Bescheinigungen ohne Netz prüfen",
        "Öffnen Sie index.html in einem Browser (Doppelklick). Nichts wird gesendet.",
        "Dieser Ordner sagt, was am {day} bekannt war.",
        "Es ist der letzte: Danach wurde nichts mehr ausgestellt.",
        "Fingerabdruck der Wurzel, mit dem auf Papier zu vergleichen:",
    ),
    (
        "{name}: check attestations without a network",
        "Open index.html in a browser (double click). Nothing is installed, nothing is sent.",
        "This kit says what was known on {day}.",
        "It is the last one: nothing was issued after it.",
        "Fingerprint of the root, to compare with the one on paper:",
    ),
)


def read_me(organisation: Organisation, *, made_at: datetime, is_last: bool) -> bytes:
    """Return the text of README.txt."""
    digits = organisation.anchor.hex()
    groups = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    day = f"{made_at.astimezone(_BRUSSELS):%d/%m/%Y}"
    parts = [
        "\n".join(
            (
                title.format(name=organisation.name),
                opening,
                known.format(day=day),
                *([last] if is_last else []),
                fingerprint,
                f"  {groups}",
            )
        )
        for title, opening, known, last, fingerprint in _TEXTS
    ]
    return ("\n\n".join(parts) + "\n").encode()
