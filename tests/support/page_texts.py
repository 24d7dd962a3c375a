"""Words of a page, each with its place."""

from verifier.inspection.answer import Page, Word

HERE = frozenset({0})


def line(text: str, *, top: float, left: float = 60, size: float = 10) -> list[Word]:
    """Set words side by side, half as wide as high."""
    words = []
    for part in text.split(" "):
        width = len(part) * size / 2
        words.append(Word(text=part, left=left, top=top, right=left + width, bottom=top + size))
        left += width + size / 3
    return words


def page(
    *,
    title: str = "Attestation de fréquentation",
    number: str = "N° AC-2026-0001",
    name: str = "Şükriye Ağaoğlu",
    birth: str = "né·e le 29 février 1988",
    more: list[Word] | None = None,
    is_legible: bool = True,
) -> Page:
    """Lay out a page as the issuer does."""
    words = [
        *line(title, top=100, size=30),
        *line(number, top=140),
        *line("Maison des Passages atteste que", top=160),
        *line(name, top=175, size=24),
        *line(birth, top=205),
        *line("Fait à Bruxelles, le 20 novembre 2026", top=500),
        *(more or []),
    ]
    return Page(symbols=(), words=tuple(words), is_legible=is_legible)
