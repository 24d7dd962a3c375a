"""The coordinator at a real browser: each step by what is written on the page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.waiting import wait_until

Seen = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinator:
    """Somebody before the desk; ``seen`` is told the name of each state of the pages."""

    page: Page
    address: str
    seen: Seen

    def sign_in(self, login: str, password: str, one_time: str) -> None:
        """Come in."""
        self.page.goto(self.address)
        self.seen("entrer")
        self.page.get_by_label("Nom de compte").fill(login)
        self.page.get_by_label("Mot de passe").fill(password)
        self.page.get_by_label("Code de l’application").fill(one_time)
        self.page.get_by_role("button", name="Se connecter").click()
        expect(self.page.get_by_role("heading", name="Modules")).to_be_visible()
        self.seen("modules")

    def read_upload(self, workbook: Path, module: Path | None = None) -> None:
        """Bring a workbook, with the file of its module."""
        self.page.get_by_role("link", name="Importer un classeur").click()
        self.seen("apporter")
        self._send(workbook, module)
        self.seen("apercu")

    def bring_own_file(self, workbook: Path, enrolled: Path) -> None:
        """Bring a file of another shape, and look at what is asked about it."""
        self.page.get_by_role("link", name="Modules", exact=True).first.click()
        self.page.get_by_role("link", name="Importer un classeur").click()
        self.page.get_by_label("Classeur de présences").set_input_files(workbook)
        self.page.get_by_text("Le module ou les personnes inscrites").click()
        self.page.get_by_label("Liste des personnes inscrites").set_input_files(enrolled)
        self.page.get_by_role("button", name="Vérifier").click()
        expect(self.page.get_by_role("heading", name="Comment lire")).to_be_visible()
        self.seen("lecture")

    def say_what_is_missing(self, code: str, title: str, *, hours: tuple[str, str]) -> None:
        """Say what no file says of its module."""
        fields = {"Code du module": code, "Intitulé": title, "Début": hours[0], "Fin": hours[1]}
        for label, text in fields.items():
            self.page.get_by_label(label, exact=True).fill(text)
        self.page.get_by_role("button", name="Lire ainsi").click()

    def bring_next_file(self, workbook: Path, people_of: str) -> None:
        """Bring another file of a known shape, with the people of a module that was issued."""
        self.page.get_by_role("link", name="Modules", exact=True).first.click()
        self.page.get_by_role("link", name="Importer un classeur").click()
        self.page.get_by_label("Classeur de présences").set_input_files(workbook)
        self.page.get_by_text("Le module ou les personnes inscrites").click()
        self.page.get_by_label("Ou les personnes d’un module délivré").select_option(people_of)
        self.page.get_by_role("button", name="Vérifier").click()
        expect(self.page.get_by_role("heading", name="Compléter", level=1)).to_be_visible()
        self.seen("completer")

    def bring_again(self, workbook: Path) -> None:
        """Bring the workbook that was put right."""
        self.page.get_by_role("link", name="Importer le classeur corrigé").click()
        self.seen("apporter-corrige")
        self._send(workbook, None)
        self.seen("difference")

    def filter(self, words: str) -> None:
        """Look only at some of the people."""
        self.page.get_by_role("navigation", name="Filtrer").get_by_role("link", name=words).click()

    def open_row(self, number: int) -> None:
        """Open a row for correcting it."""
        self.page.get_by_role("link", name=f"Corriger la ligne {number}", exact=True).click()
        self.seen("ligne")

    def keep_row(self) -> None:
        """Keep what was corrected."""
        self.page.get_by_role("button", name="Enregistrer").click()
        self.seen("apercu-corrige")

    def leave_row_out(self) -> None:
        """Leave a row out."""
        self.page.get_by_role("button", name="Laisser cette ligne de côté").click()
        self.seen("apercu-corrige")

    def issue(self, count: int) -> None:
        """Issue what the preview shows, and wait until it is done."""
        self.page.get_by_role("link", name=f"Délivrer {count} attestations").click()
        self.seen("confirmer")
        self.page.get_by_role("button", name=f"Délivrer {count} attestations").click()
        done = self.page.get_by_text(f"{count} attestations délivrées.")
        expect(done).to_be_visible()
        self.seen("delivre")

    def replace_by_workbook(self, workbook: Path, module: Path, *, row: int) -> None:
        """Bring a corrected workbook, say who a row is, and replace."""
        self.page.get_by_role("link", name="Modules", exact=True).first.click()
        self.read_upload(workbook, module)
        self.filter("à décider")
        self.page.get_by_role("link", name=f"Décider, ligne {row}").click()
        self.seen("decider")
        self.page.get_by_role("button", name="C’est la même personne").click()
        self.seen("apercu-remplace")
        self.page.get_by_role("link", name="Remplacer 1 attestation").click()
        self.seen("confirmer-remplacement")
        self.page.get_by_role("button", name="Remplacer 1 attestation").click()
        done = self.page.get_by_text("1 attestation délivrée.")
        expect(done).to_be_visible()
        self.seen("remplacement-fait")

    def send_module(self, code: str) -> None:
        """Send everybody of a module the link, and wait until the mail server has it all."""
        self.look_at_deliveries()
        self.page.get_by_role("link", name=code, exact=True).click()
        self.page.get_by_role("link", name="Envoyer à").click()
        self.seen("confirmer-envoi")
        self.page.get_by_role("button", name="e-mails").click()
        self.wait_until_sent()
        self.seen("envois")

    def look_at_deliveries(self) -> None:
        """Open the delivery board of all modules."""
        self.page.get_by_role("link", name="Envois", exact=True).first.click()
        expect(self.page.get_by_role("heading", name="Envois", exact=True)).to_be_visible()
        self.seen("envois-tous")

    def wait_until_sent(self) -> None:
        """Look again until the filter for what is under way has nothing left."""
        filters = self.page.get_by_role("navigation", name="Filtrer")

        def nothing_waits() -> bool:
            self.page.get_by_role("link", name="Actualiser").click()
            expect(filters.get_by_text("en tout")).to_be_visible()
            self.page.wait_for_load_state()  # all of it: what is not there yet is not over
            return filters.get_by_text("en file").count() == 0

        assert wait_until(nothing_waits), "messages are under way for ever"

    def renew_link(self, number: str) -> None:
        """Make a new personal link to hand over by other ways."""
        self.look_at(number)
        self.page.get_by_role("link", name="Renouveler le lien").click()
        self.seen("renouveler")
        self.page.get_by_role("button", name="Renouveler le lien").click()
        expect(self.page.get_by_role("heading", name="Nouveau lien personnel")).to_be_visible()
        self.seen("nouveau-lien")

    def correct(self, number: str, *, given_name: str, reason: str) -> None:
        """Replace an attestation at once by one with another given name."""
        self.look_at(number)
        self.page.get_by_role("link", name="Corriger").click()
        self.seen("corriger")
        self.page.get_by_label("Prénom").fill(given_name)
        self.page.get_by_label("Précision").fill(reason)
        self.page.get_by_role("button", name="Comparer").click()
        self.seen("comparer")
        self.page.get_by_role("button", name="Remplacer tout de suite").click()
        expect(self.page.get_by_text("délivrée", exact=True)).to_be_visible()
        self.seen("remplacee")

    def ask_withdrawal(self, number: str, *, reason: str) -> None:
        """Ask for a withdrawal, which waits."""
        self.look_at(number)
        self.page.get_by_role("link", name="Retirer").click()
        self.seen("retirer")
        self.page.get_by_label("Précision").fill(reason)
        self.page.get_by_role("button", name="Retirer dans 10 minutes").click()
        expect(self.page.get_by_role("heading", name="Sera retirée")).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.seen("attend")

    def call_back(self) -> None:
        """Undo what waits."""
        self.page.get_by_role("button", name="Annuler cette demande").click()
        expect(self.page.get_by_role("link", name="Retirer…")).to_be_visible()  # possible again
        expect(self.page.get_by_role("heading", name="Sera retirée")).to_be_hidden()

    def withdraw_now(self) -> None:
        """Do at once what waits."""
        self.page.get_by_role("button", name="Faire tout de suite").click()
        expect(self.page.get_by_text("retirée", exact=True)).to_be_visible()
        self.seen("retiree")

    def look_at(self, number: str) -> None:
        """Find an attestation by its number and open it."""
        self.page.get_by_role("link", name="Modules", exact=True).first.click()
        self.page.get_by_role("searchbox").fill(number)
        self.page.get_by_role("button", name="Chercher").click()
        self.seen("recherche")
        self.page.get_by_role("link", name=number, exact=True).click()
        image = self.page.get_by_role("img", name=f"La page de l’attestation {number}")
        expect(image).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.seen("attestation")

    def look_at_module(self, code: str) -> None:
        """Open a module."""
        self.page.get_by_role("link", name="Modules", exact=True).first.click()
        self.page.get_by_role("link", name=code, exact=True).click()
        self.seen("module")

    def look_at_signature_list(self) -> None:
        """Open the list for the hand-out."""
        self.page.get_by_role("link", name="Liste à signer").click()
        self.seen("liste-a-signer")

    def change_settings(self, *, statement: str) -> None:
        """Try other words out, see them drawn, and keep them."""
        self.page.get_by_role("link", name="Réglages").click()
        self.seen("reglages-avant")
        self.page.locator("#statement").fill(statement)
        state = self.page.locator("#preview-state")
        expect(state).to_have_text("Avec vos changements, pas encore enregistrés.")
        self.page.wait_for_load_state("networkidle")
        self.seen("reglages")
        self.page.get_by_role("button", name="Enregistrer ces réglages").click()
        expect(self.page.get_by_text("C’est enregistré : version 1")).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.seen("reglages-gardes")

    def look_at_figures(self) -> None:
        """Open the figures."""
        self.page.get_by_role("link", name="Chiffres").click()
        self.page.wait_for_load_state("networkidle")
        self.seen("chiffres")

    def look_at_log(self) -> None:
        """Open the log, which must be whole."""
        self.page.get_by_role("link", name="Journal").click()
        expect(self.page.get_by_text("Le journal est entier")).to_be_visible()
        self.seen("journal")

    def look_at_account(self) -> None:
        """Open one's own account."""
        self.page.get_by_role("link", name="Compte").click()
        self.seen("compte")

    def invite(self, login: str) -> None:
        """Invite somebody from the accounts, and look at what is shown to hand over."""
        self.page.get_by_role("link", name="Les comptes du bureau").click()
        self.seen("comptes")
        self.page.get_by_label("Nom de compte").fill(login)
        self.page.get_by_label("Consultation").check()
        self.page.get_by_role("button", name="Inviter").click()
        expect(self.page.get_by_role("img", name="Code QR de l’invitation")).to_be_visible()
        self.seen("invitation")

    def accept_invitation(self) -> None:
        """Look at the page that the invitation on this page leads to."""
        address = self.page.locator("#link").inner_text()
        self.page.goto(address)
        expect(self.page.get_by_role("img", name="Code QR du second facteur")).to_be_visible()
        self.seen("bienvenue")
        self.page.goto(self.address)

    def plan_module(self, code: str) -> None:
        """Write a module to come down, and open its list to sign."""
        self.page.goto(self.address)
        self.page.get_by_role("link", name="Nouveau module").click()
        self.page.get_by_label("Code").fill(code)
        self.page.get_by_role("button", name="Enregistrer").click()  # the browser asks for the rest
        self.page.get_by_label("Intitulé").fill("Ateliers d’hiver")
        for label, text in (("Date", "2027-01-12"), ("Début", "09:00"), ("Fin", "13:00")):
            self.page.get_by_label(f"{label}, séance 1", exact=True).fill(text)
        self.page.get_by_label("Personnes inscrites").fill("Haile ; Tsegaye ; 29/02/1996")
        self.seen("module-a-venir")
        self.page.get_by_role("button", name="Enregistrer").click()
        expect(self.page.get_by_text("1 personne inscrite")).to_be_visible()
        self.seen("module-prevu")
        self.page.get_by_role("link", name="Liste de présences à imprimer").click()
        self.seen("liste-de-presences")

    def sign_out(self) -> None:
        """Go out."""
        self.page.get_by_role("button", name="Se déconnecter").click()
        expect(self.page.get_by_role("heading", name="Se connecter")).to_be_visible()
        self.seen("sorti")

    def _send(self, workbook: Path, module: Path | None) -> None:
        self.page.get_by_label("Classeur de présences").set_input_files(workbook)
        if module is not None:
            self.page.get_by_text("Le module ou les personnes inscrites").click()
            self.page.get_by_label("Fichier du module").set_input_files(module)
        self.page.get_by_role("button", name="Vérifier").click()
