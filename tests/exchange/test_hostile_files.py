"""Files that come from anywhere: what is wrong is said with its file and line, nothing of them is
taken, and none takes the machine's memory."""

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from kb.authoring.exchange.problems import BadFiles
from kb.authoring.exchange.sources import check_source, open_source
from kb.authoring.models import KnowledgePage
from tests.authoring.making import make_topic, published_answer
from tests.exchange.hostile_files import FILES, facts
from tests.exchange.steps import export_to, take
from tests.exchange.worlds import png as one_pixel
from tests.exchange.worlds import png_chunk
from tests.importing.harmless import assert_harmless, read_all

pytestmark = pytest.mark.django_db
MARK = "format: granule-knowledge\nversion: '1'\n"
HEAD = "---\nkey: a.b\nlocale: zh-Hans\ntopic: cards\nquestion: 问？\n---\n"


def folder(place: Path, **files: str) -> Path:
    (place / "answers").mkdir(exist_ok=True)
    (place / "granule.yaml").write_text(MARK)
    for name, text in files.items():
        (
            place / name.replace("__", "/").replace("_yaml", ".yaml").replace("_md", ".md")
        ).write_text(text)
    return place


ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n"
BAD_TEXTS: dict[str, tuple[dict[str, str], str]] = {
    "aliases": ({"facts_yaml": ALIASES}, "facts.yaml:1"),
    "no yaml": ({"facts_yaml": "- {key: a\n- }"}, "facts.yaml:"),
    "no list": ({"facts_yaml": "key: a"}, "facts.yaml:1"),
    "no map": ({"facts_yaml": "- a\n- b\n"}, "facts.yaml"),
    "deep": ({"facts_yaml": "[" * 100_000}, "facts.yaml:1"),
    "doubled name": ({"answers__a_md": HEAD.replace("topic", "key: c.d\ntopic")}, "a.md:4"),
    "no head": ({"answers__a_md": "## answer {id: x}\n"}, "a.md:1"),
    "half a head": ({"answers__a_md": HEAD[:30]}, "a.md:1"),
    "wrong type": ({"answers__a_md": HEAD.replace("问？", "[a, b]")}, "a.md:1"),
    "no question": ({"answers__a_md": HEAD.replace("question: 问？\n", "")}, "a.md:1"),
    "stranger": ({"answers__a_md": HEAD.replace("topic", "colour: red\ntopic")}, "a.md:1"),
    "language": ({"answers__a_md": HEAD.replace("zh-Hans", "fr")}, "a.md:1"),
    "kind": ({"answers__a_md": HEAD + "## poem {id: x}\n"}, "a.md:7"),
    "setting": ({"answers__a_md": HEAD + "## answer {id: x, size: big}\n"}, "a.md:7"),
    "element": ({"answers__a_md": HEAD + "## answer {id: x\n"}, "a.md:7"),
    "form": ({"answers__a_md": HEAD + "## note {id: x}\nx\n### brief\na\n### brief\nb"}, "a.md:11"),
    "table": ({"answers__a_md": HEAD + "## table {id: x}\n| a |\n| --- |\n| b | c |\n"}, "a.md:7"),
    "steps": ({"answers__a_md": HEAD + "## steps {id: x}\nfirst this\n"}, "a.md:7"),
    "text": ({"answers__a_md": HEAD + "text\n## answer {id: x}\n"}, "a.md:7"),
    "NUL": ({"answers__a_md": HEAD + "## answer {id: x}\n\0\n"}, "a.md:8"),
    "large": ({"answers__a_md": HEAD + "x" * 2_000_000}, "a.md"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_bad_file_is_named_with_its_line(name: str, tmp_path: Path) -> None:
    make_topic("cards")
    files, where = BAD_TEXTS[name]
    path = folder(tmp_path, **files, answers__good_md=HEAD.replace("a.b", "good"))
    with pytest.raises(BadFiles) as found:
        check_source(open_source(path))
    assert any(where in str(remark) for remark in found.value.remarks), found.value
    assert not KnowledgePage.objects.exists()


def test_all_bad_files_are_named_at_once(tmp_path: Path) -> None:
    path = folder(tmp_path, answers__a_md="x", answers__b_md="y", facts_yaml="z: 1")
    with pytest.raises(BadFiles) as found:
        check_source(open_source(path))
    assert len(found.value.remarks) == 3


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "answers" / "a.md").write_bytes(HEAD.encode() + b"\n\xff\xfe")
    with pytest.raises(BadFiles, match=r"a\.md:8"):
        check_source(open_source(path))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    path = folder(tmp_path)
    (path / "answers" / "a.md").symlink_to("/etc/passwd")
    with pytest.raises(BadFiles, match=r"a\.md"):
        open_source(path)


def zip_of(place: Path, write: Callable[[zipfile.ZipFile], object]) -> Path:
    path = place / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("granule.yaml", MARK)
        write(opened)
    return path


@pytest.mark.parametrize("name", ["answers/../../a.md", "a\\b.md"])
def test_no_name_leads_out_of_a_zip(name: str, tmp_path: Path) -> None:
    path = zip_of(tmp_path, lambda opened: opened.writestr(name, "x"))
    with pytest.raises(BadFiles):
        open_source(path)


def test_a_zip_that_was_cut_off(tmp_path: Path) -> None:
    path = zip_of(tmp_path, lambda opened: opened.writestr("answers/a.md", os.urandom(9000)))
    for size in (50, 2000, path.stat().st_size - 30):
        cut = tmp_path / f"{size}.zip"
        cut.write_bytes(path.read_bytes()[:size])
        with pytest.raises(BadFiles):
            check_source(open_source(cut))


def test_a_workbook_of_somebody_elses(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(BadFiles):
        check_source(open_source(tmp_path / "a.xlsx"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    place, home = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("home")
    for name, (make, _expected) in FILES.items():
        make(place / name)
    return read_all(place, door="exchange", home=home)


@pytest.mark.parametrize("name", FILES)
def test_is_harmless(told: Any, name: str) -> None:
    assert_harmless(told[name], FILES[name][1])


@pytest.mark.long
def test_a_huge_list_takes_little_memory(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    rows = (f"- {{key: a{number}, type: text}}\n" for number in range(170_000))
    (tmp_path / "in").mkdir()
    facts("".join(rows))(tmp_path / "in" / "facts")
    [result] = read_all(tmp_path / "in", door="exchange", home=tmp_path / "home").values()
    assert_harmless(result, "170000")


def test_nothing_of_a_bad_zip_is_taken(tmp_path: Path) -> None:
    published_answer("cards.lost")
    good = export_to(tmp_path, "good.zip")
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace("先挂失".encode(), "别的".encode()))
        new.writestr("answers/zz.md", "half a")
    before = KnowledgePage.objects.get().latest_revision_id
    with pytest.raises(BadFiles, match=r"zz\.md:1"):
        take(bad)
    assert KnowledgePage.objects.get().latest_revision_id == before


def png(width: int, height: int) -> bytes:
    """What its head says; of what follows there is next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = png_chunk(b"IDAT", zlib.compress(b"\0" * 100)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + body


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "图片"),
        (b"<svg onload='x'/>", "图片"),
        (b"GIF89a", "图片"),
        (png(300, 300), "图片"),
        (png(9_000, 9_000), "24,000,000"),
        (png(60_000, 60_000), "24,000,000"),
        (png(2**31 - 1, 2**31 - 1), "24,000,000"),
    ],
)
def test_a_picture_that_is_none(data: bytes, words: str, tmp_path: Path) -> None:
    """It is refused alone, and what comes with it is taken."""
    digest = hashlib.sha1(data).hexdigest()
    facts("- {key: x, name: x, type: text, value: x}\n")(tmp_path / "in")
    (tmp_path / "in" / "images.yaml").write_text(f"- {{file: images/{digest}.png, title: x}}\n")
    (tmp_path / "in" / "images").mkdir()
    (tmp_path / "in" / "images" / f"{digest}.png").write_bytes(data)
    picture, fact = take(tmp_path / "in").rows
    assert picture.verdict == "refused" and words in picture.words
    assert fact.verdict == "added"


def test_a_picture_under_anothers_name(tmp_path: Path) -> None:
    digest = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    path = folder(tmp_path, images_yaml=f"- {{file: images/{digest}.png, title: x}}\n")
    (path / "images").mkdir()
    (path / "images" / f"{digest}.png").write_bytes(one_pixel())
    [row] = take(path).rows
    assert row.verdict == "refused" and row.words
