"""How a key is written: prefix, 30 random characters, 6 of checksum; all base62.

The checksum refuses a mistyped or invented key without asking the database, and lets scanners for
leaked secrets know ours with certainty (github.blog, 2021-04-05, about their token formats).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from zlib import crc32

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH = 30
CHECKSUM_LENGTH = 6
TAIL_LENGTH = 4
LONGEST = 100


def new_key(prefix: str) -> str:
    """178 bits of randomness, so a plain SHA-256 is enough to keep it safely."""
    body = prefix + "".join(secrets.choice(DIGITS) for _ in range(RANDOM_LENGTH))
    return body + checksum(body)


def checksum(body: str) -> str:
    """CRC-32 of prefix and random part, six base62 digits."""
    number, digits = crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits.rjust(CHECKSUM_LENGTH, DIGITS[0])


def is_well_formed(key: str) -> bool:
    """Keys made under an earlier API_KEY_PREFIX stay good: the checksum covers any prefix."""
    if not key.isascii() or not RANDOM_LENGTH + CHECKSUM_LENGTH <= len(key) <= LONGEST:
        return False
    body, given = key[:-CHECKSUM_LENGTH], key[-CHECKSUM_LENGTH:]
    return hmac.compare_digest(checksum(body), given)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def tail_of(key: str) -> str:
    """With the prefix, enough for people to tell keys apart."""
    return key[-TAIL_LENGTH:]
