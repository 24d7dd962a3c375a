"""The OpenID Connect provider: where to send people, and what its signed answer says of them.

Authorization code with PKCE (RFC 7636), state and nonce; OpenID Connect Core §3.1. The browser
brings back a code only. The token is fetched from the provider, and its signature is checked too.
"""

import hmac
import json
import secrets
import ssl
import threading
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote_plus, urlencode

from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from attestation.errors import AttestationError, ConfigurationError
from issuer.settings.identity_provider import ProviderSettings
from issuer.settings.web_address import is_safe
from issuer.words.sentence import Sentence, sentence
from runtime.private_file import is_private

ALGORITHMS = ("RS256", "PS256", "ES256")  # never "none", and nothing symmetric: RFC 8725 §3.1
CLOCK_SLACK = timedelta(minutes=2)
_TIMEOUT_SECONDS = 10.0
_MAX_ANSWER_BYTES = 256 * 1024
_KNOWN_FOR = timedelta(hours=1)
_SECRET_BYTES = 32  # RFC 7636 §4.1: 43 characters of base64url


class ProviderError(AttestationError):
    """The provider cannot be asked, or what it answers is not to be believed."""

    def __init__(self, reason: Sentence) -> None:
        """Keep why, for the page to say."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What ties the answer to the request, kept in the requesting browser."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The identity that the provider asserts."""

    account: str
    """To be looked for among the accounts; it makes none."""
    has_second_factor: bool
    """The provider says so by a claim that the settings name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metadata:
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    known_since: datetime


class Provider:
    """One provider; its addresses and keys are asked anew every hour."""

    def __init__(self, settings: ProviderSettings, *, redirect_uri: str) -> None:
        self._settings, self._redirect_uri = settings, redirect_uri
        self._lock = threading.Lock()
        self._metadata: _Metadata | None = None
        self._keys: tuple[KeySet, datetime] | None = None

    def begin(self, *, at: datetime) -> tuple[str, Attempt]:
        """Return where to send the browser, and what it must bring back.

        Raises:
            ProviderError: the provider cannot be asked.
            ConfigurationError: its certificates cannot be read.
        """
        attempt = Attempt(
            state=secrets.token_urlsafe(_SECRET_BYTES),
            nonce=secrets.token_urlsafe(_SECRET_BYTES),
            verifier=secrets.token_urlsafe(_SECRET_BYTES),
        )
        more = {"acr_values": " ".join(sorted(self._settings.acr))} if self._settings.acr else {}
        address = prepare_grant_uri(
            self._find(at).authorization_endpoint,
            self._settings.client_id,
            "code",
            redirect_uri=self._redirect_uri,
            scope="openid email",
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
            **more,
        )
        return str(address), attempt

    def finish(self, answer: Mapping[str, str], attempt: Attempt, *, at: datetime) -> Identity:
        """Return the identity, from what the browser brought back.

        Raises:
            ProviderError: it is no answer to ``attempt``, or not one to be believed.
            ConfigurationError: the client's secret or the certificates cannot be read.
        """
        # SECURITY: an answer to somebody else's question would let a stranger put his own account
        # into this browser: test_forged_answers_let_nobody_in.
        if not hmac.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise ProviderError(sentence("la réponse n’est pas celle qui était attendue"))
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:  # RFC 9207 §2.4
            raise ProviderError(sentence("la réponse vient d’un autre fournisseur"))
        if not answer.get("code"):
            raise ProviderError(sentence("le fournisseur n’a laissé entrer personne"))
        token, access_token = self._redeem(answer["code"], attempt, at=at)
        claims = self._claims(token, attempt, access_token, at=at)
        return Identity(
            account=self._account(claims), has_second_factor=self._has_second_factor(claims)
        )

    def _redeem(self, code: str, attempt: Attempt, *, at: datetime) -> tuple[str, str | None]:
        secret = _read_secret(self._settings.client_secret_file)
        # RFC 6749 §2.3.1: each part is form-encoded before the two are joined.
        user = f"{quote_plus(self._settings.client_id)}:{quote_plus(secret)}"
        answer = self._fetch(
            self._find(at).token_endpoint,
            form={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._redirect_uri,
                "code_verifier": attempt.verifier,
            },
            headers={"Authorization": f"Basic {b64encode(user.encode()).decode()}"},
        )
        match answer:
            case {"id_token": str(token), "access_token": str(access_token)}:
                return token, access_token
            case {"id_token": str(token)}:
                return token, None
            case _:
                raise ProviderError(sentence("le fournisseur n’a pas donné de jeton"))

    def _claims(
        self, token: str, attempt: Attempt, access_token: str | None, *, at: datetime
    ) -> Mapping[str, Any]:
        settings = self._settings
        for is_last in (False, True):
            try:
                decoded = jwt.decode(token, self._key_set(at), algorithms=list(ALGORITHMS))
                break
            except (JoseError, ValueError, TypeError):
                # Its key may be newer than those we know: once more with fresh ones.
                if is_last or not self._forget_keys(at):
                    raise ProviderError(
                        sentence("le jeton n’est pas signé par le fournisseur")
                    ) from None
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
                "sub": {"essential": True, "allow_blank": False},
                "exp": {"essential": True},
                "iat": {"essential": True},
                "nonce": {"essential": True, "value": attempt.nonce},
            },
            params={
                "nonce": attempt.nonce,
                "client_id": settings.client_id,
                "access_token": access_token,
            },
        )
        slack = int(CLOCK_SLACK.total_seconds())
        try:
            claims.validate(now=int(at.timestamp()), leeway=slack)
        except (JoseError, ValueError, TypeError):
            raise ProviderError(
                sentence("le jeton n’est pas pour ce bureau, ou plus valable")
            ) from None
        return dict(claims)

    def _account(self, claims: Mapping[str, Any]) -> str:
        if self._settings.account_claim == "sub":
            return str(claims["sub"]).casefold()
        match claims:
            # SECURITY: an unverified address proves nothing, because anybody can enter it in a
            # profile.
            case {"email": str(email), "email_verified": True} if email:
                return email.strip().casefold()
            case _:
                raise ProviderError(sentence("le fournisseur ne garantit pas d’adresse e-mail"))

    def _has_second_factor(self, claims: Mapping[str, Any]) -> bool:
        methods = claims.get("amr")
        methods_used = frozenset(one for one in methods or () if isinstance(one, str))
        return claims.get("acr") in self._settings.acr or bool(methods_used & self._settings.amr)

    def _find(self, at: datetime) -> _Metadata:
        with self._lock:
            known = self._metadata
        if known is not None and at - known.known_since < _KNOWN_FOR:
            return known
        issuer = self._settings.issuer
        answer = self._fetch(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if answer.get("issuer") != issuer:  # OpenID Connect Discovery §4.3
            raise ProviderError(
                sentence("le fournisseur se donne un autre nom que celui du réglage")
            )
        match answer:
            case {
                "authorization_endpoint": str(authorization),
                "token_endpoint": str(token),
                "jwks_uri": str(keys),
            } if all(map(is_safe, (authorization, token, keys))):
                pass
            case _:
                raise ProviderError(sentence("le fournisseur donne des adresses qui ne vont pas"))
        found = _Metadata(
            authorization_endpoint=authorization,
            token_endpoint=token,
            jwks_uri=keys,
            known_since=at,
        )
        with self._lock:
            self._metadata = found
        return found

    def _key_set(self, at: datetime) -> KeySet:
        with self._lock:
            known = self._keys
        if known is not None and at - known[1] < _KNOWN_FOR:
            return known[0]
        answer = self._fetch(self._find(at).jwks_uri)
        try:
            keys = KeySet.import_key_set(answer)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError):
            raise ProviderError(
                sentence("les clés du fournisseur ne peuvent pas être lues")
            ) from None
        with self._lock:
            self._keys = keys, at
        return keys

    def _forget_keys(self, at: datetime) -> bool:
        """Have the keys fetched anew; False if they were fetched just now."""
        with self._lock:
            is_old = self._keys is not None and self._keys[1] < at
            self._keys = None
        return is_old

    def _fetch(
        self,
        address: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Send a request to the provider; a redirection or a long answer is an error."""
        data = None if form is None else urlencode(form).encode()
        request = urllib.request.Request(  # noqa: S310  is_safe was asked
            address, data=data, headers={"Accept": "application/json", **(headers or {})}
        )
        handler = urllib.request.HTTPSHandler(context=_context(self._settings.ca_file))
        no_proxy = urllib.request.ProxyHandler({})
        opener = urllib.request.build_opener(handler, no_proxy, _NoRedirection)
        try:
            with opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                content = answer.read(_MAX_ANSWER_BYTES + 1)
        except (OSError, HTTPException, ValueError):  # URLError and HTTPError are OSError
            raise ProviderError(sentence("le fournisseur ne répond pas comme il faut")) from None
        try:
            decoded = json.loads(content) if len(content) <= _MAX_ANSWER_BYTES else None
        except ValueError:
            decoded = None
        if not isinstance(decoded, dict):
            raise ProviderError(sentence("le fournisseur ne répond pas comme il faut"))
        return decoded


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """Follows no redirection, because the client's secret goes to one address only."""

    def redirect_request(
        self, req: object, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


def _context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            "desk.provider.ca_file", sentence("illisible ({error})", error=type(error).__name__)
        ) from None


def _read_secret(file: Path) -> str:
    try:
        if not is_private(file):
            problem = sentence(
                "d’autres utilisateurs peuvent lire {file} : chmod 600", file=file.name
            )
            raise ConfigurationError("desk.provider.client_secret_file", problem)
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "desk.provider.client_secret_file",
            sentence("illisible ({error})", error=type(error).__name__),
        ) from None
    if not secret:
        raise ConfigurationError(
            "desk.provider.client_secret_file", sentence("le fichier est vide")
        )
    return secret
