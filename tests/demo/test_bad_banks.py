"""Files that are not as they should be: each thing is named with its file, nothing is loaded."""

import uuid

import pytest
from django.core.management import CommandError
from wagtail.models import Page

from kb.authoring.importers.bank.values import BadPart, read_steps, read_table
from kb.authoring.models import AnswerKey, Fact, KnowledgePage, LabelValue
from kb.publication import log

pytestmark = pytest.mark.django_db
FILES = {
    "labels.yaml": "regions: [{code: beijing, zh-Hans: 北京, en: Beijing}]\n",
    "topics.yaml": "- {key: cards, zh-Hans: 卡, en: Cards, children: "
    "[{key: cards.debit, zh-Hans: 借记卡, en: Debit}]}\n",
    "facts.yaml": "- {key: fee, name: 年费, type: money, value: '200', unit: CNY}\n",
    "terms.yaml": "- {key: apr, zh-Hans: {jargon: 年化, plain: 一年的利息}}\n",
}
HEAD = "---\nkey: {key}\ntopic: cards.debit\nquestion: 问题？\nwordings: [甲, 乙, 丙]\n---\n"


@pytest.fixture
def bank(tmp_path):
    """A small bank with one answer."""
    folder = tmp_path / "bank"
    (folder / "answers" / "cards").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    write(folder, "a", "## answer {id: main}\n请马上挂失。\n")
    return folder


def write(bank, key, body, *, head=HEAD, locale="zh-Hans"):
    path = bank / "answers" / "cards" / f"{key}.{locale}.md"
    path.write_text(head.format(key=key) + body, encoding="utf-8")


def test_a_small_bank_is_loaded(bank, load):
    load(bank)
    assert KnowledgePage.objects.get().title == "问题？"


ELEMENTS = [
    ("## answr {id: main}\n好\n", "b.zh-Hans.md:7"),
    ("## answer {id: main, colour: red}\n好\n", "colour"),
    ("## answer {id: main, regions: [paris]}\n好\n", "paris"),
    ("## answer {id: main}\n好\n\n## note {id: main}\n好\n", "b.zh-Hans.md:10"),
    ("## answer\n好\n", "b.zh-Hans.md:7"),
    ("## answer {id: main\n好\n", "b.zh-Hans.md"),
    ("## answer {id: [}\n好\n", "b.zh-Hans.md:7"),
    ("好\n", "b.zh-Hans.md"),
    ("## answer {id: main}\n好\n\n### short\n好\n", "short"),
    ("## answer {id: main}\n好\n\n### brief\n好\n\n### brief\n好\n", "brief"),
    ("## steps {id: main}\n先登录\n", "1."),
    ("## answer {id: main}\n好\n\n## table {id: t}\n没有表\n", "b.zh-Hans.md:10"),
    ("## answer {id: main}\n好\n\n## shared {id: s, key: nothing}\n", "nothing"),
    ("## answer {id: main}\n好\n\n## image {id: i, image: images/no.png, alt: 图}\n", "no.png"),
    ("## answer {id: main}\n好\n\n## action {id: do, title: 办}\n", "targets"),
    ("## answer {id: main}\n{{ no.such }}\n", "no.such"),
    ("## answer {id: main}\n{{ term.no_such }}\n", "no_such"),
    ("## answer {id: main}\n" + "长" * 700 + "\n", "2048"),
    ("## note {id: main}\n没有回答\n", "b.zh-Hans.md"),
    ("## answer {id: main, audience: everybody}\n好\n", "audience"),
    ("## answer {id: main, verification: very}\n好\n", "verification"),
    ("## answer {id: main}\n\n", "b.zh-Hans.md"),
    ("## answer {id: main}\n好\n### channel pigeon\n好\n", "overrides"),
]


@pytest.mark.parametrize(("body", "words"), ELEMENTS)
def test_what_is_wrong_in_an_answer_is_named(bank, load, body, words):
    pages, head = Page.objects.count(), log.head()
    write(bank, "b", body)
    with pytest.raises(CommandError) as refused:
        load(bank)
    assert words in str(refused.value) and "b.zh-Hans.md" in str(refused.value)
    assert Page.objects.count() == pages and log.head() == head
    assert not Fact.objects.exists() and not LabelValue.objects.exists()


