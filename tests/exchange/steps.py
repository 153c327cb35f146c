"""Out of the base and into it, as bytes to compare."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from kb.authoring.exchange.arriving import Report, receive
from kb.authoring.exchange.exporting import export
from kb.authoring.exchange.items import Which
from kb.authoring.exchange.sight import Sight
from kb.authoring.exchange.sources import check_source, open_source

FORMS = ("folder", "all.zip", "all.xlsx")


def export_to(place: Path, form: str = "folder", *, which: Which = "latest") -> Path:
    target = place / form
    export(target, which=which, sight=Sight())
    return target


def take(path: Path, *, user: Any = None, **options: Any) -> Report:
    source = open_source(path)
    check_source(source)
    load = source.load
    return receive(source.items(), user=user, now=timezone.now(), load=load, **options)


def content_of(path: Path) -> dict[str, bytes]:
    if path.is_file():
        return {"": path.read_bytes()}
    files = (file for file in sorted(path.rglob("*")) if file.is_file())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in files}
