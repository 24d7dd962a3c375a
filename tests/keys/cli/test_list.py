"""``list``: each key, its state and its last day."""

import json

from tests.support.key_rings import Keys


def test_list_names_each_key_its_state_and_its_last_day(ringed: Keys) -> None:
    out = ringed("list")

    assert "racine    active    jusqu’au 20/11/2046" in out
    assert "émission  active    jusqu’au 20/11/2029" in out
    root, issuing = json.loads(ringed("list", "--json"))
    assert (root["role"], issuing["role"], issuing["state"]) == ("root", "issuing", "active")
    assert issuing["organisation"] == "Maison des Passages asbl"
    assert issuing["location"] == "file"


def test_list_warns_sixty_days_ahead(ringed: Keys) -> None:
    ringed.later(days=3 * 365 - 61)
    assert "Attention" not in ringed.run("list").err
    ringed.later(days=2)
    done = ringed.run("list")
    assert "Attention : émission" in done.err
    assert "expire le 20/11/2029" in done.err
    ringed.later(days=60)
    assert ringed.states() == ["expired"]
    assert "Attention" not in ringed.run("list").err
