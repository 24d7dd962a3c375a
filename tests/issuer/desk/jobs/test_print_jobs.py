"""The file for the printer is made in the background, is its asker's own, and says what it is."""

import io
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pypdfium2
import pytest

from attestation.errors import DisagreementError
from issuer.desk.jobs import print_jobs
from issuer.desk.jobs.print_jobs import KEPT, MOST_KEPT, PrintJob, PrintJobs
from issuer.desk.pages.bundles import write_print_file
from issuer.desk.views import printing
from register.attestations import documents
from register.database import reading
from tests.support.desks import READERS_SEE_NAMES, TestDesk, make_desk, workbook
from tests.support.issuers import NOW
from tests.support.waiting import wait_until
from tests.support.workbooks import person

CODE = "AC-2026-10"

pytestmark = pytest.mark.usefixtures("many_attempts")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> TestDesk:
    made = make_desk(tmp_path_factory.mktemp("desk"), settings=READERS_SEE_NAMES)
    made.add_user("ines")
    made.add_user("lecture", role="reader")
    made.issue(workbook(*(person(family_name=f"Nom{chr(97 + n)}") for n in range(5))))
    return made


def texts_of(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()
    return texts


def test_print_file_has_every_page_and_says_what_it_is(desk: TestDesk) -> None:
    answer = desk.browser("ines").post("/module/imprimer", code=CODE)

    texts = texts_of(answer.data)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={CODE}-impression.pdf"
    assert len(texts) == 6
    assert "pas un original" in texts[0]
    assert f"Module {CODE}" in texts[0]
    assert [f"AC-2026-000{number}" in texts[number] for number in range(1, 6)] == [True] * 5
    assert b"/ByteRange" not in answer.data
    with reading(desk.register) as session:
        (size, *_) = [len(content) for _, _, content in documents(session)]
    assert len(answer.data) < 3 * size


def test_long_file_has_a_bar_and_then_a_button(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "_AT_ONCE_SECONDS", 0)
    may_end, second = threading.Event(), threading.Event()

    def slowly(*args: object, on_page: Callable[[], None], **kwargs: object) -> None:
        def on_each() -> None:
            on_page()
            second.set()
            may_end.wait()

        write_print_file(*args, on_page=on_each, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(printing, "write_print_file", slowly)
    ines = desk.browser("ines")

    place = ines.post("/module/imprimer", code=CODE).location
    second.wait()

    assert ines.get(f"{place}/etat").json == {"state": "running", "done": 1, "total": 5}
    assert '<progress id="progress" max="5" value="1"' in ines.get(place).text
    assert ines.get(f"{place}/fichier.pdf").status_code == 404
    # A second click waits for the same file.
    assert ines.post("/module/imprimer", code=CODE).location == place
    may_end.set()
    job = desk.app.extensions["desk"].print_jobs.find(place.rpartition("/")[2], login="ines")
    assert job.wait(60)
    assert "Le fichier est prêt" in ines.get(place).text
    assert len(texts_of(ines.get(f"{place}/fichier.pdf").data)) == 6
    # Nobody else is shown it, not even who may print the same module.
    assert desk.browser("lecture").get(place).status_code == 404


def test_nothing_to_print_is_no_page(desk: TestDesk) -> None:
    ines = desk.browser("ines")

    assert ines.post("/module/imprimer", code="AC-2026-99").status_code == 404
    assert ines.get("/impressions/" + "0" * 32).status_code == 404


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DisagreementError("AC-2026-0001 : rien"), "AC-2026-0001 : rien"),
        (ValueError("Haile"), "le fichier n’a pas pu être fait"),
    ],
)
def test_what_stops_a_file_is_said_with_a_button(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr(printing, "write_print_file", fails)
    ines = desk.browser("ines")

    place = ines.post("/module/imprimer", code=CODE).location

    page = ines.get(place).text
    assert said in page
    assert "Haile" not in page
    assert "Réessayer" in page


def test_files_are_kept_an_hour_and_not_many() -> None:
    jobs = PrintJobs()

    def make(job: PrintJob, output: BinaryIO) -> None:
        output.write(b"x")

    def start(code: str, at: timedelta = timedelta()) -> PrintJob:
        job = jobs.start(make, login="ines", module_code=code, total=1, at=NOW + at)
        assert job.wait(60)
        return job

    first, *_, last = [start(f"M-{n}") for n in range(MOST_KEPT + 1)]

    assert jobs.find(first.number, login="ines") is None
    assert jobs.find(last.number, login="ines") is last
    start("later", KEPT + timedelta(seconds=1))
    assert jobs.find(last.number, login="ines") is None


def test_file_goes_after_its_time_though_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_jobs, "KEPT", timedelta())
    jobs = PrintJobs()

    job = jobs.start(lambda job, output: None, login="ines", module_code="M", total=1, at=NOW)

    assert wait_until(lambda: jobs.find(job.number, login="ines") is None)


def test_file_for_the_printer_has_no_name_on_the_disk(
    desk: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    answer = desk.browser("ines").post("/module/imprimer", code=CODE)

    assert len(texts_of(io.BytesIO(answer.data).getvalue())) == 6
    assert list(tmp_path.iterdir()) == []
