"""Bases and their attachments that arrive. They are for staff, and go through no approval."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from kb.authoring.exchange.items import BASIS_TEXTS, DAYS, attachment_file
from kb.authoring.exchange.lists_in import each
from kb.authoring.exchange.plans import Plan, Verdict
from kb.authoring.exchange.problems import BadFiles
from kb.authoring.exchange.words import objections_in
from kb.authoring.models import BasisAttachment, BasisRecord

if TYPE_CHECKING:
    from kb.authoring.exchange.settling import Settling

# What follows from its end is done by whoever ends it in the admin.
ENDING = ("state", "replaced_by")


def settle_bases(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    done = [each(plan, settling, _basis) for plan in plans]
    if not settling.dry_run:
        _name_successors([plan for plan in done if plan.verdict is Verdict.ADDED])
    return done


def _name_successors(plans: Sequence[Plan]) -> None:
    """Once all of them are there."""
    for plan in plans:
        if successor := plan.item.fields.get("replaced_by"):
            new = BasisRecord.objects.filter(key=successor).first()
            BasisRecord.objects.filter(key=plan.item.key).update(replaced_by=new)


def _basis(plan: Plan, settling: Settling) -> str:
    verb, fields = "add" if plan.verdict is Verdict.ADDED else "change", plan.item.fields
    if not settling.may(f"kb.{verb}_basisrecord"):
        return _("You may not edit this.")
    held = plan.held.fields if plan.held else fields
    if any(fields.get(name) != held.get(name) for name in ENDING):
        return _("A basis is ended in the admin only: what cites it is looked at then.")
    row = BasisRecord.objects.get(pk=plan.held.pk) if plan.held else BasisRecord()
    row.key = plan.item.key
    for name in BASIS_TEXTS:
        setattr(row, name, fields.get(name, ""))
    row.state = fields.get("state") or BasisRecord.State.IN_FORCE
    try:
        _set_days(row, fields)
        row.attachments.set(_attachments(row, fields.get("attachments", ()), settling))
        row.full_clean(exclude={"replaced_by"})
        for attachment in row.attachments.all():
            attachment.full_clean(exclude={"basis"})
    except ValidationError as error:
        return objections_in(error)
    except BadFiles as error:
        return error.remarks[0].words
    if not settling.dry_run:
        row.save()
    return ""


def _set_days(row: Any, fields: Any) -> None:
    for name in DAYS:
        try:
            setattr(row, name, date.fromisoformat(fields[name]) if fields.get(name) else None)
        except ValueError:
            raise ValidationError({name: _("Write the date as 2027-01-31.")}) from None


def _attachments(row: Any, wanted: Sequence[Any], settling: Settling) -> list[BasisAttachment]:
    """Those whose files are here already keep them. Raises BadFiles."""
    here = {attachment_file(one): one for one in row.attachments.all()} if row.pk else {}
    return [_attachment(fields, here.get(fields["file"]), settling) for fields in wanted]


def _attachment(fields: Any, held: Any, settling: Settling) -> BasisAttachment:
    attachment = held or BasisAttachment()
    attachment.title = fields.get("title", "")
    _set_days(attachment, fields)
    if held is None:
        data, name = settling.load(fields["file"]), fields["file"].rpartition("/")[2]
        if hashlib.sha256(data).hexdigest()[:40] != name.partition(".")[0]:
            raise ValidationError({"file": _("The file is another one than its name says.")})
        attachment.file = ContentFile(data, name=name)
    return attachment
