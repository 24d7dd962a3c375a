"""Guessing links and birth dates: how far one gets."""

import random
import secrets
from collections import Counter
from itertools import cycle
from pathlib import Path

from tests.support.issuer_contexts import make_deployment
from tests.support.mail_contexts import with_mail
from tests.support.participants import BORN, open_deployment, token_of
from tests.support.sweeps import sweep

GUESSES = sweep(4000, reduced=200)


def test_guesses_of_links_and_birth_dates_never_hit(tmp_path: Path) -> None:
    deployment = open_deployment(make_deployment(tmp_path, settings=with_mail(9)))
    path = deployment.link(deployment.issue())
    client = deployment.app.test_client()
    form = token_of(client.get(path))
    days = random.Random(20261122)  # noqa: S311  the guesses need not be secret
    answers: Counter[int] = Counter()
    networks = cycle(f"198.51.{a}.{b}" for a in range(4) for b in range(1, 251))
    for guess in range(GUESSES):
        network = {"REMOTE_ADDR": next(networks)}
        if guess % 2:
            place = f"/d/{secrets.token_urlsafe(16)}"
            answers[client.get(place, environ_base=network).status_code] += 1
            continue
        typed = {"year": str(days.randint(1950, 2006)), "month": str(days.randint(1, 12))}
        data = {**typed, "day": str(days.randint(1, 29)), "form": form}
        answers[client.post(path, data=data, environ_base=network).status_code] += 1

    print(f"{GUESSES} guesses from 1,000 networks: {dict(answers)}")
    assert set(answers) <= {400, 403, 404, 429}  # never 200 or 303
    late = client.post(path, data={**BORN, "form": form})
    assert (late.status_code, "Set-Cookie" in late.headers) == (403, False)


def test_one_network_is_stopped_at_once(tmp_path: Path) -> None:
    deployment = open_deployment(make_deployment(tmp_path, settings=with_mail(9)))
    client = deployment.app.test_client()
    places = (f"/d/{secrets.token_urlsafe(16)}" for _ in range(1000))

    answers = Counter(client.get(place).status_code for place in places)

    assert set(answers) == {404, 429}
    assert answers[404] <= 5 * 60  # 60 a minute, on however slow a machine
