"""What followers write to the WeChat account: signed by WeChat with the token of the account's
settings, https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping

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
from kb.text import clean

CHANNEL = "wechat"
MOST_BYTES = 16_384
ECHO = re.compile(r"[A-Za-z0-9+/=_-]{1,128}", re.ASCII)
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
    fields = _fields(body)
    if fields is None:
        return HttpResponse(
            "This is no message of WeChat's.", status=400, content_type="text/plain"
        )
    _take(fields)
    return HttpResponse(RECEIVED, content_type="text/plain")


def _is_from_wechat(query: Mapping[str, str]) -> bool:
    """Never where there is no token. It says nothing of the body, so it is believed for minutes
    only, and over TLS alone."""
    token, stamp, nonce = (
        settings.WECHAT_CALLBACK_TOKEN,
        query.get("timestamp", ""),
        query.get("nonce", ""),
    )
    if not token or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    wanted = signature_of(token, stamp, nonce)
    given = query.get("signature", "").encode("utf-8", "replace")
    is_ours = hmac.compare_digest(wanted.encode(), given)
    return is_ours and abs(int(time.time()) - int(stamp)) <= MOST_SECONDS


def signature_of(token: str, timestamp: str, nonce: str) -> str:
    """As WeChat makes it: of the three, sorted as texts and joined."""
    joined = "".join(sorted([token, timestamp, nonce]))
    return hashlib.sha1(joined.encode("utf-8", "replace")).hexdigest()


def _fields(body: bytes) -> dict[str, str] | None:
    """Of a flat message; a DTD, an entity or anything that is no such XML is refused."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    fields = {child.tag: clean(child.text or "").text for child in root}
    wanted = ("FromUserName", "CreateTime", "MsgType")
    return fields if root.tag == "xml" and all(fields.get(name) for name in wanted) else None


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
