"""Those who judge: EU DSS and veraPDF by way of Java, pdfsig, qpdf, and our own verifier."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from attestation.verdict.verdicts import Genuine
from tests.conformance.documents import Case
from verifier.assembly import open_verifier
from verifier.check import check_file
from verifier.settings import load_settings

PROJECT = Path(__file__).parent
BUILD = PROJECT.parents[1] / "var" / "conformance" / "build"
TOOLS = {"java": "openjdk-17-jdk-headless", "mvn": "maven", "pdfsig": "poppler-utils",
         "qpdf": "qpdf"}  # fmt: skip
_FIELDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that was said of one document."""

    level: str
    """DSS: PAdES-BASELINE-…"""
    indication: str
    """DSS: TOTAL_PASSED, or why not."""
    integrity: str
    undefined_changes: str
    words: str
    pdf_a: str
    """veraPDF: the rules of PDF/A-3u that fail; ``-`` for none."""
    pdf_ua: str
    pdfsig: str
    qpdf: str
    verifier: str

    def is_as_asked(self, case: Case) -> bool:
        """Check whether each judge says what must be said."""
        if case.is_altered:
            return (
                self.indication.startswith("TOTAL_FAILED")
                and self.integrity == "broken"
                and "-" not in (self.pdf_a, self.pdf_ua)
                and self.pdfsig != "valid"
                and not self.verifier.startswith("genuine/original")
            )
        return (
            self.level == f"PAdES-BASELINE-{case.level.removeprefix('B-')}"
            and (self.indication, self.integrity) == ("TOTAL_PASSED", "intact")
            and self.undefined_changes == "0"
            and (self.pdf_a, self.pdf_ua) == ("-", "-")
            and (self.pdfsig, self.qpdf) == ("valid", "sound")
            and self.verifier == "genuine/original"
        )


def missing_tools() -> list[str]:
    """Return the Debian packages that would provide what is not here."""
    return [package for name, package in TOOLS.items() if shutil.which(name) is None]


def build() -> None:
    """Compile the runner, with the judges' released artifacts."""
    finished = subprocess.run(
        ["mvn", "-q", "-B", "-ntp", "compile"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        sys.exit(finished.stdout + finished.stderr)


def judge(cases: Sequence[Case], folder: Path, *, anchors: Path, crls: Path) -> list[Said]:
    """Ask all judges about all cases."""
    files = []
    for number, case in enumerate(cases):
        files.append(folder / f"{number:02d} {case.name}.pdf")
        files[-1].write_bytes(case.content)
    arguments = [str(anchors), str(crls)]
    for case, file in zip(cases, files, strict=True):
        arguments += [str(file), f"{case.at:%Y-%m-%dT%H:%M:%SZ}"]
    classpath = f"{BUILD / 'classes'}:{BUILD / 'lib'}/*"
    finished = subprocess.run(
        ["java", "-Xmx1g", "-cp", classpath, "conformance.Judge", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.split("\t") for line in finished.stdout.splitlines()]
    return [_said(case, file, line) for case, file, line in zip(cases, files, lines, strict=True)]


def _said(case: Case, file: Path, fields: list[str]) -> Said:
    assert len(fields) == _FIELDS, fields
    _, _, level, indication, sub_indication, integrity, changes, words, pdf_a, pdf_ua = fields
    return Said(
        level=level,
        indication=indication if sub_indication == "null" else f"{indication}/{sub_indication}",
        integrity=integrity,
        undefined_changes=changes,
        words=words,
        pdf_a=pdf_a,
        pdf_ua=pdf_ua,
        pdfsig=_pdfsig(file),
        qpdf=_qpdf(file),
        verifier=_verifier(case),
    )


def _pdfsig(file: Path) -> str:
    report = _output("pdfsig", "-nocert", file)
    return "valid" if report.count("Signature is Valid") == 1 else "not valid"


def _qpdf(file: Path) -> str:
    is_sound = "No syntax or stream encoding errors" in _output("qpdf", "--check", file)
    return "sound" if is_sound else "not sound"


def _verifier(case: Case) -> str:
    verifier = open_verifier(load_settings(case.config), now=lambda: case.at)
    finding = check_file(verifier, case.content)
    verdict = "genuine" if isinstance(finding.verdict, Genuine) else type(finding.verdict).__name__
    return f"{verdict}/{finding.looked_at}"


def _output(*command: str | Path) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return finished.stdout + finished.stderr
