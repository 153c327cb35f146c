"""Files that come from anywhere: what is wrong is said with its file and line, nothing of them is
taken, and none takes the machine's memory."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.authoring.exchange.problems import BadFiles
from kb.authoring.exchange.sources import check_source, open_source
from kb.authoring.models import KnowledgePage
from tests.authoring.making import make_topic, published_answer
from tests.backup.working import environment
from tests.exchange.steps import export_to, take

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
MARK = "format: granule-knowledge\nversion: '1'\n"
HEAD = "---\nkey: a.b\nlocale: zh-Hans\ntopic: cards\nquestion: 问？\n---\n"
MOST_BYTES = 300 * 1024 * 1024


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


@pytest.mark.parametrize(
    "name", ["../a.md", "/etc/a.md", "answers/../../a.md", "C:\\a.md", "a\\b.md"]
)
def test_no_name_leads_out_of_a_zip(name: str, tmp_path: Path) -> None:
    path = zip_of(tmp_path, lambda opened: opened.writestr(name, "x"))
    with pytest.raises(BadFiles):
        open_source(path)


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("answers/a.md")
    link.external_attr = 0o120777 << 16
    path = zip_of(tmp_path, lambda opened: opened.writestr(link, "/etc/passwd"))
    with pytest.raises(BadFiles):
        open_source(path)


def test_a_zip_that_was_cut_off(tmp_path: Path) -> None:
    path = zip_of(tmp_path, lambda opened: opened.writestr("answers/a.md", os.urandom(9000)))
    for size in (50, 2000, path.stat().st_size - 30):
        cut = tmp_path / f"{size}.zip"
        cut.write_bytes(path.read_bytes()[:size])
        with pytest.raises(BadFiles):
            check_source(open_source(cut))


def test_a_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    path = zip_of(tmp_path, lambda opened: opened.writestr("answers/a.md", b"x" * 30_000_000))
    data = path.read_bytes().replace((30_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(BadFiles):
        check_source(open_source(path))


@pytest.mark.parametrize("name", ["words.xlsx", "cut.xlsx", "other.xlsx", "doctype.xlsx"])
def test_a_workbook_that_is_none_of_ours(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "words.xlsx":
        path.write_text("not a workbook")
    elif name == "cut.xlsx":
        path.write_bytes(export_to(tmp_path, "all.xlsx").read_bytes()[:3000])
    elif name == "other.xlsx":
        from openpyxl import Workbook

        Workbook().save(path)
    else:
        with zipfile.ZipFile(path, "w") as opened:
            bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
            opened.writestr("xl/worksheets/sheet1.xml", bomb)
    with pytest.raises(BadFiles):
        check_source(open_source(path))


MEASURE = """
import re, sys
from pathlib import Path
import django
django.setup()
from kb.authoring.exchange.problems import BadFiles
from kb.authoring.exchange.sources import check_source, open_source
try:
    check_source(open_source(Path(sys.argv[1])))
    said = "taken"
except BadFiles as error:
    said = str(error)[:200]
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(int(most[1]) * 1024, said)
"""


def bomb(place: Path, name: str) -> Path:
    """A few kilobytes that would be gigabytes."""
    path = place / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("granule.yaml", MARK)
        inner = "xl/sharedStrings.xml" if name.endswith("xlsx") else "answers/a.md"
        with opened.open(inner, "w", force_zip64=True) as file:
            for _time in range(250):
                file.write(b"\0" * 1024 * 1024)
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_a_bomb_takes_no_memory(name: str, tmp_path: Path) -> None:
    assert_little_memory(bomb(tmp_path, name))


@pytest.mark.long
def test_a_huge_list_takes_little_memory(tmp_path: Path) -> None:
    path = folder(tmp_path)
    rows = (f"- {{key: a{number}, type: text}}\n" for number in range(170_000))
    (path / "facts.yaml").write_text("".join(rows))
    assert_little_memory(path)


def assert_little_memory(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, env=environment(), text=True,
        capture_output=True, check=True, timeout=200,
    )  # fmt: skip
    used, said = done.stdout.split(maxsplit=1)
    print(f"{path.name}: {int(used) // 2**20} MB, {said.strip()[:60]}")
    assert int(used) < MOST_BYTES


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


def test_a_picture_that_is_none(tmp_path: Path) -> None:
    digest = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
    path = folder(tmp_path, images_yaml=f"- {{file: images/{digest}.png, title: x}}\n")
    (path / "images").mkdir()
    for data in (b"", b"<svg onload='x'/>", io.BytesIO(b"GIF89a").getvalue()):
        (path / "images" / f"{digest}.png").write_bytes(data)
        [row] = take(path).rows
        assert row.verdict == "refused" and row.words
