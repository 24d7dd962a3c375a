"""Who may ask this verifier about single attestations: other verifiers, each by a token of its own.

Only the digests of tokens are kept. Evidence names the code of a replacement, which the holder of
the replaced paper must not learn: so it is for verifiers, which show less.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from attestation.errors import ConfigurationError
from runtime.files import replace_file

_SETTING = "verifier.readers"
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Another verifier."""

    name: str
    token_digest: str
    """SHA-256 in hexadecimal digits."""


def read_readers(file: Path) -> list[Reader]:
    """Return the readers that were admitted; none where there is no file.

    Raises:
        ConfigurationError: the file is there and cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(_SETTING, f"illisible ({type(error).__name__})") from None
    pairs = (line.partition(" ") for line in lines if line.strip())
    return [Reader(name=name, token_digest=digest) for digest, _, name in pairs]


def add_reader(file: Path, name: str) -> str:
    """Admit another verifier, and return its token, which is kept nowhere.

    Raises:
        ConfigurationError: the name is taken, or the file cannot be written.
    """
    readers = read_readers(file)
    if any(one.name == name for one in readers):
        raise ConfigurationError(_SETTING, f"« {name} » y est déjà")
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    _write(file, [*readers, Reader(name=name, token_digest=_digest(token))])
    return token


def remove_reader(file: Path, name: str) -> None:
    """Admit a verifier no longer.

    Raises:
        ConfigurationError: there is none of that name, or the file cannot be written.
    """
    readers = read_readers(file)
    others = [one for one in readers if one.name != name]
    if len(others) == len(readers):
        raise ConfigurationError(_SETTING, f"« {name} » n’y est pas")
    _write(file, others)


def is_admitted(file: Path, token: str) -> bool:
    """Check whether ``token`` is that of a reader.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    digest = _digest(token)
    return any(compare_digest(one.token_digest, digest) for one in read_readers(file))


def _write(file: Path, readers: list[Reader]) -> None:
    text = "".join(f"{one.token_digest} {one.name}\n" for one in readers)
    try:
        replace_file(file, text.encode())
    except OSError as error:
        problem = f"impossible d’écrire ({error.strerror})"
        raise ConfigurationError(_SETTING, problem) from None


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
