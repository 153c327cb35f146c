"""A backup holds all that was published before it began, whatever goes on meanwhile; a restore is
the beginning of another history, and everything that follows is made anew."""

import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from channels.renditions import evidence
from channels.renditions.models import Rendition, ServedText
from kb.backup import archive, operations
from kb.backup.databases import find_program
from kb.backup.errors import BadBackup, CannotKeep
from kb.backup.manifest import FORMAT, read_manifest
from kb.publication import bell, log, projections
from kb.publication.models import Live, LogEpoch, Publication
from kb.search.engine import open_engine
from kb.search.queries import search
from tests import library
from tests.authoring.making import element, fresh, published_answer, widest
from tests.backup.working import publishing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "ring", lambda: None)


def back_up(target: Path) -> Path:
    return operations.backup(target, now=timezone.now(), step=lambda _: None)[0]


def run(name: str, *arguments: Any) -> str:
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def found(text: str) -> list[str]:
    results = search(scope=widest(), text=text, locale="zh-Hans").results
    return [result.key for result in results]


def back_up_under_load(place: Path, *, backups: int, between: int) -> None:
    promised: list[tuple[Path, set[str]]] = []
    with publishing("load") as publisher:
        for number in range(backups):
            publisher.wait_for(between * (number + 1))
            before = set(publisher.acknowledged)
            promised.append((back_up(place / f"{number}.tar"), before))
        published = len(publisher.acknowledged)
    for path, before in promised:
        findings = operations.restore(path, replace=True, step=lambda _: None).findings
        assert findings.is_well, findings
        there = set(Live.objects.values_list("key", flat=True))
        assert before - there == set()
        assert there == set(Publication.objects.values_list("key", flat=True)) - {""}
    print(f"{backups} backups while {published} answers were published: nothing is missing")


def test_backups_taken_while_others_publish(tmp_path: Path) -> None:
    back_up_under_load(tmp_path, backups=3, between=4)


@pytest.mark.long
def test_thirty_backups_taken_while_others_publish(tmp_path: Path) -> None:
    back_up_under_load(tmp_path, backups=30, between=10)


def follow(subscriber: Client, after: int, epoch: str = "") -> Any:
    named = {"epoch": epoch} if epoch else {}
    return subscriber.get("/api/v1/changes", {"after": after, "limit": 500} | named)


@pytest.mark.parametrize(
    "publications", [20, pytest.param(200, marks=pytest.mark.long)], ids=["20", "200"]
)
def test_an_older_backup_under_a_newer_index(
    tmp_path: Path, quiet: None, publications: int
) -> None:
    """What was published after the backup is found nowhere, and subscribers at any position are
    sent back to the beginning, whether they name their epoch or not."""
    page = published_answer("cards.old", element(text="旧的答案，先挂失。"))
    subscriber = Client(headers=library.key_for("web"))
    places = [follow(subscriber, 0).json()]
    path = back_up(tmp_path)
    for number in range(publications):
        published_answer(f"cards.new{number:03}", element(text="新的答案，先挂失。"))
        if number == publications // 2:
            places.append(follow(subscriber, 0).json())
    fresh(page).unpublish()
    projections.catch_up()
    places.append(follow(subscriber, 0).json())
    assert "cards.old" not in found("旧的答案") and found("新的答案")
    said = run("restore", path, "--replace")
    assert "409" in said and log.epoch() in said
    hits = {held.key for held in open_engine(settings.SEARCH_URL).held()}
    assert hits == {"cards.old"} and found("新的答案挂失") == ["cards.old"]
    published_answer("cards.next")
    answers = [follow(subscriber, one["next"], one["epoch"]) for one in places]
    answers += [follow(subscriber, one["next"]) for one in places]
    codes = [answer.status_code for answer in answers]
    print(f"{len(places)} subscribers, {publications} publications later: {codes}")
    assert codes == [410] * 3 + [409] * 3
    assert all("after=0" in answer.json()["detail"] for answer in answers)
    anew = follow(subscriber, 0).json()
    assert {one["key"] for one in anew["changes"]} == {"cards.old", "cards.next"}
    assert follow(subscriber, anew["next"], anew["epoch"]).json()["changes"] == []


def test_what_is_in_it_and_what_is_not(tmp_path: Path, own_media: Path) -> None:
    published_answer("cards.old")
    User.objects.create_user("editor")
    (own_media / "pictures").mkdir(parents=True)
    (own_media / "pictures" / "card.png").write_bytes(b"a picture")
    evidence.keep(
        rendition="r1", key="cards.old", locale="zh-Hans", channel="web", body={},
        first_served_at=timezone.now(),
    )  # fmt: skip
    assert Rendition.objects.exists()
    seq, digest = log.newest()
    path = back_up(tmp_path)
    manifest = archive.manifest_of(path)
    assert (manifest.head, manifest.head_hash, manifest.epoch) == (seq, digest, log.epoch())
    assert path.name.endswith(f"-{seq}.tar") and path.stat().st_mode & 0o077 == 0
    assert [part.name for part in manifest.parts][1:] == ["media/pictures/card.png"]
    with tarfile.open(path) as tar:
        assert not any("index" in name for name in tar.getnames())
    Rendition.objects.all().delete()
    ServedText.objects.all().delete()
    (own_media / "pictures" / "card.png").unlink()
    (own_media / "late.png").write_bytes(b"late")
    run("restore", path, "--replace")
    assert (own_media / "pictures" / "card.png").read_bytes() == b"a picture"
    assert not (own_media / "late.png").exists()
    assert ServedText.objects.get().pk == "r1" and User.objects.get().username == "editor"
    assert Rendition.objects.filter(key="cards.old").exists(), "made again"
    assert log.newest() == (seq, digest)


