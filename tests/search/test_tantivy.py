"""What is the embedded engine's own: files that are damaged or gone, and one writer at a time."""

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kb.access import Audience, as_filter
from kb.search.engine import (
    Change,
    IndexBusy,
    IndexUnavailable,
    Position,
    Query,
    SearchEngine,
    Way,
)
from kb.search.engines import generations
from kb.search.engines.generations import Generations
from kb.search.engines.tantivy import MOST_COMPARED, TantivyEngine, connect
from kb.search.engines.tantivy_fields import LAYOUT
from tests.search.samples import CHINESE, PUBLIC, head, keys, put, reader

Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "noise": lambda file: file.write_bytes(random.Random(1).randbytes(file.stat().st_size)),
    "half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "empty": lambda file: file.write_bytes(b""),
    "gone": lambda file: file.unlink(),
    "one byte": lambda file: file.write_bytes(_flipped(file.read_bytes())),
}
HOLDER = """
import sys
from pathlib import Path
from kb.search.engines.generations import Generations
with Generations(Path(sys.argv[1]), version="v1").writing():
    print("held", flush=True)
    sys.stdin.read()
"""


def _flipped(content: bytes) -> bytes:
    place = random.Random(len(content)).randrange(len(content))
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def filled(root: Path) -> TantivyEngine:
    engine = TantivyEngine(root)
    for batch in range(3):
        put(engine, *(head(f"k{batch}{n}", "挂失 lost card", body="流程") for n in range(5)))
    return engine


def files_of(engine_root: Path) -> list[Path]:
    return sorted(path.relative_to(engine_root) for path in engine_root.glob("*/*/*"))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_says_so_or_works_and_is_made_anew(
    filled: TantivyEngine, root: Path, tmp_path: Path, damage: str
) -> None:
    told = 0
    for number, file in enumerate(files_of(root)):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(root, copy)
        if (copy / file).stat().st_size == 0:
            continue
        DAMAGES[damage](copy / file)
        engine = TantivyEngine(copy)
        try:
            for way in Way:
                keys(engine, "挂失 lsot", way=way)
        except IndexUnavailable:
            told += 1
        made_anew(engine)
    assert told >= 5, "most damage is noticed when reading"


def made_anew(engine: SearchEngine) -> None:
    """As the projection does it: begin again wherever that is refused."""
    for _ in range(2):
        try:
            put(engine, head("new", "年费"))
        except IndexUnavailable:
            assert engine.is_rebuilding and engine.position().seq == 0
    engine.reset()
    put(engine, head("new", "年费"))
    engine.finish_rebuild()
    assert keys(engine, "年费") == ["new"]
    assert keys(engine, "挂失") == []


def scores(engine: SearchEngine, text: str) -> list[tuple[str, float]]:
    found = engine.search(PUBLIC, Query(text), allowed=as_filter(reader()), limit=10)
    return [(hit.key, hit.score) for hit in found]


def test_what_changes_for_agents_alone_leaves_the_scores_of_everybody(root: Path) -> None:
    engine = TantivyEngine(root)
    for number in range(5):
        put(engine, head(f"k{number}", "挂失 lost card"))
    before = scores(engine, "挂失")
    inside = head("k1", "挂失 lost card", body="先核实身份", tier=Audience.AGENT)
    put(engine, head("k1", "挂失 lost card"), inside)
    assert scores(engine, "挂失") == before
    put(engine, head("k1", "年费"), head("k1", "挂失 lost card"))
    assert scores(engine, "挂失") != before


def test_of_an_answer_changed_twice_in_a_batch_the_last_counts(root: Path) -> None:
    engine = TantivyEngine(root)
    put(engine, head("k1", "挂失"))
    changes = [Change("k1", CHINESE, (head("k1", words),)) for words in ("年费", "挂失")]
    engine.write(changes, seen=engine.position(), epoch="one", seq=9)
    assert keys(engine, "挂失") == ["k1"] and keys(engine, "年费") == []


def test_what_goes_while_an_index_is_rebuilt_is_gone_in_the_new_one(filled: TantivyEngine) -> None:
    filled.reset()
    put(filled, head("a", "挂失"), head("b", "挂失"))
    put(filled, gone=["a"])
    filled.finish_rebuild()
    assert keys(filled, "挂失") == ["b"]


