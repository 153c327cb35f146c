"""Random knowledge bases: every kind of element, both languages, and all that elements name."""

from __future__ import annotations

import json
import struct
import uuid
import zlib
from typing import Any

from django.core.files.base import ContentFile
from hypothesis import strategies as st
from wagtail.images import get_image_model

from kb.authoring.models import (
    BasisAttachment,
    BasisRecord,
    Fact,
    FactVariant,
    KnowledgePage,
    LabelValue,
    SharedElement,
    Term,
    TopicPage,
)
from kb.authoring.variants import note_bases
from kb.document import STAFF_KINDS, Kind
from tests.authoring.making import chinese, draft_answer, english, fresh, library
from tests.exchange.drawn import VALUES, lines, maybe, moments, some_text, texts

CHANNELS = ("agent_desk", "web", "sms", "wechat")
CODES = {"regions": ("beijing", "sichuan"), "segments": ("vip",), "products": ("gold-card",)}
WAYS = ("app", "mini_program", "url", "phone_menu", "agent_transaction")


def some_of(values: tuple[str, ...]) -> Any:
    return st.lists(st.sampled_from(values), unique=True)


@st.composite
def labels(draw: Any, kind: str) -> dict[str, Any]:
    found = {"audience": "agent" if kind in STAFF_KINDS else "public"}
    if draw(maybe):
        found["audience"] = draw(st.sampled_from(("public", "customer", "agent")))
    found["verification"] = draw(st.sampled_from(("none", "none", "partial", "full")))
    found |= {name: draw(some_of(codes)) for name, codes in CODES.items()}
    found["channels"] = draw(some_of(CHANNELS))
    for name in ("valid_from", "valid_to"):
        found[name] = draw(moments).isoformat() if draw(maybe) else None
    return found


def items(values: list[Any]) -> list[dict[str, Any]]:
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


@st.composite
def elements(
    draw: Any, shared: list[int], image: int, *, is_shared: bool = False
) -> dict[str, Any]:
    kinds = [*map(str, Kind), *(["shared"] if shared else [])]
    if is_shared:
        kinds.remove("guide")
    kind = draw(st.sampled_from(kinds))
    value = draw(labels(kind))
    own = str(uuid.UUID(int=draw(st.integers(1, 2**120)), version=4))
    if kind == "shared":
        return {
            "type": kind,
            "id": own,
            "value": value | {"element": draw(st.sampled_from(shared))},
        }
    value |= {"brief": "", "spoken": "", "overrides": [], "basis": {}, "person_only": draw(maybe)}
    if draw(maybe):
        value |= {"brief": draw(texts), "spoken": draw(texts)}
        value["overrides"] = items(
            [{"channel": c, "text": draw(some_text)} for c in draw(some_of(CHANNELS))]
        )
    if draw(maybe):
        value["message_kind"] = draw(st.sampled_from(("notice", "marketing", "otp")))
        record = BasisRecord.objects.get(key="rule.2023-4").pk if draw(maybe) else None
        value["basis"] = {
            "record": record,
            "document": draw(lines),
            "valid_from": "2026-07-01",
            "clause": draw(lines),
        }
    value["variants_checked"] = draw(st.sampled_from(("", "behind")))
    return {"type": kind, "id": own, "value": value | draw(content(kind, image))}


@st.composite
def content(draw: Any, kind: str, image: int) -> dict[str, Any]:
    if kind == "steps":
        return {"steps": items(draw(st.lists(some_text, max_size=4)))}
    if kind == "table":
        width = draw(st.integers(1, 3))
        row = st.lists(st.one_of(st.just(""), texts), min_size=width, max_size=width)
        columns = [{"type": "text", "heading": heading} for heading in draw(row)]
        rows = [{"values": cells} for cells in draw(st.lists(row, max_size=3))]
        return {"title": draw(lines), "table": {"columns": columns, "rows": rows, "caption": ""}}
    if kind == "image":
        return {"image": image, "text": draw(lines)}
    found: dict[str, Any] = {"text": draw(texts)}
    if kind == "guide":
        return found | {"title": draw(lines), "questions": draw(questions())}
    if kind == "grant":
        return found | {"limit": draw(st.sampled_from(("", "200", "{{ card.fee0 }}"))),
                        "groups": draw(some_of(("Agents", "值班")))}  # fmt: skip
    if kind in ("explanation", "condition", "fee", "caution", "note", "example", "action", "link"):
        found["title"] = draw(lines)
    if kind in ("action", "link"):
        ways = draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=3))
        found["targets"] = items([{"type": way, "value": draw(lines)} for way in ways])
    return found


