"""Reading answers: what the key's channel says, no more and no less."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from channels.renditions import evidence, queries
from channels.renditions.models import Rendition, ServedText
from kb.publication import projections
from tests import library
from tests.api.conftest import API, INSIDE, LOST, NEW, QUESTION, Published
from tests.library import block

ADDRESS = f"{API}/answers/{LOST}"
FIELDS = ["key", "locale", "channel", "question", "text", "html", "parts", "rendition",
          "published_at", "valid_until", "seq"]  # fmt: skip


def test_an_answer_on_the_web(web: Client, published: Published) -> None:
    answer = web.get(ADDRESS)
    content = answer.json()

    assert answer.status_code == 200
    assert list(content) == FIELDS
    assert (content["key"], content["locale"], content["channel"]) == (LOST, "zh-Hans", "web")
    assert content["question"] == QUESTION
    assert "<strong>挂失</strong>" in content["html"]
    assert [part["kind"] for part in content["parts"]] == ["answer", "steps", "action"]
    assert content["parts"][0] == {
        "element": published.element("main"),
        "kind": "answer",
        "text": "先打电话挂失，再到网点补卡。",
    }
    assert content["parts"][2]["label"] == "马上挂失"
    assert content["parts"][2]["target"]["value"].endswith("/lost")
    assert re.fullmatch("[0-9a-f]{32}", content["rendition"])
    assert datetime.fromisoformat(content["published_at"]).tzinfo is not None
    assert content["valid_until"] is None
    assert answer["Content-Language"] == "zh-Hans"


def test_a_text_message_has_no_html_and_its_sign(
    published: Published, caller: Callable[..., Client]
) -> None:
    content = caller("sms").get(ADDRESS).json()
    assert "html" not in content
    assert content["channel"] == "sms"
    assert content["text"].startswith("【谷雨银行】先打电话挂失")


def test_the_desk_reads_what_is_for_agents(
    published: Published, caller: Callable[..., Client]
) -> None:
    content = caller("agent_desk", audience="agent", regions=["*"]).get(ADDRESS).json()
    assert [part["kind"] for part in content["parts"]][-2:] == ["note", "internal_note"]


def test_regions_are_read_by_whoever_has_them(
    published: Published, caller: Callable[..., Client]
) -> None:
    def text(**wish: Any) -> str:
        return str(caller("web", **wish).get(ADDRESS).json()["text"])

    assert "北京" not in text()
    assert "北京" in text(regions=["beijing"])
    assert "北京" in text(regions=["*"])


def test_only_some_kinds(web: Client) -> None:
    content = web.get(ADDRESS, {"kinds": "steps,fee"}).json()
    assert [part["kind"] for part in content["parts"]] == ["steps"]
    assert "先打电话" not in content["text"]


def test_a_hidden_kind_is_as_absent_as_one_that_is_not_there(web: Client) -> None:
    hidden = web.get(ADDRESS, {"kinds": "internal_note"}).json()
    absent = web.get(ADDRESS, {"kinds": "fee"}).json()
    assert hidden == absent
    assert hidden["parts"] == [] and hidden["text"] == ""


def test_wordings_need_their_own_scope(
    published: Published, web: Client, caller: Callable[..., Client]
) -> None:
    assert web.get(ADDRESS, {"include": "wordings"}).json()["wordings"] == ["卡丢了", "卡被偷了"]
    without = caller("web", scopes=["answers:read"])
    assert without.get(ADDRESS).status_code == 200
    refused = without.get(ADDRESS, {"include": "wordings"})
    assert refused.status_code == 403
    assert "wordings:read" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("parameters", "code", "hint"),
    [
        ({"locale": "fr"}, "unknown-locale", "zh-Hans, en"),
        ({"locale": ""}, "unknown-locale", "zh-Hans, en"),
        ({"kinds": "answer,joke"}, "bad-parameter", "joke"),
        ({"kinds": ""}, "bad-parameter", "never_say"),
        ({"include": "everything"}, "bad-parameter", "wordings"),
        ({"local": "en"}, "bad-parameter", "include, kinds, locale"),
        ({"locale": ["en", "zh-Hans"]}, "bad-parameter", "locale"),
    ],
)
def test_bad_parameters_are_400_with_what_to_do(
    web: Client, parameters: dict[str, Any], code: str, hint: str
) -> None:
    answer = web.get(ADDRESS, parameters, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert hint in answer.content.decode()


def test_the_default_locale_is_the_keys_first(
    published: Published, caller: Callable[..., Client]
) -> None:
    english = library.publish_topic("cards", "Cards", parent=library.library_root("en"))
    library.publish_answer(
        english,
        LOST,
        "I lost my card",
        block("answer", "Call us."),
        translates=published.pages[LOST],
    )
    projections.catch_up()
    client = caller("web", locales=["en", "zh-Hans"])
    assert client.get(ADDRESS).json()["question"] == "I lost my card"
    assert client.get(ADDRESS, {"locale": "zh-Hans"}).json()["question"] == QUESTION


def test_a_missing_translation_is_404_and_a_locale_of_other_keys_is_400(
    web: Client, caller: Callable[..., Client]
) -> None:
    assert web.get(ADDRESS, {"locale": "en"}).status_code == 404
    chinese = caller("web", locales=["zh-Hans"])
    assert chinese.get(ADDRESS, {"locale": "en"}).json()["code"] == "unknown-locale"


def test_forbidden_and_absent_look_the_same(web: Client, published: Published) -> None:
    """Byte for byte, but for the address that was asked and what counts requests."""

    def seen(key: str) -> tuple[Any, ...]:
        answer = web.get(f"{API}/answers/{key}")
        headers = {
            k: v for k, v in answer.items() if k not in ("Trace-Id", "X-Request-ID", "RateLimit")
        }
        return answer.status_code, answer.content.replace(key.encode(), b"KEY"), headers

    published.pages[NEW].unpublish()
    assert seen(INSIDE)[0] == 404
    assert seen(INSIDE) == seen("cards.asking") == seen("cards.INSIDE"), "an answer for agents"
    assert seen(NEW) == seen("cards.old"), "a withdrawn answer"


def test_an_answer_outside_the_topics_of_the_key_is_404(
    published: Published, caller: Callable[..., Client]
) -> None:
    assert caller("web", topics=["loans"]).get(ADDRESS).status_code == 404
    assert caller("web", topics=["cards"]).get(ADDRESS).status_code == 200


def test_a_withdrawn_answer_is_gone_on_the_next_read(web: Client, published: Published) -> None:
    etag = web.get(ADDRESS)["ETag"]
    published.pages[LOST].unpublish()
    assert web.get(ADDRESS, headers={"if-none-match": etag}).status_code == 404


def test_the_end_of_a_window_is_said(web: Client, published: Published) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    library.rewrite(
        published.pages[NEW], block("answer", "带身份证到网点办。"),
        block("note", "本月免费。", slot="free", valid_to=end),
    )  # fmt: skip
    projections.catch_up()
    content = web.get(f"{API}/answers/{NEW}").json()
    assert datetime.fromisoformat(content["valid_until"]) == end


def test_it_is_served_before_any_projection_has_run(web: Client, published: Published) -> None:
    usual = web.get(ADDRESS).content
    Rendition.objects.all().delete()
    assert web.get(ADDRESS).content == usual


def test_an_answer_that_is_replaced_while_it_is_read(
    web: Client, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two statements of one read a publication puts another row in the place."""
    find_head, page = queries.find_head, published.pages[NEW]

    def find_and_replace(**asked: Any) -> Any:
        head = find_head(**asked)
        monkeypatch.setattr(queries, "find_head", find_head)
        library.rewrite(page, block("answer", "现在可以在手机上办。"))
        projections.catch_up()
        return head

    monkeypatch.setattr(queries, "find_head", find_and_replace)
    assert web.get(f"{API}/answers/{NEW}").json()["text"] == "现在可以在手机上办。"


