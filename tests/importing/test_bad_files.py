"""Whatever the file is, the import says what is wrong and what to do, and loses nothing."""

import pytest
from django.core.management import CommandError

from kb.authoring.importers import tables
from kb.authoring.importers.encodings import decode
from kb.authoring.importers.problems import BadFile
from kb.authoring.models import KnowledgePage
from kb.publication.models import Live
from tests.importing.files import HEADER, publish, run, write

GOOD = HEADER + "卡丢了怎么办,请马上挂失,1\n密码忘了怎么办,带身份证去网点,0\n"


@pytest.fixture
def path(topic, tmp_path):
    return write(tmp_path / "qa.csv", GOOD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_encodings_are_recognised(path, encoding):
    publish(write(path, GOOD, encoding=encoding))
    assert Live.objects.filter(question="卡丢了怎么办").exists()
    assert Live.objects.count() == 2


def test_rare_characters_survive_gb18030():
    text = "title,reply\n𠮷野家的卡,㐀字怎么办\n"
    assert decode(text.encode("gb18030")) == text


def test_line_ends_of_any_system(path):
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    publish(path)
    assert Live.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "qa.csv"),
        (b"\n\n  \n", "qa.csv"),
        (HEADER.encode(), "qa.csv"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 and more of a workbook", "Excel"),
        (b"title,reply\n" + bytes(range(0x80, 0x100)) * 3, "GB18030"),
        (GOOD.replace("reply", "answer_text").encode(), "title, answer_text, is_best"),
        (GOOD.replace("reply", "title").encode(), "title"),
        (b"\0" * 64, "UTF-8"),
        (b'"title,reply\n1,2\n', "1"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(path, data, words):
    path.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        publish(path)
    assert not KnowledgePage.objects.exists()


def test_a_file_that_is_not_there(path):
    with pytest.raises(CommandError, match=r"nothing\.csv"):
        publish(path.with_name("nothing.csv"))
    with pytest.raises(CommandError, match=r"granule\.yaml"):
        publish(path.parent)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"topic": "no-such"}, "questions  客户问答"),
        ({"locale": "fr"}, "en, zh-Hans"),
        ({"locale": "zh-Hant"}, "en, zh-Hans"),
        ({"map": "question=title,answer=nothing"}, "title, reply, is_best"),
        ({"map": "question=title,colour=reply"}, "question, answer, brief, wordings"),
        ({"map": "question"}, "--map"),
        ({"where": "best=1"}, "title, reply, is_best"),
        ({"where": "is_best"}, "--where"),
        ({"source": "Not A Key"}, "Not A Key"),
    ],
)
def test_options_that_cannot_be_are_refused_in_words(path, options, words):
    with pytest.raises(CommandError, match=words):
        run(path, **options)
    assert not KnowledgePage.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        "只有一格\n",
        "三格,变成,四,格\n",
        "坏的\0问题,回答,1\n",
        ",没有问题,1\n",
        "没有回答,  ,1\n",
        '引号"开了,"没有" 关,1\n',
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(path, bad):
    said = publish(write(path, GOOD + bad + "额度能提高吗,在手机银行申请,1\n"))
    assert said.line_numbers == [4]
    assert Live.objects.count() == KnowledgePage.objects.count() == 3


def test_broken_bytes_are_not_taken_for_another_encoding(path):
    lines = GOOD.encode().splitlines(keepends=True)
    path.write_bytes(b"".join(lines) + "坏".encode()[:2] + "了的问题,回答,1\n".encode())
    said = publish(path)
    assert said.line_numbers == [4] and "UTF-8" in said.err
    assert set(Live.objects.values_list("question", flat=True)) == {
        "卡丢了怎么办",
        "密码忘了怎么办",
    }


def test_a_quotation_mark_that_is_never_closed_is_named_where_it_opens(path):
    said = publish(write(path, GOOD + '额度,"没有关上,1\n下一行,回答,1\n'))
    assert said.line_numbers == [4]
    assert Live.objects.count() == 2


def test_a_huge_cell_is_named_and_stops_nothing(path):
    said = publish(write(path, GOOD + f"很大,{'大' * 1_000_000},1\n额度,在手机银行申请,1\n"))
    assert said.line_numbers == [4] and "5000" in said.err
    assert Live.objects.count() == KnowledgePage.objects.count() == 3


def test_cells_may_hold_lines_and_their_rows_keep_their_number(path):
    said = publish(write(path, GOOD + '额度,"一行\n两行",1\n\n坏\n'))
    assert said.line_numbers == [7]
    assert Live.objects.count() == 3


def test_blank_rows_are_nothing(path):
    assert not publish(write(path, GOOD + ",,\n\n , , \n")).err


def test_the_limit_of_a_cell_is_put_back(tmp_path):
    before = tables.csv.field_size_limit()
    with pytest.raises(BadFile):
        tables.read_table(write(tmp_path / "empty.csv", ""))
    tables.read_table(write(tmp_path / "good.csv", GOOD))
    assert tables.csv.field_size_limit() == before