@st.composite
def questions(draw: Any) -> list[dict[str, Any]]:
    """Anything a draft may hold: goals that are missing or lead nowhere too."""
    goals = (("", ""), ("person", ""), ("question", "two"), ("answer", "cards.a"),
             ("element", str(uuid.UUID(int=7, version=4))))  # fmt: skip
    made = []
    for name in draw(st.lists(st.sampled_from(("one", "two", "")), max_size=3, unique=True)):
        choices = []
        for goal, value in draw(st.lists(st.sampled_from(goals), max_size=3)):
            own = {goal: value} if value else {}
            choices.append({"text": draw(lines)[:120], "goal": goal} | own)
        made.append({"name": name, "text": draw(lines)[:300], "choices": items(choices)})
    return items(made)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png() -> bytes:
    """One pixel."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0\x7f")
    chunks = png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def fill(draw: Any) -> None:
    """Puts a random base where there is none."""
    for dimension, codes in CODES.items():
        for code in codes:
            LabelValue.objects.create(
                dimension=dimension, code=code, name_zh=draw(lines)[:80], name_en=draw(lines)[:80]
            )
    image = get_image_model()(title=draw(lines)[:255])
    image.file.save("one.png", ContentFile(png()), save=False)
    image._set_file_hash()
    image.width = image.height = 1
    image.save()
    _bases(draw)
    _facts(draw)
    _terms(draw)
    shared = _shared(draw, image.pk)
    _answers(draw, _topics(draw), shared, image.pk)


def _bases(draw: Any) -> None:
    new = BasisRecord.objects.create(key="rule.new", kind="rule", title=draw(lines)[:200])
    old = BasisRecord(key="rule.2023-4", kind="notice", title=draw(lines)[:200], address="",
                      number=draw(lines)[:80], valid_from="2026-07-01")  # fmt: skip
    if draw(maybe):
        old.state, old.replaced_by = "replaced", new
    if draw(maybe):
        paper = BasisAttachment(title=draw(lines)[:120], valid_to="2027-01-31")
        paper.file = ContentFile(draw(lines).encode(), name="paper.txt")
        old.attachments.set([paper])
    old.save()


def _facts(draw: Any) -> None:
    for number in range(draw(st.integers(0, 2))):
        kind = draw(st.sampled_from(sorted(VALUES)))
        values = VALUES[kind]
        fact = Fact(key=f"card.fee{number}", name=draw(lines), name_en=draw(texts)[:120],
                    type=kind, value=draw(values), live=draw(maybe),
                    unit="CNY" if kind == "money" else "", basis="annual" if kind == "rate" else "",
                    )  # fmt: skip
        if draw(maybe):
            fact.next_value, fact.next_from = draw(values), draw(moments)
        if draw(maybe):
            fact.variants.set(
                [
                    FactVariant(
                        regions=["beijing"],
                        segments=draw(some_of(("vip",))),
                        value=draw(values),
                        next_value=draw(values),
                        next_from=draw(moments),
                    )
                ]
            )
        fact.save()
        if draw(maybe):
            fact.name = draw(lines)
            fact.save_revision(clean=False)


def _terms(draw: Any) -> None:
    for locale in (chinese(), english()):
        if draw(maybe):
            Term.objects.create(
                key="apr", locale=locale, jargon=draw(lines)[:80],
                plain=draw(lines).replace("{{", "")[:120] or "x",
                customer_words="\n".join(draw(st.lists(lines, max_size=3))),
                translation_key=uuid.uuid5(uuid.NAMESPACE_URL, "apr"),
            )  # fmt: skip


def _shared(draw: Any, image: int) -> dict[str, list[int]]:
    made: dict[str, list[int]] = {"zh-hans": [], "en": []}
    for number in range(draw(st.integers(0, 2))):
        own = uuid.uuid5(uuid.NAMESPACE_URL, f"shared{number}")
        for locale in (chinese(), english())[: draw(st.integers(1, 2))]:
            raw = draw(elements([], image, is_shared=True))
            shared = SharedElement(
                key=f"shared-{number}",
                title=draw(lines)[:120],
                locale=locale,
                translation_key=own,
                element=json.dumps([_stamped(raw)]),
            )
            shared.save()  # fmt: skip
            made[locale.language_code].append(shared.pk)
    return made


def _topics(draw: Any) -> dict[str, list[TopicPage]]:
    made: dict[str, list[TopicPage]] = {"zh-hans": [], "en": []}
    for language, topics in made.items():
        above = library(language)
        for number in range(draw(st.integers(1, 3))):
            topic = TopicPage(
                title=draw(lines)[:200], key=f"topic.{number}", slug=f"topic-{number}",
                locale=above.locale, translation_key=uuid.uuid5(uuid.NAMESPACE_URL, f"t{number}"),
            )  # fmt: skip
            fresh(above).add_child(instance=topic)
            topics.append(topic)
            above = draw(st.sampled_from((library(language), topic)))
    return made


def _answers(
    draw: Any, topics: dict[str, list[TopicPage]], shared: dict[str, list[int]], image: int
) -> None:
    for number in range(draw(st.integers(0, 2))):
        own = uuid.uuid5(uuid.NAMESPACE_URL, f"a{number}")
        for language in ("zh-hans", "en")[: draw(st.integers(1, 2))]:
            own_elements = draw(st.lists(elements(shared[language], image), max_size=4,
                                         unique_by=lambda raw: raw["id"]))  # fmt: skip
            start, end = draw(st.lists(moments, min_size=2, max_size=2, unique=True).map(sorted))
            start, end = start if draw(maybe) else None, end if draw(maybe) else None
            page = draft_answer(
                f"answer.{number}", topic=fresh(draw(st.sampled_from(topics[language]))),
                title=draw(lines)[:200], translation_key=own,
                wordings="\n".join(draw(st.lists(lines, max_size=3))),
                elements=json.dumps([_stamped(raw) for raw in own_elements]),
                go_live_at=start, expire_at=end,
            )  # fmt: skip
            if draw(maybe):
                others = [t for t in topics[language] if t.pk != page.get_parent().pk]
                if others:
                    page.create_alias(parent=fresh(others[0]))


def _stamped(raw: dict[str, Any]) -> dict[str, Any]:
    """Some wordings are behind their text."""
    value = raw["value"]
    if value.get("variants_checked") == "behind":
        stream = KnowledgePage._meta.get_field("elements").to_python(json.dumps([raw]))
        stream[0].value["variants_checked"] = ""
        note_bases(stream)
        stamp = stream[0].value["variants_checked"]
        value["variants_checked"] = f"{stamp.partition(':')[0]}:{'0' * 12}" if stamp else ""
    return raw
