"""One block of a page → one Passage."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from kb.access import Audience, Labels, Verification
from kb.assembly.guides import grant_of, guide_of
from kb.assembly.wordings import Writer
from kb.authoring.variants import are_behind
from kb.document import STAFF_KINDS, Basis, Image, Kind, Passage, Target, Wording
from kb.problem import Problem
from kb.problem import msgid as _
from kb.text import clean

EMPTY = _("This element is empty: write it or remove it.")
# They hold something else that is said.
MAY_BE_SILENT = frozenset({Kind.ACTION, Kind.LINK, Kind.GUIDE})
SETS = ("channels", "regions", "segments", "products")


def passage_of(kind: Kind, value: Any, *, writer: Writer) -> Passage:
    """The element as it stands; problems and uses are left with the writer."""
    passage = Passage(
        element=writer.element,
        kind=kind,
        standard=_standard(kind, value, writer=writer),
        labels=labels_of(value, kind=kind),
        title=writer.write_plain(value.get("title") or ""),
        targets=_targets(value, writer=writer),
        image=_image(value),
        person_only=bool(value.get("person_only")),
        sms_kind=value.get("message_kind") or "notice",
        basis=_basis(value.get("basis")),
        guide=guide_of(value, writer=writer) if kind is Kind.GUIDE else None,
        grant=grant_of(value, writer=writer) if kind is Kind.GRANT else None,
    )
    if record := (value.get("basis") or {}).get("record"):
        writer.uses.add(f"basis:{record.pk}")
    passage = _with_forms(passage, value, writer=writer)
    if passage.image:
        writer.uses.add(f"image:{passage.image.id}")
    return replace(passage, uses=tuple(sorted(writer.uses)))


def labels_of(value: Any, *, kind: Kind | None = None) -> Labels:
    """Staff kinds are for agents whatever the block says."""
    audience = Audience.from_code(value.get("audience") or "public")
    return Labels(
        audience=Audience.AGENT if kind in STAFF_KINDS else audience,
        verification=Verification.from_code(value.get("verification") or "none"),
        valid_from=value.get("valid_from"),
        valid_to=value.get("valid_to"),
        **{name: frozenset(value.get(name) or ()) for name in SETS},
    )


def _standard(kind: Kind, value: Any, *, writer: Writer) -> Wording:
    if kind is Kind.STEPS:
        steps = [str(step).strip() for step in value.get("steps") or () if str(step).strip()]
        text = "\n".join(f"{n}. {_one_line(step)}" for n, step in enumerate(steps, 1))
    elif kind is Kind.TABLE:
        text = table_text(value.get("table"))
    else:
        text = str(value.get("text") or "")
    wording = writer.write(text)
    if not wording.runs and kind not in MAY_BE_SILENT:
        writer.problems.append(Problem(code="empty", message=EMPTY, element=writer.element))
    return wording


def table_text(table: Any) -> str:
    """A typed table as a Markdown table."""
    if table is None or not table.columns:
        return ""
    head = [str(column["heading"] or "") for column in table.columns]
    body = [[str(cell.value or "") for cell in row] for row in table.rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "\\|")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _with_forms(passage: Passage, value: Any, *, writer: Writer) -> Passage:
    behind = are_behind(value)
    overrides = tuple(
        (o["channel"], writer.write(o["text"], behind=behind))
        for o in value.get("overrides") or ()
        if (o.get("text") or "").strip()
    )
    return replace(
        passage,
        brief=_form(value.get("brief"), behind=behind, writer=writer),
        spoken=_form(value.get("spoken"), behind=behind, writer=writer),
        overrides=overrides,
    )


def _form(text: str | None, *, behind: bool, writer: Writer) -> Wording | None:
    return writer.write(text, behind=behind) if text and text.strip() else None


def _targets(value: Any, *, writer: Writer) -> tuple[Target, ...]:
    return tuple(
        Target(type=target["type"], value=writer.write_plain(target["value"]))
        for target in value.get("targets") or ()
        if target.get("value")
    )


def _image(value: Any) -> Image | None:
    image = value.get("image")
    return Image(id=image.pk, alt=_seen(value.get("text"))) if image else None


def _seen(text: str | None) -> str:
    """Without what nobody sees."""
    return clean(text or "").text


def _basis(value: Any) -> Basis | None:
    if value and value.get("record"):
        return _cited(value["record"], value)
    if not value or not value.get("document"):
        return None

    def day(name: str) -> str:
        moment: datetime | None = value.get(name)
        return moment.isoformat() if moment else ""

    plain = {
        name: _seen(value.get(name)) for name in ("document", "number", "clause", "department")
    }
    return Basis(valid_from=day("valid_from"), valid_to=day("valid_to"), **plain)


def _cited(record: Any, value: Any) -> Basis:
    """A record says what it is; the element says which clause, and whose it is here."""
    return Basis(
        document=_seen(record.title),
        number=_seen(record.number),
        clause=_seen(value.get("clause")),
        department=_seen(value.get("department") or record.issuer),
        valid_from=record.valid_from.isoformat() if record.valid_from else "",
        valid_to=record.valid_to.isoformat() if record.valid_to else "",
    )
