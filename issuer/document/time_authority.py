"""A timestamp authority (RFC 3161) over HTTP, whose every answer is verified.

An authority that is down, slow or wrong becomes one error in our own words.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

import aiohttp
from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from attestation.errors import SigningError
from issuer.settings.timestamp import TimestampPolicy
from pdf.certificate_conversion import to_asn1

DIGEST = "sha256"
# They log tracebacks of expected answers; our errors say what a person needs.
for _library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_library).addHandler(logging.NullHandler())
_MAX_ANSWER_BYTES = 64 * 1024  # a token with a chain of four certificates: 6 to 8 KB
# Its clock counts more than ours, but a date hours away cannot be this document's.
_CLOCK_SLACK = timedelta(minutes=10)


class TimestampError(SigningError):
    """The authority gave no timestamp; the document itself could be signed."""


class _Answer(tsp.TimeStampResp):  # type: ignore[misc]
    """RFC 3161 §2.4.2; a refusal has no token, which asn1crypto does not know."""

    _fields: ClassVar = [
        ("status", tsp.PKIStatusInfo),
        ("time_stamp_token", cms.ContentInfo, {"optional": True}),
    ]


class TimeAuthority(TimeStamper):
    """Implements pyHanko's ``TimeStamper`` with a deadline, limits and checks of its own."""

    def __init__(self, policy: TimestampPolicy, *, now: Callable[[], datetime]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.policy = policy
        self.now = now

    async def room(self) -> int:
        """Return the bytes to reserve for a token: the size of one, and a quarter more.

        Raises:
            TimestampError: it gives none.
        """
        sample = await self.async_dummy_response(DIGEST)
        return len(sample.dump()) * 5 // 4

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a token over ``message_digest`` that holds.

        Raises:
            TimestampError: no answer in time, a refusal, or an answer that does not hold.
        """
        try:
            async with asyncio.timeout(self.policy.timeout.total_seconds()):
                token = await super().async_timestamp(message_digest, md_algorithm)
                status = await self._status(token, message_digest, md_algorithm)
        except TimeoutError:
            raise TimestampError("l’autorité d’horodatage ne répond pas à temps") from None
        except TimestampRequestError as error:
            raise TimestampError("l’autorité d’horodatage a refusé") from error
        except (aiohttp.ClientError, OSError) as error:
            raise TimestampError("l’autorité d’horodatage ne répond pas") from error
        # asn1crypto and pyHanko raise any of these on malformed answers.
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise TimestampError("l’autorité d’horodatage a répondu autre chose") from error
        if not (status.intact and status.valid and status.trusted):
            raise TimestampError("l’horodatage reçu n’est pas celui d’une autorité de confiance")
        if abs(status.timestamp - self.now()) > _CLOCK_SLACK:
            raise TimestampError("l’heure de l’autorité d’horodatage n’est pas la nôtre")
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send a request (RFC 3161 §3.4), follow no redirection, read a bounded answer."""
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        }
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                self.policy.url, data=req.dump(), headers=headers, allow_redirects=False
            ) as answer,
        ):
            answer.raise_for_status()
            body = await answer.content.read(_MAX_ANSWER_BYTES + 1)
            while len(body) <= _MAX_ANSWER_BYTES and (more := await answer.content.readany()):
                body += more
        if len(body) > _MAX_ANSWER_BYTES:
            raise ValueError("an answer longer than any timestamp")
        return _Answer.load(body, strict=True)

    async def _status(
        self, token: cms.ContentInfo, digest: bytes, algorithm: str
    ) -> TimestampSignatureStatus:
        context = ValidationContext(
            trust_roots=[to_asn1(root) for root in self.policy.roots],
            moment=self.now(),
            allow_fetching=False,
        )
        answered = await validate_tst_signed_data(
            token["content"], context, lambda name: digest if name == algorithm else b""
        )
        return TimestampSignatureStatus(**answered)
