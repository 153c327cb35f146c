"""Out of the base and into it, as bytes to compare."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from kb.authoring.exchange.arriving import Report, receive
from kb.authoring.exchange.exporting import export
from kb.authoring.exchange.items import Which
from kb.authoring.exchange.sight import Sight
from kb.authoring.exchange.sources import check_source, open_source
from kb.authoring.models import LabelValue
from tests.authoring.making import (
    draft_answer,
    element,
    make_topic,
    published_fact,
    published_shared,
    published_term,
)

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


def fill_with(text: str, number: int) -> None:
    """One of everything that has texts, with this in all of them."""
    shown = text[:100]
    topic = make_topic(f"topic-{number}")
    topic.title = shown
    topic.save()
    LabelValue.objects.create(
        dimension="regions", code=f"r{number}", name_zh=shown[:80], name_en=shown[:80]
    )
    published_fact(f"fact{number}", type="text", value=shown, name=shown, unit="")
    published_term(f"term{number}", jargon=shown[:80], plain=shown, customer_words=shown)
    published_shared(f"shared-{number}", title=shown, inner=element("note", shown, title=shown))
    table = {"columns": [{"type": "text", "heading": shown}], "rows": [{"values": [shown]}],
             "caption": ""}  # fmt: skip
    draft_answer(
        f"answer.{number}", element("answer", shown, brief=shown, spoken=shown),
        element("table", "", table=table), title=shown, wordings=shown, topic=topic,
    )  # fmt: skip
