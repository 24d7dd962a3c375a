"""``make conformance``: documents issued now, judged by programs that others wrote."""

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.conformance.documents import Case, make_cases, write_trust
from tests.conformance.judges import Said, build, judge, missing_tools
from tests.support.time_authority import live_time_authority

_COLUMNS = ("document", "bytes", "judged at", "EU DSS", "indication", "integrity",
            "undefined changes", "PDF/A-3u", "PDF/UA-1", "pdfsig", "qpdf", "verifier")  # fmt: skip


def main() -> int:
    """Print the table; 0 if every judge says what must be said."""
    missing = missing_tools()
    if missing:
        print(f"Missing: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 1
    build()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority, deployments, files = (folder / part for part in ("tsa", "issued", "files"))
        authority.mkdir()
        files.mkdir()
        with live_time_authority(authority) as live:
            cases = list(make_cases(deployments, live))
            anchors, crls = write_trust(folder, cases, live)
        said = judge(cases, files, anchors=anchors, crls=crls)
    wrong = [
        (case, one) for case, one in zip(cases, said, strict=True) if not one.is_as_asked(case)
    ]
    _print(cases, said)
    for case, one in wrong:
        print(f"NOT AS ASKED: {case.name}: {one}")
    refused = sum(case.is_altered for case in cases)
    print(
        f"{len(cases) - len(wrong)} of {len(cases)} as asked: {len(cases) - refused} to pass "
        f"everywhere, {refused} to be refused everywhere (control)."
    )
    return 1 if wrong else 0


def _print(cases: list[Case], said: list[Said]) -> None:
    table = Table(title="Documents issued in this run, and what others say of them")
    for column in _COLUMNS:
        table.add_column(column)
    for case, one in zip(cases, said, strict=True):
        table.add_row(
            case.name,
            str(len(case.content)),
            f"{case.at:%Y-%m-%d}",
            one.level.removeprefix("PAdES-"),
            one.indication,
            one.integrity,
            one.undefined_changes,
            "0 failed rules" if one.pdf_a == "-" else one.pdf_a,
            "0 failed rules" if one.pdf_ua == "-" else one.pdf_ua,
            one.pdfsig,
            one.qpdf,
            one.verifier,
        )
    Console(width=200).print(table)


if __name__ == "__main__":
    sys.exit(main())
