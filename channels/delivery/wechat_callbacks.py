"""What followers write to the WeChat account: signed by WeChat with the token of the account's
settings, and sealed with its key where there is one, https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from channels.delivery.opting_out import opt_in, opt_out, recipient_ref
from channels.delivery.recipients import BadRecipient, check_recipient
from channels.delivery.replies import Said, take_reply
from channels.delivery.signing import MOST_SECONDS
from channels.delivery.wechat_sealed import CannotOpen, open_sealed, signature_of
from kb.text import clean

CHANNEL = "wechat"
MOST_BYTES = 16_384
ECHO = re.compile(r"[A-Za-z0-9+/=_-]{1,128}", re.ASCII)
NO_MESSAGE = "This is no message of WeChat's."
UNSIGNED = "Not signed with the token of this account: docs/reference/gateways.md"
# What WeChat takes for “received”; anything else is told to the follower as a fault.
RECEIVED = "success"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest) -> HttpResponse:
    """The check of the address when it is set up, and each message after it."""
    if not _is_from_wechat(request.GET):
        return HttpResponse(UNSIGNED, status=403, content_type="text/plain")
    if request.method == "GET":
        echo = request.GET.get("echostr", "")
        said = echo if ECHO.fullmatch(echo) else ""
        return HttpResponse(said, content_type="text/plain")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        fields = _message(_opened(body, request.GET))
    except CannotOpen:
        return HttpResponse(UNSIGNED, status=403, content_type="text/plain")
    if fields is None:
        return HttpResponse(NO_MESSAGE, status=400, content_type="text/plain")
    _take(fields)
    return HttpResponse(RECEIVED, content_type="text/plain")


def _opened(body: bytes, query: Mapping[str, str]) -> bytes:
    """With a key, what is plain is not believed: anybody could have changed it on its way. Raises
    CannotOpen."""
    if not (key := settings.WECHAT_CALLBACK_AES_KEY):
        return body
    sealed = (_fields(body) or {}).get("Encrypt", "")
    if not _is_signed(query, "msg_signature", sealed):
        raise CannotOpen("it was changed on its way")
    return open_sealed(sealed, aes_key=key, account=_account())


def _account() -> str:
    """The AppID, where messages go out by WeChat itself."""
    address = urlsplit(settings.GATEWAYS[CHANNEL][0])
    return (address.username or "") if address.scheme == "wechat" else ""


def _is_from_wechat(query: Mapping[str, str]) -> bool:
    """Never where there is no token. It says nothing of the body, so it is believed for minutes
    only, and over TLS alone."""
    token, stamp = settings.WECHAT_CALLBACK_TOKEN, query.get("timestamp", "")
    if not token or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    is_new = abs(int(time.time()) - int(stamp)) <= MOST_SECONDS
    return _is_signed(query, "signature") and is_new


def _is_signed(query: Mapping[str, str], name: str, *more: str) -> bool:
    said = (query.get("timestamp", ""), query.get("nonce", ""), *more)
    wanted = signature_of(settings.WECHAT_CALLBACK_TOKEN, *said)
    given = query.get(name, "").encode("utf-8", "replace")
    return hmac.compare_digest(wanted.encode(), given)


def _message(body: bytes) -> dict[str, str] | None:
    fields = _fields(body) or {}
    wanted = ("FromUserName", "CreateTime", "MsgType")
    return fields if all(fields.get(name) for name in wanted) else None


def _fields(body: bytes) -> dict[str, str] | None:
    """Of a flat message; a DTD, an entity or anything that is no such XML is refused."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    fields = {child.tag: clean(child.text or "").text for child in root}
    return fields if root.tag == "xml" else None


def _take(fields: Mapping[str, str]) -> None:
    at = timezone.now()
    if fields["MsgType"] == "event":
        _follow(fields)
    elif fields["MsgType"] == "text" and fields.get("MsgId"):
        sender, text = fields["FromUserName"], fields.get("Content", "")
        take_reply(Said(CHANNEL, fields["MsgId"], sender, text), at=at)


def _follow(fields: Mapping[str, str]) -> None:
    """Somebody follows the account, or does not any more; twice is as once."""
    try:
        ref = recipient_ref(CHANNEL, check_recipient(CHANNEL, fields["FromUserName"]))
    except BadRecipient:
        return
    if fields.get("Event") == "unsubscribe":
        opt_out(CHANNEL, ref, at=timezone.now())
    elif fields.get("Event") == "subscribe":
        opt_in(CHANNEL, ref)
