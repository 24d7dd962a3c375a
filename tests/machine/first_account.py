"""``first_account.py LINK``: make an account at the desk as a person would, with a telephone.

It runs on a bare Debian, with nothing but its Python.
"""

import base64
import hmac
import re
import ssl
import sys
import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, Request, build_opener

_PASSWORD = "un mot de passe assez long"  # noqa: S105  a test's


def main() -> None:
    """Open the link, type a password twice and the telephone's code."""
    link = sys.argv[1]
    https = HTTPSHandler(context=ssl.create_default_context())
    web = build_opener(HTTPCookieProcessor(CookieJar()), https)
    page = web.open(link).read().decode()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1]
    secret = re.findall(r"[A-Z2-7]{32}", page.replace(" ", ""))[0]
    form = {"csrf_token": token, "new": _PASSWORD, "again": _PASSWORD, "one_time": code(secret)}
    asked = Request(link, data=urlencode(form).encode(), headers={"Referer": link})  # noqa: S310
    answer = web.open(asked).read().decode()
    if "codes" not in answer:
        sys.exit(answer)
    print("first account made by the link that setup shows")


def code(secret: str) -> str:
    """Return the one-time password of now (RFC 6238, SHA-1, six digits)."""
    counter = int(time.time() // 30).to_bytes(8)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


if __name__ == "__main__":
    main()
