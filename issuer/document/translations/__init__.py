"""The words that documents print, as gettext catalogues: French in the code, the others here."""