HEADS = [
    ("key: b\ntopic: cards.debit\n", "question"),
    ("key: b\ntopic: nowhere\nquestion: 问\n", "nowhere"),
    ("key: c\ntopic: cards.debit\nquestion: 问\n", "b.zh-Hans.md"),
    ("key: B B\ntopic: cards.debit\nquestion: 问\n", "b.zh-Hans.md"),
    ("- a\n- b\n", "b.zh-Hans.md"),
    ("key: [\n", "b.zh-Hans.md"),
]


@pytest.mark.parametrize(("head", "words"), HEADS)
def test_what_is_wrong_in_a_head_is_named(bank, load, head, words):
    write(bank, "b", "## answer {id: main}\n好\n", head=f"---\n{head}---\n")
    with pytest.raises(CommandError, match=words):
        load(bank)
    assert not KnowledgePage.objects.exists()


def test_a_file_without_a_head(bank, load):
    write(bank, "b", "## answer {id: main}\n好\n", head="")
    with pytest.raises(CommandError, match="---"):
        load(bank)


def test_a_translation_with_other_elements(bank, load):
    write(bank, "a", "## steps {id: main}\n1. Report it.\n", locale="en")
    with pytest.raises(CommandError, match=r"a\.en\.md: .*a\.zh-Hans\.md"):
        load(bank)


LISTS = [
    ("facts.yaml", "- {key: a, name: 甲, type: money, value: '5'}\n", "facts.yaml: a: unit"),
    ("facts.yaml", "- {key: a, name: 甲, type: date, value: '5'}\n", "facts.yaml: a: value"),
    ("facts.yaml", "- {key: a, name: 甲, type: count, unit: day, value: '5', "
     "variants: [{value: '6'}]}\n", "facts.yaml: a"),
    ("facts.yaml", "- {key: a}\n- {key: a}\n", "a"),
    ("facts.yaml", "just words\n", "facts.yaml"),
    ("facts.yaml", "- {name: 甲}\n", "facts.yaml"),
    ("terms.yaml", "- {key: apr, zh-Hans: {plain: 好}}\n", "terms.yaml: apr: jargon"),
    ("topics.yaml", "- {key: cards, zh-Hans: 卡}\n", "cards"),
    ("labels.yaml", "regions: [{code: Bei Jing, zh-Hans: 京, en: BJ}]\n", "Bei Jing"),
    ("labels.yaml", "regions: [\n", "labels.yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "words"), LISTS)
def test_what_is_wrong_in_a_list_is_named(bank, load, name, text, words):
    (bank / name).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        load(bank)
    assert not KnowledgePage.objects.exists() and not Fact.objects.exists()


def test_everything_wrong_is_named_at_once(bank, load):
    write(bank, "b", "## answr {id: main}\n好\n")
    write(bank, "c", "## answer {id: main, colour: red}\n好\n")
    with pytest.raises(CommandError) as refused:
        load(bank)
    assert "b.zh-Hans.md" in str(refused.value) and "c.zh-Hans.md" in str(refused.value)


def test_a_file_that_is_missing_or_broken(bank, load):
    (bank / "answers" / "cards" / "a.zh-Hans.md").write_bytes(b"---\nkey: \xff\n---\n")
    (bank / "terms.yaml").unlink()
    with pytest.raises(CommandError) as refused:
        load(bank)
    assert "UTF-8" in str(refused.value) and "terms.yaml" in str(refused.value)
    with pytest.raises(CommandError, match="nowhere"):
        load(bank / "nowhere")


def test_a_key_that_belongs_to_another_answer(bank, load):
    AnswerKey.objects.create(key="a", translation_key=uuid.uuid4())
    with pytest.raises(CommandError, match=r"a\.zh-Hans\.md"):
        load(bank)


def test_steps_and_tables_are_read_as_written():
    assert read_steps("1. 登录\n2. 点“转账”\n   再点“限额”\n3. 确认") == [
        "登录",
        "点“转账”\n   再点“限额”",
        "确认",
    ]
    assert read_table("| 在哪 | 多少 |\n| --- | :-: |\n| 柜台 | 5\\|6 |\n| 手机 |  |") == [
        ["在哪", "多少"],
        ["柜台", "5|6"],
        ["手机", ""],
    ]
    for wrong in ("没有号码", "1) 错的号码"):
        with pytest.raises(BadPart):
            read_steps(wrong)
    for wrong in ("| 一行 |", "| a | b |\n| --- | --- |\n| 1 |"):
        with pytest.raises(BadPart):
            read_table(wrong)
