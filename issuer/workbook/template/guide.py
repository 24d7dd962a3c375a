"""The sheet « Mode d’emploi » of the template, and the only examples in it.

They stand one below the other, never as a list of people with its header row, so that no
example can be read as a person, whatever becomes of the other sheets.
"""

from xlsxwriter.workbook import Workbook

from issuer.workbook.model import Mark
from issuer.workbook.template.styles import MARK_COLOURS, RULE, Styles, print_on_a4

_STEPS = (
    "1. Feuille « Module » : le code et l’intitulé du module, puis une ligne par séance.",
    "2. Feuille « Présences » : une ligne par personne. Les dates des séances y viennent seules.",
    "3. Une marque par personne et par séance, choisie dans la liste de la case (voir plus bas).",
    "4. Vérifiez : la commande « attest-issuer check » dit ce qui a été compris et où corriger.",
)

# What to write, why, and an example; the words of the first column are those of the headers.
_CELLS = (
    ("Code", "Court et unique pour chaque module.", "AC-2026-10"),
    ("Intitulé", "Il est imprimé sur l’attestation.", "Ateliers citoyens"),
    (
        "Langue",
        "Celle du module, une seule ; vide, l’attestation dit « non indiquée ».",
        "français",
    ),
    ("Heures exigées", "Facultatif : les heures de présence que la règle demande.", "48"),
    ("Portée", "Facultatif : « parcours entier » ou « composante » d’un parcours.", "composante"),
    ("Régime", "Facultatif : le code d’un régime des réglages.", "MON-REGIME"),
    ("Date", "Jour de la séance, avec l’année. Une ligne par demi-journée.", "05/10/2026"),
    ("Début", "Heure de début : la durée suivie est imprimée sur l’attestation.", "09:00"),
    ("Fin", "Heure de fin.", "13:00"),
    ("Thème", "Facultatif.", "Histoire de la Belgique"),
    ("Mode", "Facultatif : présentiel, visioconférence ou hybride.", "présentiel"),
    ("Nom", "Exactement comme sur le titre de séjour. Un nom unique s’écrit ici.", "Ağaoğlu"),
    ("Prénom", "Exactement aussi ; vide pour une personne qui a un nom unique.", "Şükriye"),
    ("Date de naissance", "Complète si elle est connue.", "29/02/1988"),
    ("", "Jour inconnu : des zéros à sa place.", "00/04/2001"),
    ("", "Seule l’année est connue.", "1995"),
    ("E-mail", "Facultatif : pour envoyer l’attestation.", "sukriye@example.org"),
    ("Motif", "Facultatif, il n’est pas imprimé.", "nationalité"),
    ("Référence d’accueil", "Facultatif : celle du bureau d’accueil, imprimée.", "BAPA-2026-117"),
    ("Langue des messages", "Facultatif : celle des e-mails à cette personne.", "ukrainien"),
)

_MARKS = {
    Mark.PRESENT: "Présent·e, sur place ou en visioconférence. La séance compte.",
    Mark.ABSENT: "Absent·e. La séance ne compte pas.",
    Mark.EXCUSED: "Excusé·e. La séance ne compte pas : elle n’a pas été suivie.",
    Mark.CAUGHT_UP: "Rattrapée dans un autre groupe. La séance compte.",
}


def write_guide(book: Workbook, styles: Styles) -> None:
    """Add the sheet that explains the two others."""
    sheet = book.add_worksheet("Mode d’emploi")
    for column, width in enumerate((22, 66, 26)):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.write(0, 0, "Mode d’emploi", styles.title)
    sheet.set_row(0, 30)
    row = 2
    for step in _STEPS:
        sheet.merge_range(row, 0, row, 2, step, styles.prose)
        row += 1
    row += 1
    for column, heading in enumerate(("Ce qu’on remplit", "Comment", "Exemple")):
        sheet.write(row, column, heading, styles.header)
    for texts in _CELLS:
        row += 1
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, styles.key if column == 0 else styles.text)
    row += 2
    for column, heading in enumerate(("Marque", "Ce qu’elle veut dire")):
        sheet.write(row, column, heading, styles.header)
    for mark, meaning in _MARKS.items():
        row += 1
        cell = {"border": 1, "border_color": RULE, "align": "center", "bold": True}
        coloured = book.add_format(cell | {"bg_color": MARK_COLOURS[mark]})
        sheet.write(row, 0, mark.value, coloured)
        sheet.write(row, 1, meaning, styles.text)
    print_on_a4(sheet, header_row=0)