def test_what_goes_while_the_index_cannot_be_read_is_gone(
    filled: TantivyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_of: object) -> None:
        raise IndexUnavailable("too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(TantivyEngine, "_reader", refuse)
        put(filled, gone=["k00"])
    assert "k00" not in keys(filled, "挂失", limit=20)


def test_what_was_committed_before_a_kill_goes_like_the_rest(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is there, its position does not know of it yet."""

    class Killed(Exception):
        pass

    def killed(*_of: object, **_more: object) -> None:
        raise Killed

    engine = TantivyEngine(root)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(generations.Generation, "move_to", killed)
        put(engine, head("a", "挂失"))
    put(engine, gone=["a"])
    put(engine, head("b", "挂失"))
    assert keys(engine, "挂失") == ["b"]


@pytest.mark.parametrize("number", [2, MOST_COMPARED + 1])
def test_what_stands_there_too_often_is_put_right(root: Path, number: int) -> None:
    engine = TantivyEngine(root)
    parts = [replace(head("a", f"挂失{n}"), id=f"a:{n}") for n in range(number)]
    put(engine, *([parts[0]] * 2 if number == 2 else parts))
    put(engine, *parts[: min(number - 1, MOST_COMPARED)])
    assert len(list(engine.held())) == min(number - 1, MOST_COMPARED)


def test_an_index_whose_directory_went_is_not_taken_for_empty(
    filled: TantivyEngine, root: Path
) -> None:
    (folder,) = {root / path.parent for path in files_of(root)}
    shutil.rmtree(folder)
    with pytest.raises(IndexUnavailable, match="rebuild search"):
        keys(TantivyEngine(root), "挂失")
    with pytest.raises(IndexUnavailable):
        put(filled, head("new", "年费"))


def test_a_position_that_cannot_be_read_says_so(filled: TantivyEngine, root: Path) -> None:
    (file,) = root.glob("*/position.json")
    for text in ("", "[]", '{"epoch": 1}', "\x00"):
        file.write_text(text)
        with pytest.raises(IndexUnavailable, match="rebuild search"):
            filled.position()


@pytest.mark.parametrize("name", ["../elsewhere", "", "v0-old", f"{LAYOUT}-gone", "\x01"])
def test_a_pointer_that_leads_nowhere_is_no_index(
    filled: TantivyEngine, root: Path, name: str
) -> None:
    (root / "CURRENT").write_text(name)
    with pytest.raises(IndexUnavailable, match="rebuild search"):
        keys(filled, "挂失")
    assert filled.position() == Position()


def test_another_layout_is_built_anew(filled: TantivyEngine, root: Path) -> None:
    assert Generations(root, version="v0").written() is None
    assert Generations(root, version=LAYOUT).written() is not None


def test_a_second_writer_waits_and_then_is_told_what_to_do(
    filled: TantivyEngine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin and holder.stdout
    assert holder.stdout.readline() == "held\n"
    before = filled.position()
    with monkeypatch.context() as patched:
        patched.setattr(generations, "WAIT_FOR_WRITER_SECONDS", 0.1)
        with pytest.raises(IndexBusy, match="Nothing is lost"):
            put(filled, head("late", "年费"))
    assert filled.position() == before
    assert len(keys(filled, "挂失", limit=20)) == 15, "reading goes on"
    holder.stdin.close()
    put(filled, head("late", "年费"))
    holder.wait()
    assert keys(filled, "年费") == ["late"]


def test_a_killed_writer_holds_nobody_up(filled: TantivyEngine, root: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout and holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    put(filled, head("after", "年费"))
    assert keys(filled, "年费") == ["after"]


def test_old_generations_are_dropped(filled: TantivyEngine, root: Path) -> None:
    for _ in range(3):
        filled.reset()
    put(filled, head("new", "年费"))
    filled.finish_rebuild()
    assert len([path for path in root.iterdir() if path.is_dir()]) == 1
    assert {path.name for path in root.iterdir() if path.is_file()} == {"CURRENT", "writer.lock"}


def test_many_small_commits_stay_few_segments(root: Path) -> None:
    engine = TantivyEngine(root)
    for number in range(40):
        put(engine, head(f"k{number}", "挂失"))
    assert len(list(root.glob("*/*/*.term"))) < 20
    assert len(keys(engine, "挂失", limit=50)) == 40


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("tantivy:///var/granule/index", "/var/granule/index"),
        ("tantivy://var/index", "var/index"),
        ("tantivy:///with%20blank", "/with blank"),
    ],
)
def test_the_url_names_a_directory(url: str, path: str) -> None:
    from urllib.parse import urlsplit

    assert connect(urlsplit(url))._generations.root == Path(path)
