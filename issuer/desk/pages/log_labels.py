"""The log as people read it."""

from issuer.audit.log import Act, Entry
from issuer.desk.pages.labels import BRUSSELS

HEADINGS = ("N°", "Quand", "Qui", "Quoi", "Sur quoi", "Détail")
ACTS = {
    Act.SIGNED_IN: "est entré·e",
    Act.SIGNED_OUT: "est sorti·e",
    Act.CLOSED: "essais d’entrée arrêtés",
    Act.USER_ADDED: "a créé un compte",
    Act.USER_DISABLED: "a fermé un compte",
    Act.USER_RESET: "a renouvelé un compte",
    Act.WORKBOOK_BROUGHT: "a apporté un classeur",
    Act.SHEET_DECIDED: "a décidé comment lire un classeur",
    Act.ISSUE_ASKED: "a demandé la délivrance",
    Act.ISSUED: "délivrance faite",
    Act.WITHDRAWAL_ASKED: "a demandé un retrait",
    Act.CORRECTION_ASKED: "a demandé une correction",
    Act.REQUEST_REFUSED: "n’a pas fait ce que le registre demandait",
    Act.CALLED_BACK: "a annulé la demande",
    Act.WITHDRAWN: "retrait fait",
    Act.REPLACED: "remplacement fait",
    Act.EXPORTED: "a téléchargé",
    Act.PUBLISHED: "a publié les listes de statut",
    Act.CLOCK_HEALED: "a corrigé la date des listes de statut",
    Act.RESTORE_ACCEPTED: "a accepté une sauvegarde restaurée",
    Act.EXTENDED: "a prolongé des documents",
    Act.PERSON_EXPORTED: "a remis à une personne ce qui est gardé sur elle",
    Act.PERSON_ERASED: "a effacé une personne",
    Act.SETTINGS_CHANGED: "a changé les réglages",
    Act.DELIVERY_ASKED: "a demandé l’envoi",
    Act.DELIVERY_ASKED_AGAIN: "a demandé un nouvel envoi",
    Act.MESSAGES_SENT: "e-mails partis",
    Act.ADDRESS_CHANGED: "a changé l’adresse e-mail",
    Act.LINK_RENEWED: "a renouvelé le lien personnel",
    Act.LINKS_CUT_OFF: "a coupé les liens personnels",
    Act.CHECKPOINT_KEPT: "a gardé un point de contrôle",
    Act.ENDINGS_RESTATED: "a redit des retraits et remplacements",
}


def entry_row(entry: Entry) -> tuple[str | int, ...]:
    """Give the cells of an entry under ``HEADINGS``."""
    deed = entry.deed
    return (
        entry.sequence,
        f"{entry.at.astimezone(BRUSSELS):%d/%m/%Y %H:%M:%S}",
        deed.who,
        ACTS[deed.act],
        deed.subject or "",
        deed.detail or "",
    )
