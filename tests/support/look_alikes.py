"""Forty addresses that a tired eye takes for the verifier's, each before digits that are good."""

from tests.support.issuers import ADDRESS

_HOST = ADDRESS.removeprefix("https://")

LOOK_ALIKES = (
    # Letters of other alphabets, and letters that look like others.
    "https://v\u0435rifier.example",  # Cyrillic е
    "https://verifi\u0435r.example",
    "https://verif\u0456er.example",  # Ukrainian і
    "https://ver\u0131fier.example",  # Turkish ı
    "https://verifier.ex\u0430mple",  # Cyrillic а
    "https://verifier.exam\u0440le",  # Cyrillic р
    "https://\u03bderifier.example",  # Greek ν
    "https://ver\ufb01er.example",  # the ligature ﬁ
    "https://\uff56erifier.example",  # full-width v
    "https://verifier\u3002example",  # ideographic full stop
    "https://ver\u00adifier.example",  # soft hyphen
    "https://ver\u200bifier.example",  # zero-width space
    "https://xn--vrifier-cva.example",
    "https://verlfier.example",
    "https://verifer.example",
    # A name and password before the real host.
    f"https://{_HOST}@evil.example",
    f"https://{_HOST}:443@evil.example",
    f"https://evil@{_HOST}",
    f"https://{_HOST}%40evil.example",
    # Ports, subdomains, other ends.
    f"https://{_HOST}:443",
    f"https://{_HOST}:8443",
    f"https://{_HOST}.",
    f"https://www.{_HOST}",
    f"https://{_HOST}.evil.example",
    "https://verifier-example.evil.example",
    "https://verifier.example.be",
    "https://evil.example/verifier.example",
    # Other schemes and ways of writing one.
    f"http://{_HOST}",
    f"HTTPS://{_HOST}",
    f"https:/{_HOST}",
    f"https:///{_HOST}",
    f"https:\\\\{_HOST}",
    f"javascript:alert(1)//{_HOST}",
    f"data:text/html,{_HOST}",
    f"intent://{_HOST}",
    f"//{_HOST}",
    # The right address, and more.
    f"{ADDRESS}/",
    f"{ADDRESS}/v/..",
    f"{ADDRESS}/%2e",
    f" {ADDRESS}",
)
"""What stands before ``/v#DIGITS``."""