def test_a_restore_begins_another_history_and_keeps_the_log_protected(tmp_path: Path) -> None:
    published_answer("cards.old")
    before = log.epoch()
    run("restore", back_up(tmp_path), "--replace")
    assert log.epoch() != before and log.is_restored()
    assert LogEpoch.objects.filter(epoch=before).exists()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Publication.objects.all().delete()
    assert log.broken_links() == []
    published_answer("cards.next")
    assert projections.lag("search") == 0


def test_what_is_there_goes_only_when_somebody_says_so(tmp_path: Path) -> None:
    published_answer("cards.old")
    path = back_up(tmp_path)
    published_answer("cards.new")
    with pytest.raises(CommandError, match="--replace"):
        run("restore", path)
    assert Live.objects.filter(key="cards.new").exists()


def rewritten(path: Path, **changes: Any) -> Path:
    """The same file with another manifest."""
    changed = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(changed, "w") as new:
        for member in old.getmembers():
            content: Any = old.extractfile(member)
            data = content.read()
            if member.name == archive.MANIFEST:
                data = json.dumps(json.loads(data) | changes).encode()
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return changed


@pytest.mark.parametrize(
    "changes",
    [
        {"format": FORMAT + 1}, {"product": "another"}, {"engine": "oracle"}, {"parts": []},
        {"head": None}, {"migrations": {"kb": "9999_from_tomorrow"}}, {"parts": "none"},
        {"surplus": 1},
    ],
    ids=str,
)  # fmt: skip
def test_another_programs_or_a_newer_backup_is_refused(
    tmp_path: Path, changes: dict[str, Any], quiet: None
) -> None:
    published_answer("cards.old")
    path = rewritten(back_up(tmp_path), **changes)
    if changes == {"head": None}:
        return
    with pytest.raises(CommandError):
        run("restore", path, "--replace")
    assert Live.objects.get().key == "cards.old" and not log.is_restored()


def place_that_counts(path: Path, *, at: float) -> int:
    """At so much of the file, or at the next byte that belongs to something: between a file and the
    next there is room that nobody reads."""
    with tarfile.open(path) as tar:
        files = [(m.offset, m.offset_data + m.size) for m in tar.getmembers()]
    place = int(max(end for _start, end in files) * at)
    return next(max(place, start) for start, end in files if place < end)


@pytest.mark.parametrize("at", [0.001, 0.3, 0.6, 0.9, 0.999])
@pytest.mark.parametrize("how", ["cut", "flip"])
def test_a_broken_backup_is_refused_before_anything_is_touched(
    tmp_path: Path, at: float, how: str, quiet: None
) -> None:
    published_answer("cards.old")
    path = back_up(tmp_path)
    content = bytearray(path.read_bytes())
    place = place_that_counts(path, at=at)
    if how == "cut":
        content = content[:place]
    else:
        content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run("restore", path, "--replace")
    assert Live.objects.get().key == "cards.old" and not log.is_restored()


def test_any_changed_byte_of_the_manifest_is_noticed(tmp_path: Path, quiet: None) -> None:
    path = back_up(tmp_path)
    with tarfile.open(path) as tar:
        found = tar.extractfile(archive.MANIFEST)
        assert found
        text = found.read()
    assert read_manifest(text).format == FORMAT
    for place in range(len(text)):
        changed = bytearray(text)
        changed[place] ^= 1
        with pytest.raises(BadBackup):
            read_manifest(bytes(changed))
    print(f"{len(text)} changed bytes of a manifest, all noticed")


def test_one_of_before_there_was_a_seal_is_read(tmp_path: Path, quiet: None) -> None:
    published_answer("cards.old")
    path = rewritten(back_up(tmp_path), seal=None, format=1)
    run("restore", path, "--replace")
    assert Live.objects.get().key == "cards.old" and log.is_restored()


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "media/../../out", "media", "x/y"])
def test_a_file_that_wants_to_go_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    with pytest.raises(BadBackup):
        archive._refuse_strange_name(member)


def test_no_file_and_a_text_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a backup")
    for name in ("nothing.tar", "notes.txt"):
        with pytest.raises(CommandError):
            run("restore", tmp_path / name, "--replace")


def test_a_backup_that_fails_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: None
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("no space left on device")

    published_answer("cards.old")
    monkeypatch.setattr(archive.Writer, "finish", fail)
    with pytest.raises(CommandError, match="no space left"):
        run("backup", tmp_path / "here.tar")
    assert [path.name for path in tmp_path.iterdir() if path.name != "media"] == []


def test_a_program_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PATH", "")
    with pytest.raises(CannotKeep, match="pg_nothing"):
        find_program("pg_nothing")


def test_a_noted_head_of_a_backup_proves_the_log_later(tmp_path: Path, quiet: None) -> None:
    published_answer("cards.old")
    manifest = archive.manifest_of(back_up(tmp_path))
    published_answer("cards.new")
    projections.catch_up()
    run("verify", "--known-head", f"{manifest.head}:{manifest.head_hash}")


def test_it_says_where_it_is_and_what_to_note(tmp_path: Path, quiet: None) -> None:
    published_answer("cards.old")
    said = run("backup", tmp_path / "here.tar")
    assert "here.tar" in said and "{}:{}".format(*log.newest()) in said and "SECRET_KEY" in said
    assert connection.vendor in ("sqlite", "postgresql")
