"""WeChat's encrypted mode: AES-256-CBC with the account's key, padded to 32 bytes; inside stand
sixteen random bytes, the length of the message, the message, and for which account it is.
https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK, RANDOM, LENGTH = 32, 16, 4
KEY_LETTERS = 43


class CannotOpen(ValueError):
    """It was not sealed with this key, or not for this account."""


def signature_of(*said: str) -> str:
    """As WeChat makes it: of the token, the time, the nonce and, where it is sealed, the message,
    sorted as texts and joined."""
    return hashlib.sha1("".join(sorted(said)).encode("utf-8", "replace")).hexdigest()


def open_sealed(sealed: str, *, aes_key: str, account: str) -> bytes:
    """The message. `aes_key`: the account's EncodingAESKey; `account`: its AppID, empty where it
    is not known, and then any is taken. Raises CannotOpen."""
    plain = _decrypt(_bytes_of(sealed), key=key_of(aes_key))
    length = int.from_bytes(plain[RANDOM : RANDOM + LENGTH], "big")
    rest = plain[RANDOM + LENGTH :]
    if length > len(rest):
        raise CannotOpen("it says that it is longer than it is")
    message, for_whom = rest[:length], rest[length:]
    if account and not hmac.compare_digest(for_whom, account.encode()):
        raise CannotOpen("it is for another account")
    return message


def key_of(aes_key: str) -> bytes:
    """Raises CannotOpen where it is no key."""
    if len(aes_key) != KEY_LETTERS:
        raise CannotOpen("the key has 43 letters and digits")
    return _bytes_of(f"{aes_key}=")


def _bytes_of(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen("this is no Base64") from None


def _decrypt(sealed: bytes, *, key: bytes) -> bytes:
    if not sealed or len(sealed) % BLOCK:
        raise CannotOpen("it is not in whole blocks")
    cipher = Cipher(AES(key), CBC(key[:16])).decryptor()
    plain = cipher.update(sealed) + cipher.finalize()
    padding = plain[-1]
    if not 1 <= padding <= BLOCK or plain[-padding:] != bytes([padding]) * padding:
        raise CannotOpen("its end is not as it should be")
    return plain[:-padding]
