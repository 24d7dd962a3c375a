"""Signed state in the browser: a short session once the birth date was right, and form tokens.

All of it is signed with a key derived from the links' key, and nothing is stored.
"""

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from issuer.delivery.link_secret import LinkSecret

COOKIE = "attestation"
FORM_LIFETIME = timedelta(hours=2)


def seal_session(secret: LinkSecret, link_id: str, *, until: datetime) -> str:
    """Return the cookie that states that the link's birth date was given."""
    return _sealed(secret, "session", link_id, until)


def is_session(secret: LinkSecret, cookie: str | None, link_id: str, *, at: datetime) -> bool:
    """Check whether a cookie opens ``link_id``, now."""
    return cookie is not None and _is_sealed(secret, "session", cookie, link_id, at)


def seal_form(secret: LinkSecret, subject: str, *, at: datetime) -> str:
    """Return the token that a form about ``subject`` must bring back."""
    return _sealed(secret, "form", subject, at + FORM_LIFETIME)


def is_form(secret: LinkSecret, token: str, subject: str, *, at: datetime) -> bool:
    """Check whether a form came from a page of ours about ``subject``, not long ago."""
    return _is_sealed(secret, "form", token, subject, at)


def _sealed(secret: LinkSecret, purpose: str, subject: str, until: datetime) -> str:
    return str(_serializer(secret, purpose).dumps([subject, int(until.timestamp())]))


def _is_sealed(secret: LinkSecret, purpose: str, token: str, subject: str, at: datetime) -> bool:
    try:
        match _serializer(secret, purpose).loads(token):
            case [str(sealed), int(until)]:
                return sealed == subject and at.timestamp() < until
            case _:
                return False
    except BadSignature:
        return False


def _serializer(secret: LinkSecret, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret.cookie_key(), salt=purpose)
