"""Restoring into an empty place, up to the first signature."""

from pathlib import Path

from issuer.lifecycle.withdrawal import withdraw
from register.database import reading
from register.status_lists import published_tokens
from tests.support.backups import restore, with_passphrase
from tests.support.installations import issue_more, opened
from tests.support.issuer_contexts import Checker


def test_restored_issuer_signs_and_continues_after_the_last_number(
    config: Path, file: Path, tmp_path: Path
) -> None:
    told = restore(config, file, tmp_path / "new", "--nothing-lost")

    assert "Liste signée" in told
    restored = with_passphrase(config, tmp_path / "new")
    assert issue_more(restored, "AC-2026-11", 1) == ["AC-2026-0003"]
    context = opened(restored)
    assert type(Checker.of(context).verdict("AC-2026-0001")).__name__ == "Genuine"  # type: ignore[arg-type]
    context.register.dispose()


def test_restored_after_a_loss_the_log_says_so_and_no_number_serves_twice(
    config: Path, file: Path, tmp_path: Path
) -> None:
    issue_more(config, "AC-2026-11", 1)  # 0003, which the backup lacks
    context = opened(config)
    withdraw(context, "AC-2026-0001", reason="essai", who="inès")  # type: ignore[arg-type]
    with reading(context.register) as session:
        ((_, token),) = published_tokens(session)
    context.register.dispose()
    (tmp_path / "list").write_bytes(token)

    told = restore(
        config,
        file,
        tmp_path / "new",
        "--reason",
        "disque mort",
        "--status-list",
        tmp_path / "list",
    )

    assert "AC-2026-0003 à AC-2026-1002" in told
    assert "AC-2026-0001 est condamnée" in told
    restored = with_passphrase(config, tmp_path / "new")
    assert issue_more(restored, "AC-2026-12", 1) == ["AC-2026-1003"]


def test_restore_says_what_of_paper_is_still_to_be_put_back(
    config: Path, file: Path, tmp_path: Path
) -> None:
    told = restore(config, file, tmp_path / "new", "--nothing-lost")

    assert str(tmp_path / "new" / "passphrase") in told
    assert str(tmp_path / "new" / "backup.key") in told


def test_restore_asks_what_is_lost(config: Path, file: Path, tmp_path: Path) -> None:
    assert "--nothing-lost" in restore(config, file, tmp_path / "new", code=2)


def test_restore_writes_into_nothing_but_an_empty_place(config: Path, file: Path) -> None:
    before = sorted(config.parent.rglob("*"))

    assert "n’est pas vide" in restore(config, file, config.parent, "--nothing-lost", code=3)
    assert sorted(config.parent.rglob("*")) == before


def test_failed_restore_leaves_the_place_empty(config: Path, file: Path, tmp_path: Path) -> None:
    (config.parent / "passphrase").write_text("quatre autres mots au hasard\n")

    assert "phrase secrète est fausse" in restore(
        config, file, tmp_path / "new", "--nothing-lost", code=3
    )
    assert list((tmp_path / "new").iterdir()) == []
