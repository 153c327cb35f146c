"""Files that hold knowledge, whatever their form: read as a whole first, and then again to import,
so that one file that cannot be read keeps all of them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.authoring.exchange import folders, parcels, workbooks_in
from kb.authoring.exchange.problems import BadFiles, Remark
from kb.authoring.exchange.records import Item

WORKBOOK = ".xlsx"
# Nobody reads more of them.
MOST_REMARKS = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """`load`: the bytes of a picture or an attachment by its name. Raises BadFiles."""

    read: Callable[[], Iterator[Item | Remark]]
    load: Callable[[str], bytes]

    def items(self) -> Iterator[Item]:
        """After `check_source`. Raises BadFiles."""
        for one in self.read():
            if isinstance(one, Remark):
                raise BadFiles([one])
            yield one


def open_source(path: Path) -> Source:
    """Raises BadFiles."""
    if path.suffix.lower() == WORKBOOK:
        book = workbooks_in.open_workbook(path)
        return Source(book.read, book.load)
    parcel = parcels.open_parcel(path)
    folders.check_mark(parcel)

    def load(name: str) -> bytes:
        return parcel.read(name, most=parcels.MOST_FILE)

    return Source(lambda: folders.read_folder(parcel), load)


def check_source(source: Source, *, step: Callable[[int], Any] = lambda done: None) -> int:
    """How many things there are. Raises BadFiles, naming everything that cannot be read."""
    remarks: list[Remark] = []
    count = 0
    for one in source.read():
        count += 1
        if isinstance(one, Remark):
            remarks.append(one)
            if len(remarks) >= MOST_REMARKS:
                break
        step(count)
    if remarks:
        raise BadFiles(remarks)
    return count
