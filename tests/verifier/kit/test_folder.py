"""A kit as a folder: the same bytes for the same register, small, without a name, signed or not."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from attestation.formats.kit_manifest import KIT_MANIFEST, decode_manifest, encode_manifest
from attestation.verdict.trusted_keys import Verified
from keys.trust import load_trust_store
from tests.support.issuers import NOW
from tests.support.kits import KitCommands, require_checker
from tests.support.world import PEOPLE, Issued, World
from verifier.kit import folder as kit_folder

MOST_BYTES = 1_500_000


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_same_register_gives_the_same_bytes(world: World, kit: Path, tmp_path: Path) -> None:
    assert KitCommands(world).prepare(tmp_path / "again", "--last").exit_code == 0

    signed = {"manifest.cwt", "manifest.js"}
    again = _files(tmp_path / "again")
    assert {path: one for path, one in _files(kit).items() if path not in signed} == {
        path: one for path, one in again.items() if path not in signed
    }


def test_kit_of_a_thousand_is_small(kit: Path) -> None:
    files = _files(kit)
    of_people = len(files["records.bin"]) + len(files["numbers.bin"])
    each = of_people / len(PEOPLE) * (1 + 4 / 3)  # once more in the page's script, in base64

    assert sum(map(len, files.values())) + 997 * each <= MOST_BYTES


def test_kit_holds_no_personal_data(kit: Path, issued: list[Issued]) -> None:
    for path, content in _files(kit).items():
        for one in issued:
            holder, attestation = one.attestation.holder, one.attestation
            for secret in (
                holder.family_name.encode(),
                (holder.given_name or "?" * 9).encode(),
                attestation.code.encode(),
                one.code.encode(),
                one.credential,
                sha256(one.pdf).digest(),
                holder.birth_date.encode().encode() if holder.birth_date.day else b"?" * 9,
            ):
                assert secret not in content, path


def test_manifest_names_every_file_and_the_root_signed_it(kit: Path) -> None:
    files = _files(kit)
    store = load_trust_store(files["trust.pem"])

    opened = store.trusted.open(files["manifest.cwt"], KIT_MANIFEST)

    assert isinstance(opened, Verified)
    assert opened.key.kid in store.roots
    unsigned = {"data.js", "manifest.js", "manifest.cbor", "manifest.cwt"}
    assert dict(opened.message.files) == {
        path: sha256(content).digest() for path, content in files.items() if path not in unsigned
    }
    assert opened.message.is_last
    assert opened.message == decode_manifest(files["manifest.cbor"])


def test_what_the_page_loads_is_what_the_manifest_names(kit: Path) -> None:
    files = _files(kit)
    data = json.loads(files["data.js"].decode().removeprefix("self.KIT=").rstrip(";\n"))

    assert set(data["files"]) == {
        *("records.bin", "numbers.bin", "words.json", "models.json", "status/1.cwt")
    }


def test_without_the_checker_the_command_says_how_to_build_it(
    world: World, issued: list[Issued], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit_files = kit_folder.kit_files
    monkeypatch.setattr(
        "verifier.kit.preparation.kit_files", lambda made: kit_files(made, checker=tmp_path)
    )

    done = KitCommands(world).prepare(tmp_path / "kit")

    assert done.exit_code == 2
    assert "make verifier/kit/checker/checker.js" in done.err
    assert not (tmp_path / "kit").exists()


def test_folder_with_something_in_it_is_left_alone(world: World, kit: Path) -> None:
    before = _files(kit)

    done = KitCommands(world).prepare(kit)

    assert done.exit_code == 2
    assert _files(kit) == before


def test_unknown_root_is_refused(world: World, kit: Path, tmp_path: Path) -> None:
    done = KitCommands(world).prepare(tmp_path / "kit", "--root", "00" * 32)

    assert done.exit_code == 2
    assert "--root" in done.err


def test_register_without_a_list_gives_no_kit(own_world: World, tmp_path: Path) -> None:
    own_world.tamper("DELETE FROM status_list")

    done = KitCommands(own_world).prepare(tmp_path / "kit")

    assert done.exit_code == 2
    assert "publish" in done.err


@pytest.mark.parametrize("path", ["records.bin", "checker.js", "trust.pem"])
def test_root_signs_no_folder_with_a_changed_file(
    own_world: World, kit: Path, tmp_path: Path, path: str
) -> None:
    commands, folder = KitCommands(own_world), tmp_path / "kit"
    assert commands.prepare(folder).exit_code == 0
    (folder / path).write_bytes((folder / path).read_bytes() + b"\n")

    done = commands.sign(folder)

    assert done.exit_code == 2
    assert path in done.err
    assert not (folder / "manifest.cwt").exists()


def test_root_signs_no_manifest_with_a_key_that_the_bundle_has_not(
    own_world: World, kit: Path, tmp_path: Path
) -> None:
    commands, folder = KitCommands(own_world), tmp_path / "kit"
    assert commands.prepare(folder).exit_code == 0
    manifest = decode_manifest((folder / "manifest.cbor").read_bytes())
    key = replace(manifest.policy.keys[0], point=b"\x04" + bytes(64))
    policy = replace(manifest.policy, keys=(key, *manifest.policy.keys[1:]))
    forged = encode_manifest(replace(manifest, policy=policy))
    (folder / "manifest.cbor").write_bytes(forged)

    done = commands.sign(folder)

    assert done.exit_code == 2
    assert "clés" in done.err


def test_root_signs_no_kit_of_another_root(
    own_world: World, world: World, kit: Path, tmp_path: Path
) -> None:
    assert KitCommands(own_world).prepare(tmp_path / "kit").exit_code == 0

    done = KitCommands(world).sign(tmp_path / "kit")

    assert done.exit_code == 2
    assert "racine" in done.err


def test_root_signs_no_kit_from_the_future(own_world: World, kit: Path, tmp_path: Path) -> None:
    commands = KitCommands(own_world)
    assert commands.prepare(tmp_path / "kit").exit_code == 0

    done = commands.sign(tmp_path / "kit", at=NOW - timedelta(hours=1))

    assert done.exit_code == 2
    assert "horloge" in done.err


def test_what_is_no_manifest_is_not_signed(own_world: World, kit: Path, tmp_path: Path) -> None:
    commands = KitCommands(own_world)
    assert commands.prepare(tmp_path / "kit").exit_code == 0
    (tmp_path / "kit" / "manifest.cbor").write_bytes(b"\xa0")

    assert "manifeste" in commands.sign(tmp_path / "kit").err
    assert "illisible" in commands.sign(tmp_path / "elsewhere").err


def test_kit_of_a_world_without_an_erased_person_counts_all(world: World, kit: Path) -> None:
    assert len((kit / "numbers.bin").read_bytes()) == 8 * len(PEOPLE)


def test_root_signs_nothing_that_nobody_confirmed(own_world: World, tmp_path: Path) -> None:
    require_checker()
    folder = tmp_path / "kit"
    assert KitCommands(own_world).prepare(folder).exit_code == 0

    done = KitCommands(own_world).sign(folder, confirms=False)

    assert done.exit_code != 0
    assert not (folder / "manifest.cwt").exists()
    assert "Vérificateur : https://verifier.example" in done.out


def test_place_that_cannot_be_written_is_said(world: World, kit: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    done = KitCommands(world).prepare(tmp_path / "file" / "kit")

    assert done.exit_code == 2
    assert "impossible d’écrire" in done.err
