"""A root on a machine of its own, an issuer, and what is carried between them."""

from pathlib import Path

from tests.support.key_rings import make_keys, write_secret


class Sides:
    """The issuer's machine, the root's, and the stick between them."""

    def __init__(self, folder: Path) -> None:
        self.context, self.vault = make_keys(folder / "office"), make_keys(folder / "vault")
        self.root, self.stick = folder / "vault" / "root", folder
        self.secret = write_secret(folder / "root-secret", "une phrase pour la racine seule")
        self.vault("init", "--root-out", self.root, "--root-passphrase-file", self.secret)

    def request(self, name: str = "a") -> Path:
        self.context("request", "--out", self.stick / f"{name}.csr")
        return self.stick / f"{name}.csr"

    def certify(self, request: Path) -> Path:
        out = request.with_suffix(".pem")
        self.vault("certify", request, "--out", out, "--yes", *self.with_root())
        return out

    def with_root(self) -> tuple[str | Path, ...]:
        return ("--root", self.root, "--root-passphrase-file", self.secret)

    def fingerprint(self) -> str:
        return self.vault("fingerprint", self.root).strip()

    def install(self, certified: Path) -> str:
        return self.context("install", certified, "--fingerprint", self.fingerprint())
