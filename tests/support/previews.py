"""What a preview shows, read from its page."""

import re


def counts(page: str) -> dict[str, int]:
    shown = "en tout|a droit|ont droit|n’a pas droit|n’ont pas droit|déjà délivrée|problème"
    found = re.findall(rf"<b>(\d+)</b> ({shown})", page)
    return {words.replace("ont ", "a "): int(count) for count, words in found}


def rows(page: str) -> dict[int, str]:
    found = re.findall(r'<tr id="ligne-\d-(\d+)"[^>]*>(.*?)</tr>', page, re.DOTALL)
    return {int(number): cells for number, cells in found}