def test_each_distinct_text_is_kept_when_first_served(
    web: Client, published: Published, caller: Callable[..., Client]
) -> None:
    content = web.get(ADDRESS).json()
    web.get(ADDRESS)
    caller("web").get(ADDRESS)

    kept = ServedText.objects.get()
    assert kept.rendition == content["rendition"]
    assert (kept.key, kept.locale, kept.channel) == (LOST, "zh-Hans", "web")
    assert kept.body["text"] == content["text"]
    assert kept.body["html"] == content["html"]
    assert [part["element"] for part in kept.body["parts"]] == [
        part["element"] for part in content["parts"]
    ]
    assert all(re.fullmatch("[0-9a-f]{16}", part["version"]) for part in kept.body["parts"])


def test_another_process_finds_the_text_kept(web: Client, published: Published) -> None:
    web.get(ADDRESS)
    evidence.forget()
    web.get(ADDRESS)
    assert ServedText.objects.count() == 1


def test_a_changed_text_has_a_new_name(web: Client, published: Published) -> None:
    first = web.get(f"{API}/answers/{NEW}").json()
    library.rewrite(published.pages[NEW], block("answer", "到网点办。"))
    projections.catch_up()
    second = web.get(f"{API}/answers/{NEW}").json()
    assert first["rendition"] != second["rendition"]
    assert first["seq"] < second["seq"]
    assert ServedText.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_evidence_that_cannot_be_written_now_is_written_later(
    web: Client, published: Published, locked_database: Any
) -> None:
    with locked_database():
        first = web.get(f"{API}/answers/{NEW}")
    assert first.status_code == 200
    assert not ServedText.objects.exists()
    web.get(ADDRESS)
    assert ServedText.objects.filter(rendition=first.json()["rendition"]).exists()


def test_a_read_asks_the_database_three_times(
    web: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    """The key, the live row with its topic, and the text."""
    web.get(ADDRESS)
    with django_assert_num_queries(3):
        assert web.get(ADDRESS).status_code == 200


def test_chinese_leaves_unescaped(web: Client) -> None:
    body = web.get(ADDRESS).content
    assert "挂失".encode() in body
    assert json.loads(body)["question"] == QUESTION
