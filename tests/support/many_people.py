"""Workbooks of many people."""

from tests.support.desks import workbook
from tests.support.workbooks import person


def many(count: int) -> bytes:
    return workbook(
        *(person(family_name=f"Nom{chr(97 + n % 26)}{chr(97 + n // 26)}") for n in range(count))
    )
