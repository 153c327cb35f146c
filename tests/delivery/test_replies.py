"""What customers answer to messages: counted once, of nobody, and where it belongs."""

from __future__ import annotations

import json
import time
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from channels.delivery import outbox, replies
from channels.delivery.models import Delivery
from channels.delivery.operations import OptedOut, Sender, Wish, send
from channels.delivery.opting_out import recipient_ref
from channels.delivery.reading import BY_WORDS, Meaning, meaning_of
from channels.delivery.replies import Said, take_reply
from channels.delivery.reply_tables import OptOut, Reply
from channels.delivery.signing import MOST_SECONDS, SIGNATURE, TIME, sign
from channels.delivery.wechat_sealed import signature_of
from channels.renditions.queries import find_rendition
from kb.authoring.models import KnowledgePage
from kb.care.corrections import comments_on
from kb.care.models import Correction
from kb.feedback.models import Feedback
from kb.publication.readers import staff_scope
from tests.complaints.making import agent_of, taken_by
from tests.delivery.double import KEY
from tests.desk.conftest import agent, bank, bank_tables

__all__ = ["agent", "bank", "bank_tables"]
DOOR, WECHAT = "/channels/sms/replies/", "/channels/wechat/"
NUMBER, OPEN_ID, TOKEN = "13800138000", "oAbCdEfGhIjKlMnOpQrStUvWx", "kbtoken2026"


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    settings.GATEWAYS = {**settings.GATEWAYS, "sms": ("sandbox:", KEY)}
    settings.WECHAT_CALLBACK_TOKEN = TOKEN


def sent_to(recipient: str, agent: Any, *, channel: str = "sms") -> Delivery:
    """As the desk sends it."""
    now = timezone.now()
    scope = staff_scope(agent, now=now)
    assert scope is not None
    place = {"channel": channel, "key": "cards.lost", "locale": "zh-Hans"}
    served = find_rendition(scope=scope, **place)
    assert served is not None
    wish = Wish(**place, rendition=served.rendition, recipient=recipient, request=uuid.uuid4())
    delivery = send(wish, scope=scope, sender=Sender(agent.pk, "agent-7"), at=now)
    outbox.send_due(now=now)
    delivery.refresh_from_db()
    return delivery


def bring(said: Any, *, key: str = KEY, late: int = 0, door: str = DOOR) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    at = int(time.time()) - late
    headers = {TIME: str(at), SIGNATURE: sign(body, key=key, at=at)}
    client = Client(enforce_csrf_checks=True)
    return client.post(door, body, content_type="application/json", headers=headers)


def answer(text: str, *, name: str = "r-1", sender: str = NUMBER, to: str = "") -> str:
    return take_reply(Said("sms", name, sender, text, to), at=timezone.now())


class TestWhatIsMeant:
    @pytest.mark.parametrize(
        ("text", "meaning"),
        [
            ("1", "helpful"), (" １。", "helpful"), ("有用！", "helpful"), ("👍🏽", "helpful"),
            ("Yes.", "helpful"), ("2", "unhelpful"), ("没用", "unhelpful"), ("NO", "unhelpful"),
            ("td", "stop"), ("ＴＤ", "stop"), ("退订", "stop"), ("R", "stop"), ("STOP!", "stop"),
            ("订阅", "resume"), ("", "nothing"), (" 。", "nothing"), ("\u200b", "nothing"),
            ("12", "words"), ("有用吗？怎么挂失", "words"), ("不要TD", "words"),
        ],
    )  # fmt: skip
    def test_in_few_words(self, text: str, meaning: str) -> None:
        assert meaning_of(text) == meaning

    @given(st.text(max_size=40))
    def test_only_whole_sayings_mean_anything(self, text: str) -> None:
        meaning = meaning_of(text)
        longest = max(map(len, BY_WORDS))
        letters = [char for char in text if char.isalnum() or ord(char) > 0x1F000]
        if len(letters) > 2 * longest:
            assert meaning is Meaning.WORDS
        assert meaning_of(f" {text}。") == meaning


