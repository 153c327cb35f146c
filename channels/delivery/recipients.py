"""Who a message goes to: checked as each channel writes it, masked wherever staff read it. Pure."""

from __future__ import annotations

import re
import unicodedata

# E.164 has at most fifteen digits, with the country: https://www.itu.int/rec/T-REC-E.164
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_MOBILE_IN_CHINA = re.compile(r"1[3-9]\d{9}")
_IN_CHINA = "+86"
_BETWEEN_DIGITS = re.compile(r"[ \-.·()]")
# As WeChat names a follower of one account; the account's own alphabet, never typed by hand.
_OPEN_ID = re.compile(r"[A-Za-z0-9_-]{20,64}")
SHOWN_BEFORE, SHOWN_AFTER = 3, 4


class BadRecipient(ValueError):
    """This channel sends nothing to such a recipient."""


def check_recipient(channel: str, text: str) -> str:
    """As the gateway gets it: a number of China as eleven digits, others with `+` and country.

    Raises BadRecipient.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if channel == "wechat":
        return _whole(_OPEN_ID, plain)
    number = _BETWEEN_DIGITS.sub("", plain)
    inland = number.removeprefix(_IN_CHINA)
    if _MOBILE_IN_CHINA.fullmatch(inland) and inland.isascii():
        return inland
    if number.startswith(_IN_CHINA):
        raise BadRecipient
    return _whole(_ABROAD, number)


def shown(recipient: str) -> str:
    """`13800138000` → `138****8000`."""
    if len(recipient) <= SHOWN_BEFORE + SHOWN_AFTER:
        return "****"
    return f"{recipient[:SHOWN_BEFORE]}****{recipient[-SHOWN_AFTER:]}"


def _whole(pattern: re.Pattern[str], text: str) -> str:
    if not (text.isascii() and pattern.fullmatch(text)):
        raise BadRecipient
    return text
