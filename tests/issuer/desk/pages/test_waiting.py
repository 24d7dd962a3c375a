"""What waits for the coordinator, each with its button."""

from register.delivery_board import Stage
from tests.support.delivery_desk import desk, send_all
from tests.support.desks import Browser, TestDesk
from tests.support.mail_server import Post

__all__ = ["desk"]  # pytest finds them here


def test_home_says_what_waits_each_with_its_button(
    desk: TestDesk, ines: Browser, mail: Post
) -> None:
    home = ines.get("/").text
    assert "3 attestations à envoyer" in home
    assert "1 attestation à remettre sur papier" in home
    assert f'href="/envois?etat={Stage.NOT_SENT.value}"' in home

    send_all(ines)
    desk.send()

    home = ines.get("/").text
    assert "3 liens jamais ouverts" in home
    assert ">Relancer</a>" in home
    assert "à envoyer" not in home
    desk.add_user("lecture", role="reader")
    assert "Ce qui vous attend" not in desk.browser("lecture").get("/").text