@pytest.mark.django_db(transaction=True)
class TestAThumb:
    def test_becomes_a_verdict_on_what_was_sent(self, bank: Any, agent: Any) -> None:
        delivery = sent_to(NUMBER, agent)
        assert answer("有用") == "helpful"
        kept = Feedback.objects.get()
        assert (kept.key, kept.channel, kept.verdict) == ("cards.lost", "sms", "helpful")
        assert (kept.rendition, kept.comment) == (delivery.rendition, "")
        assert not Correction.objects.exists()

    def test_brought_again_it_counts_once(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        assert [answer("2"), answer("2"), answer("1")] == ["unhelpful", "", ""]
        assert Feedback.objects.get().verdict == "unhelpful"
        assert Correction.objects.get().verdict == "unhelpful"

    def test_one_message_is_one_thumb(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        outcomes = [answer("1", name=f"r-{n}") for n in range(3)] + [answer("2", name="r-9")]
        assert outcomes == ["helpful", "ignored", "ignored", "ignored"]
        sent_to(NUMBER, agent)
        assert answer("2", name="r-10") == "unhelpful"

    def test_belongs_to_the_message_it_names(self, bank: Any, agent: Any) -> None:
        first, _second = sent_to(NUMBER, agent), sent_to(NUMBER, agent)
        answer("1", to=str(first.pk))
        assert Reply.objects.get().delivery == first
        answer("1", name="r-2", to="no-such")
        assert Reply.objects.latest("pk").delivery != first

    def test_nobody_answers_for_another(self, bank: Any, agent: Any) -> None:
        theirs = sent_to(NUMBER, agent)
        assert answer("2", sender="13900139000", to=str(theirs.pk)) == "ignored"
        assert not Feedback.objects.exists()

    def test_of_an_answer_that_is_withdrawn_says_nothing(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        for page in KnowledgePage.objects.filter(key="cards.lost"):
            page.unpublish()
        assert answer("1") == "ignored"

    def test_after_some_days_nothing_leads_to_the_recipient(self, bank: Any, agent: Any) -> None:
        delivery = sent_to(NUMBER, agent)
        later = timezone.now() + timedelta(days=8)
        assert take_reply(Said("sms", "r-1", NUMBER, "1"), at=later) == "ignored"
        replies.forget_old(now=later)
        delivery.refresh_from_db()
        assert delivery.recipient_ref == "" and Reply.objects.exists()
        replies.forget_old(now=later + timedelta(days=31))
        assert not Reply.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestWords:
    def test_join_the_owners_corrections_masked(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        assert answer("还是不会，打我13900139000") == "said"
        correction = Correction.objects.get()
        assert correction.verdict == "said"
        assert comments_on([correction], each=5) == {correction.pk: ["还是不会，打我***"]}

    def test_are_taken_some_times_a_message(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        outcomes = [answer(f"第{n}句话", name=f"r-{n}") for n in range(7)]
        assert outcomes == ["said"] * 5 + ["ignored"] * 2

    def test_about_a_complaint_stand_at_the_complaint(self, bank: Any, agent: Any) -> None:
        complaint = taken_by(agent_of("Agents Beijing", "wang"))
        delivery = sent_to(NUMBER, agent)
        Delivery.objects.filter(pk=delivery.pk).update(complaint=complaint.pk)
        assert answer("还没收到退款，卡号6222021234567890") == "said"
        event = complaint.events.last()
        assert (event.act, event.note, event.by) == ("replied", "还没收到退款，卡号***", "")
        assert not Feedback.objects.exists()

    def test_nobody_is_kept(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        for n, text in enumerate(("1", "请回电13800138000", "TD")):
            answer(text, name=f"secret-name-{n}")
        kept = repr([list(model._default_manager.values_list()) for model in apps.get_models()])
        assert NUMBER not in kept and "secret-name" not in kept


@pytest.mark.django_db(transaction=True)
class TestWhoWantsNone:
    def test_gets_none_until_they_want_them_again(self, bank: Any, agent: Any) -> None:
        assert answer("TD") == "stopped"
        with pytest.raises(OptedOut):
            sent_to("138 0013 8000", agent)
        assert not Delivery.objects.exists()
        sent_to("13900139000", agent)
        assert answer("订阅", name="r-2") == "resumed"
        assert sent_to(NUMBER, agent).state == "delivered"

    def test_what_waits_is_not_sent_either(
        self, bank: Any, agent: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("channels.delivery.bell._send_now", lambda pk: None)
        monkeypatch.setattr(outbox, "send_due", lambda now: 0)
        delivery = sent_to(NUMBER, agent)
        monkeypatch.undo()
        answer("退订")
        outbox.send_due(now=timezone.now())
        delivery.refresh_from_db()
        assert (delivery.state, delivery.code) == ("failed", "opted_out")
        assert delivery.recipient == ""

    def test_a_stop_brought_again_does_not_undo_a_later_start(self, bank: Any, agent: Any) -> None:
        answer("TD", name="r-1")
        answer("订阅", name="r-2")
        assert answer("TD", name="r-1") == "" and not OptOut.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTheDoorOfTextMessages:
    def test_known_and_unknown_look_the_same(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        known = bring({"id": "r-1", "from": f"+86{NUMBER}", "text": "1"})
        unknown = bring({"id": "r-2", "from": "13900139000", "text": "1", "to": "x"})
        assert known.status_code == unknown.status_code == 204
        assert Feedback.objects.count() == 1

    @pytest.mark.parametrize("forged", [{"key": "another"}, {"late": MOST_SECONDS + 60}])
    def test_what_is_not_signed_changes_nothing(
        self, bank: Any, agent: Any, forged: dict[str, Any]
    ) -> None:
        sent_to(NUMBER, agent)
        said = {"id": "r-1", "from": NUMBER, "text": "TD"}
        assert bring(said, **forged).status_code == 403
        assert not Reply.objects.exists() and not OptOut.objects.exists()

    @pytest.mark.parametrize(
        "said",
        [b"", b"no", b"[]", b"null", b"[" * 9_999, {"id": "", "from": NUMBER, "text": "1"},
         {"id": "r", "from": NUMBER}, {"id": "r", "from": 7, "text": "1"},
         {"id": "r" * 129, "from": NUMBER, "text": "1"}, {"id": "r", "from": "", "text": "1"},
         {"id": "\ud800", "from": NUMBER, "text": "1"}],
    )  # fmt: skip
    def test_what_is_no_reply_is_said(self, db: None, said: Any) -> None:
        assert bring(said).status_code == 400
        assert bring(b" " * 20_000).status_code == 413

    def test_any_text_is_taken(self, bank: Any, agent: Any) -> None:
        sent_to(NUMBER, agent)
        for n, text in enumerate(("\0", "\ud800好", "x" * 5_000, "'; DROP TABLE")):
            assert bring({"id": f"r-{n}", "from": NUMBER, "text": text}).status_code == 204
        assert max(map(len, Feedback.objects.values_list("comment", flat=True))) <= 500


def follower(kind: str = "text", **fields: str) -> bytes:
    said = {"ToUserName": "gh_1", "FromUserName": OPEN_ID, "CreateTime": "1763769600"}
    said |= {"MsgType": kind} | fields
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in said.items())
    return f"<xml>{inner}</xml>".encode()


def from_wechat(body: bytes = b"", *, late: int = 0, **query: str) -> Any:
    stamp, nonce = str(int(time.time()) - late), "nonce-8842"
    signed = {"timestamp": stamp, "nonce": nonce, "signature": signature_of(TOKEN, stamp, nonce)}
    client = Client(enforce_csrf_checks=True)
    if not body:
        return client.get(WECHAT, signed | query)
    address = f"{WECHAT}?{urlencode(signed | query)}"
    return client.post(address, body, content_type="text/xml")


@pytest.mark.django_db(transaction=True)
class TestTheDoorOfWeChat:
    @pytest.mark.parametrize(
        ("token", "stamp", "nonce", "signature"),
        [
            ("AAAAA", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
            (TOKEN, "1763769600", "nonce-8842", "5be19481e3e3ac9a3f2c6238a092cd1dab19e49d"),
            (TOKEN, "1763769600", "9", "3779db90a705aa053657d2bc798e89e6b4611c95"),
            (TOKEN, "1763769600", "10", "7e3d8a644228fa760b1fb4ed378adefb58b8710d"),
        ],
    )
    def test_signs_as_wechat_does(self, token: str, stamp: str, nonce: str, signature: str) -> None:
        assert signature_of(token, stamp, nonce) == signature

    def test_the_address_is_checked(self, db: None) -> None:
        good = from_wechat(echostr="6312937215624587392")
        assert (good.status_code, good.content) == (200, b"6312937215624587392")
        assert good["Content-Type"].startswith("text/plain")
        assert from_wechat(echostr="<script>").content == b""

    def test_a_thumb_and_words_and_leaving(self, bank: Any, agent: Any) -> None:
        sent_to(OPEN_ID, agent, channel="wechat")
        thumb = follower(Content="没用", MsgId="7001")
        assert [from_wechat(thumb).content for _time in range(3)] == [b"success"] * 3
        assert Feedback.objects.get().verdict == "unhelpful"
        from_wechat(follower(Content="看不懂第二步", MsgId="7002"))
        assert Feedback.objects.filter(verdict="said").get().comment == "看不懂第二步"
        from_wechat(follower("event", Event="unsubscribe"))
        assert OptOut.objects.get().ref == recipient_ref("wechat", OPEN_ID)
        with pytest.raises(OptedOut):
            sent_to(OPEN_ID, agent, channel="wechat")
        from_wechat(follower("event", Event="subscribe"))
        assert not OptOut.objects.exists()

    @pytest.mark.parametrize("query", [{"signature": "0" * 40}, {"signature": "ü"}, {"nonce": "x"}])
    def test_what_is_not_signed_is_not_believed(self, db: None, query: dict[str, str]) -> None:
        assert from_wechat(follower(Content="TD", MsgId="1"), **query).status_code == 403
        assert from_wechat(echostr="1", **query).status_code == 403

    def test_an_old_signature_and_no_token_are_refused(self, db: None, settings: Any) -> None:
        body = follower(Content="TD", MsgId="1")
        assert from_wechat(body, late=MOST_SECONDS + 60).status_code == 403
        settings.WECHAT_CALLBACK_TOKEN = ""
        assert from_wechat(body).status_code == 403

    @pytest.mark.parametrize(
        "body",
        [b"<xml>", b"{}", b"\xff\xfe", b"<a/>", b"<xml><MsgType>text</MsgType></xml>",
         b'<!DOCTYPE x [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName></xml>',
         b'<?xml version="1.0" encoding="no-such"?><xml/>'],
    )  # fmt: skip
    def test_what_is_no_message_is_refused(self, db: None, body: bytes) -> None:
        assert from_wechat(body).status_code == 400

    def test_other_messages_are_received_and_left_alone(self, db: None) -> None:
        for body in (follower("image", MsgId="1"), follower("event", Event="CLICK")):
            assert from_wechat(body).content == b"success"
        assert from_wechat(b" " * 20_000).status_code == 413
        assert not Reply.objects.exists()
