"""Records ↔ a folder: answers and shared elements in Markdown, lists in YAML, pictures as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from django.utils.translation import gettext as _

from kb.authoring.exchange import markdown, yaml_text
from kb.authoring.exchange.layout import element_from_part, part_from
from kb.authoring.exchange.parcels import Parcel, read_text
from kb.authoring.exchange.problems import BadFiles, Remark, bad
from kb.authoring.exchange.records import Item, Subject, Where
from kb.authoring.exchange.schema import flat, item_from

FORMAT, VERSION = "granule-knowledge", "1"
MARK = "granule.yaml"
LISTS: dict[Subject, str] = {
    "label": "labels.yaml", "topic": "topics.yaml", "image": "images.yaml", "basis": "bases.yaml",
    "fact": "facts.yaml", "term": "terms.yaml",
}  # fmt: skip
FOLDERS: dict[Subject, str] = {"shared": "shared/", "answer": "answers/"}
# A zip of the same knowledge is the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
Load = Callable[[Item], Iterable[tuple[str, bytes]]]


class Sink(Protocol):
    def write(self, name: str, data: bytes) -> None: ...


class FolderSink:
    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class ZipSink:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self.file = file

    def write(self, name: str, data: bytes) -> None:
        member = zipfile.ZipInfo(name, NO_TIME)
        member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        self.file.writestr(member, data)


def write_folder(items: Iterable[Item], sink: Sink, *, load: Load) -> int:
    """Returns how many items there were."""
    mark = yaml_text.dump({"format": FORMAT, "version": VERSION})
    sink.write(MARK, mark.encode())
    lists = {subject: io.StringIO() for subject in LISTS}
    count = 0
    for item in items:
        count += 1
        if item.subject in LISTS:
            lists[item.subject].write(yaml_text.dump([flat(item)]))
            for name, data in load(item):
                sink.write(name, data)
        else:
            sink.write(_file_of(item), _markdown(item).encode())
    for subject, text in lists.items():
        sink.write(LISTS[subject], text.getvalue().encode())
    return count


def _markdown(item: Item) -> str:
    return markdown.write(flat(item), [part_from(element) for element in item.elements])


def _file_of(item: Item) -> str:
    folder = f"{_safe(item.fields['topic'])}/" if item.subject == "answer" else ""
    return f"{FOLDERS[item.subject]}{folder}{_safe(item.key)}.{item.locale}.md"


def _safe(name: str) -> str:
    """Keys are safe already; what an odd one holds must not lead out of the folder."""
    return quote(name, safe="") if name.strip(".") else "-"


def is_folder(parcel: Parcel) -> bool:
    return MARK in parcel.names()


def read_folder(parcel: Parcel) -> Iterator[Item | Remark]:
    """Each thing, or what is wrong with it, in the order in which they arrive. Raises BadFiles
    where the folder as a whole is not one of ours."""
    check_mark(parcel)
    for subject in LISTS:
        if LISTS[subject] in parcel.names():
            yield from _list(parcel, subject)
    for subject, folder in FOLDERS.items():
        for name in parcel.names():
            if name.startswith(folder) and name.endswith(".md"):
                yield _try(_entry, parcel, name, subject)


def check_mark(parcel: Parcel) -> None:
    if not is_folder(parcel):
        raise bad(_("There is no %(file)s, so this is no export of knowledge.") % {"file": MARK})
    mark = yaml_text.load(read_text(parcel, MARK), file=MARK)
    if not isinstance(mark, dict) or (mark.get("format"), mark.get("version")) != (FORMAT, VERSION):
        raise bad(_("This format or version is not known here."), Where(MARK, 1))


def _try(read: Callable[..., Item], *arguments: Any) -> Item | Remark:
    try:
        return read(*arguments)
    except BadFiles as error:
        return error.remarks[0]


def _list(parcel: Parcel, subject: Subject) -> Iterator[Item | Remark]:
    file, lines = LISTS[subject], yaml_text.Lines()
    try:
        rows = yaml_text.load(read_text(parcel, file), file=file, lines=lines)
        if not isinstance(rows or [], list):
            raise bad(_("This must be a list."), Where(file, 1))
    except BadFiles as error:
        yield error.remarks[0]
        return
    for row in rows or ():
        yield _try(_row, row, subject, Where(file, lines.get(id(row), 0)))


def _row(row: Any, subject: Subject, where: Where) -> Item:
    if not isinstance(row, dict):
        raise bad(_("This must be names with values."), where)
    return item_from(subject, row, where)


def _entry(parcel: Parcel, name: str, subject: Subject) -> Item:
    head, parts = markdown.read(read_text(parcel, name), file=name)
    elements = tuple(element_from_part(part) for part in parts)
    return item_from(subject, head, Where(name, 1), elements=elements)
