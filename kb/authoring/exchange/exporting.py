"""All knowledge, or what somebody may see of it, as a folder, a zip of one, or a workbook."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wagtail.images import get_image_model

from kb.authoring.exchange import workbooks_out
from kb.authoring.exchange.folders import FolderSink, ZipSink, write_folder
from kb.authoring.exchange.items import Which, attachment_file
from kb.authoring.exchange.records import Item
from kb.authoring.exchange.sight import Sight
from kb.authoring.exchange.sources import WORKBOOK
from kb.authoring.exchange.stock import Stock
from kb.authoring.models import BasisAttachment

STEP = 50


@dataclass(frozen=True, slots=True)
class Exported:
    """How many things went out, and how many the person may not see."""

    items: int
    left_out: int


def export(
    target: Path,
    *,
    which: Which,
    sight: Sight,
    step: Callable[[int, int], Any] = lambda done, total: None,
) -> Exported:
    """Into a folder, or a file whose name ends in .zip or .xlsx; `step` is told how far it is."""
    stock = Stock(which, sight)
    items = _told(stock, step)
    if target.suffix == WORKBOOK:
        count = workbooks_out.write_workbook(items, target, load=files_of)
    elif target.suffix == ".zip":
        with zipfile.ZipFile(target, "w") as file:
            count = write_folder(items, ZipSink(file), load=files_of)
    else:
        count = write_folder(items, FolderSink(target), load=files_of)
    return Exported(count, stock.left_out)


def _told(stock: Stock, step: Callable[[int, int], Any]) -> Iterator[Item]:
    total = stock.count()
    for done, item in enumerate(stock.items(), start=1):
        if done % STEP == 0:
            step(min(done, total), total)
        yield item
    step(total, total)


def files_of(item: Item) -> Iterator[tuple[str, bytes]]:
    """The files that lie beside a record."""
    if item.subject == "image":
        yield item.key, _read(get_image_model().objects.get(pk=item.pk).file)
    elif item.subject == "basis":
        for attachment in BasisAttachment.objects.filter(basis_id=item.pk).order_by("pk"):
            yield attachment_file(attachment), _read(attachment.file)


def _read(file: Any) -> bytes:
    with file.open("rb") as opened:
        data: bytes = opened.read()
        return data
