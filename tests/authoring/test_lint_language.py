"""The whole base is read for plain language, and the exit code says whether something stops."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override

from kb.authoring.plain_language.policy import stops_of
from kb.problem import say
from tests.authoring.making import (
    draft_answer,
    edit_url,
    element,
    english,
    form_of,
    fresh,
    logged_in,
    make_topic,
    make_user,
    published_answer,
    published_shared,
    published_term,
    rewrite,
)

LONG = "请您先打电话给我们说明情况再带上身份证到离您最近的网点的柜台办理然后等我们的短信通知。" * 2
LONG = LONG.replace("。请", "再请")
PLAIN = "先打电话挂失，再去网点补卡。"


def lint(*options: str) -> tuple[str, str]:
    out = io.StringIO()
    with override("en"):
        try:
            call_command("lint_language", *options, stdout=out)
        except CommandError as error:
            assert error.returncode == 1
            return out.getvalue(), str(error)
    return out.getvalue(), ""


@pytest.fixture
def base(db: None) -> Any:
    published_term("apr")
    published_shared(inner=element("note", "本行年化利率"))
    return published_answer("cards.loss", element("answer", PLAIN))


@pytest.mark.django_db
class TestTheCommand:
    def test_a_plain_base_passes(self, base: Any) -> None:
        said, failure = lint()
        assert failure == ""
        assert "2 texts read" in said

    def test_live_and_draft_are_both_read(self, base: Any) -> None:
        rewrite(base, element("answer", LONG))
        said, failure = lint()
        assert failure.startswith("1 of 3 texts")
        assert "cards.loss zh-Hans draft" in said

    def test_a_draft_that_was_never_out(self, base: Any) -> None:
        draft_answer("cards.new", element("answer", LONG))
        assert lint()[1].startswith("1 of 3")

    def test_as_json_with_every_finding(self, base: Any) -> None:
        texts = json.loads(lint("--json")[0])["texts"]
        (shared,) = [text for text in texts if text["subject"] == "shared"]
        assert [f["rule"] for f in shared["findings"]] == ["officialese", "jargon"]
        assert shared["score"] == 92

    def test_only_one_language_and_only_what_is_bad_enough(self, base: Any) -> None:
        assert "0 texts read" in lint("--locale", "en")[0]
        assert "jargon" not in lint("--severity", "error")[0]

    @pytest.mark.parametrize(("policy", "stops"), [("warning", True), ("nothing", False)])
    def test_the_policy_decides(self, base: Any, settings: Any, policy: str, stops: bool) -> None:
        settings.LANGUAGE_STOPS = policy
        assert bool(lint()[1]) is stops

    def test_questions_to_the_database_do_not_grow(
        self, base: Any, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(5):
            rewrite(published_answer(f"cards.n{number}"), element("answer", PLAIN))
        with django_assert_max_num_queries(16):
            lint()


@pytest.mark.django_db
class TestBeforeApproval:
    def test_an_error_stops_at_its_element_with_what_to_do(self) -> None:
        page = draft_answer("cards.loss", element("answer", PLAIN), element("note", LONG))
        (problem,) = stops_of(page)
        assert problem.code == "long_sentence"
        assert problem.element
        with override("zh-hans"):
            assert "拆成两句" in say(stops_of(page)[0])

    def test_a_warning_does_not(self) -> None:
        published_term("apr")
        assert stops_of(draft_answer("cards.loss", element("answer", "年化利率"))) == ()

    def test_unless_the_policy_says_so(self, settings: Any) -> None:
        settings.LANGUAGE_STOPS = "warning"
        published_term("apr")
        (problem,) = stops_of(draft_answer("cards.loss", element("answer", "年化利率")))
        assert problem.code == "jargon"

    def test_wordings_are_customers_words(self, settings: Any) -> None:
        settings.LANGUAGE_STOPS = "hint"
        assert stops_of(draft_answer("cards.loss", element("answer", PLAIN), wordings=LONG)) == ()

    def test_the_form_shows_it_and_keeps_the_draft(self) -> None:
        cards = make_topic("cards")
        editor = make_user("editor", "Editors", owns=cards)
        page = draft_answer("cards.loss", element("answer", LONG), topic=cards, user=editor)
        client: Client = logged_in(editor)
        response = client.post(edit_url(page), form_of(page, **{"action-submit": "1"}))
        [error] = response.context["form"].errors["elements"].as_data()
        assert "拆成两句" in str(error.block_errors[0])
        assert fresh(page).current_workflow_state is None
        assert client.post(edit_url(page), form_of(page)).status_code == 302

    def test_a_shared_element_too(self) -> None:
        shared = published_shared(inner=element("note", LONG))
        assert [p.code for p in stops_of(shared)] == ["long_sentence"]

    def test_english_by_its_own_numbers(self) -> None:
        topic = make_topic("cards-en", above=None, language="en")
        page = draft_answer(
            "cards.en", element("answer", "word " * 26 + "end."), topic=topic, locale=english()
        )
        assert [p.code for p in stops_of(page)] == ["long_sentence"]
