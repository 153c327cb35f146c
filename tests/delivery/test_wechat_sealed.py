"""What followers write comes sealed, and nothing else is believed then."""

import base64
import os
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from django.test import Client

from channels.delivery.reply_tables import Reply
from channels.delivery.signing import MOST_SECONDS
from channels.delivery.wechat_sealed import CannotOpen, key_of, open_sealed, signature_of

# What Tencent gives with its own example programs.
EXAMPLE_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
EXAMPLE_ACCOUNT = "wx5823bf96d3bd56c7"
EXAMPLE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUp"
    "j911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue"
    "06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+"
    "3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH"
    "27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8"
    "R07+qN+E7Q=="
)
SIGNED = ("QDG6eK", "1409659813", "1372623149")
SIGNATURE = "477715d11cdb4164915debcba66cb864d751f3e6"
TOKEN, KEY, ACCOUNT = "a-token-of-ours", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "wx1234"
WECHAT = "/channels/wechat/"


def test_opens_what_tencent_sealed() -> None:
    assert signature_of(*SIGNED, EXAMPLE) == SIGNATURE
    message = open_sealed(EXAMPLE, aes_key=EXAMPLE_KEY, account=EXAMPLE_ACCOUNT)
    assert b"<![CDATA[hello]]>" in message
    assert message.startswith(b"<xml>") and message.endswith(b"</xml>")


@pytest.mark.parametrize("place", range(0, len(EXAMPLE) - 4, 37))
def test_nothing_of_it_can_be_changed(place: int) -> None:
    letter = "A" if EXAMPLE[place] != "A" else "B"
    changed = EXAMPLE[:place] + letter + EXAMPLE[place + 1 :]
    assert signature_of(*SIGNED, changed) != SIGNATURE


@pytest.mark.parametrize("account", ["wx", f"{EXAMPLE_ACCOUNT}x", "ü"])
def test_what_is_for_another_account_stays_shut(account: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(EXAMPLE, aes_key=EXAMPLE_KEY, account=account)


@pytest.mark.parametrize("sealed", ["", "x", "AAAA", "ü", EXAMPLE[4:], base64.b64encode(bytes(64))])
def test_what_was_never_sealed_stays_shut(sealed: Any) -> None:
    text = sealed if isinstance(sealed, str) else sealed.decode()
    with pytest.raises(CannotOpen):
        open_sealed(text, aes_key=EXAMPLE_KEY, account=EXAMPLE_ACCOUNT)


@pytest.mark.parametrize("key", ["", "short", EXAMPLE_KEY + "x", "ü" * 43])
def test_what_is_no_key_opens_nothing(key: str) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(EXAMPLE, aes_key=key, account="")


def sealed(message: bytes, *, key: str = KEY, account: str = ACCOUNT) -> str:
    """As WeChat does it."""
    inner = os.urandom(16) + len(message).to_bytes(4, "big") + message + account.encode()
    padding = 32 - len(inner) % 32
    cipher = Cipher(AES(key_of(key)), CBC(key_of(key)[:16])).encryptor()
    whole = cipher.update(inner + bytes([padding]) * padding) + cipher.finalize()
    return base64.b64encode(whole).decode()


def written(text: str, number: str) -> bytes:
    fields = {"FromUserName": "oFollower-1", "CreateTime": "1", "MsgType": "text",
              "Content": text, "MsgId": number}  # fmt: skip
    inner = "".join(f"<{name}>{said}</{name}>" for name, said in fields.items())
    return f"<xml>{inner}</xml>".encode()


def bring(body: bytes, cipher: str = "", *, late: int = 0, **query: str) -> int:
    stamp, nonce = str(int(time.time()) - late), "n-1"
    signed = {"timestamp": stamp, "nonce": nonce, "signature": signature_of(TOKEN, stamp, nonce)}
    signed["msg_signature"] = signature_of(TOKEN, stamp, nonce, cipher)
    address = f"{WECHAT}?{urlencode(signed | query)}"
    return Client().post(address, body, content_type="text/xml").status_code


def envelope(cipher: str) -> bytes:
    return f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{cipher}</Encrypt></xml>".encode()


@pytest.fixture
def sealed_account(db: None, settings: Any) -> None:
    settings.WECHAT_CALLBACK_TOKEN, settings.WECHAT_CALLBACK_AES_KEY = TOKEN, KEY
    settings.GATEWAYS = settings.GATEWAYS | {"wechat": (f"wechat://{ACCOUNT}@127.0.0.1:9", "k")}


def test_what_a_follower_writes_is_taken_once(sealed_account: None) -> None:
    for _time in range(2):
        cipher = sealed(written("你好", "7001"))
        assert bring(envelope(cipher), cipher) == 200
    assert Reply.objects.count() == 1


def test_nothing_else_is_believed(sealed_account: None) -> None:
    plain, cipher = written("TD", "1"), sealed(written("TD", "1"))
    other = sealed(written("TD", "1"), account="wx9999")
    strange = sealed(written("TD", "1"), key=KEY[::-1])
    assert bring(plain) == 403, "plain, though signed as plain ones are"
    assert bring(envelope(cipher), cipher, late=MOST_SECONDS + 60) == 403
    assert bring(envelope(cipher), cipher, msg_signature="0" * 40) == 403
    assert bring(envelope(cipher), "another one") == 403
    assert bring(envelope(other), other) == 403
    assert bring(envelope(strange), strange) == 403
    empty = sealed(b"{}")
    assert bring(envelope(empty), empty) == 400
    assert not Reply.objects.exists()
