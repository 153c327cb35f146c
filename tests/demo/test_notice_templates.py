"""The demo bank brings templates of emergency notices that can be used as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.notices.demo import make_demo_templates
from kb.notices.placeholders import blanks_in
from kb.notices.tables import WORDINGS, NoticeTemplate
from tests.kb import demo_bank

pytestmark = pytest.mark.django_db
FILE = demo_bank.BANK / "notice_templates.yaml"


def test_there_is_one_for_each_kind_of_trouble() -> None:
    assert make_demo_templates(FILE) == 3
    assert {one.name_en for one in NoticeTemplate.objects.all()} == {
        "System outage", "Fraud warning", "Branch closed",
    }  # fmt: skip
    for one in NoticeTemplate.objects.all():
        assert blanks_in(one.wording_zh) and blanks_in(one.wording_en)
        assert all(getattr(one, name) for name in WORDINGS)


def test_their_answers_are_answers_of_the_bank() -> None:
    make_demo_templates(FILE)
    known = {entry.front["key"] for entry in demo_bank.answers()}
    linked = {key for one in NoticeTemplate.objects.all() for key in one.answers.split()}
    assert linked and linked <= known


def test_what_is_prepared_stays_as_it_is(tmp_path: Path) -> None:
    assert make_demo_templates(FILE) == 3 and make_demo_templates(FILE) == 0
    NoticeTemplate.objects.exclude(name_en="Branch closed").delete()
    assert make_demo_templates(FILE) == 0 and NoticeTemplate.objects.count() == 1
    NoticeTemplate.objects.all().delete()
    assert make_demo_templates(tmp_path / "nothing.yaml") == 0
