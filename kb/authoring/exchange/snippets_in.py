"""Facts, terms and shared elements that arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Locale

from kb.authoring.cleaning import Cleaner
from kb.authoring.exchange.items import FACT_TEXTS, MOMENTS, VARIANT_LISTS, VARIANT_TEXTS
from kb.authoring.exchange.plans import Plan, Verdict
from kb.authoring.exchange.publishing import may_go_out, publish_revision
from kb.authoring.exchange.records import Item
from kb.authoring.exchange.streams_in import ids_objection, stream_raw, without_coming_rows
from kb.authoring.exchange.words import objections_in
from kb.authoring.importers.elements import clean_stream
from kb.authoring.models import Fact, FactVariant, SharedElement, Term
from kb.locales import to_django

if TYPE_CHECKING:
    from kb.authoring.exchange.settling import Settling

MODELS: dict[str, Any] = {"fact": Fact, "term": Term, "shared": SharedElement}
# Not what an import decides.
NOT_CHECKED = {"latest_revision", "live_revision", "locked_by", "content_type"}


def settle_snippets(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    return [_settle(plan, settling) for plan in plans]


def _settle(plan: Plan, settling: Settling) -> Plan:
    if plan.verdict is Verdict.REFUSED:
        return plan
    if plan.verdict is Verdict.UNCHANGED:
        _publish_waiting(plan, settling)
        return plan
    model = MODELS[plan.item.subject]
    obj = _object(model, plan, settling)
    if words := _objection(model, obj, plan, settling) or _fill(obj, plan, settling):
        return plan.refused(words)
    if not settling.dry_run:
        _keep(obj, plan, settling)
    return plan


def _object(model: Any, plan: Plan, settling: Settling) -> Any:
    if plan.held is not None:
        return model.objects.get(pk=plan.held.pk).get_latest_revision_as_object()
    obj = model(key=plan.item.key, live=False, has_unpublished_changes=True)
    if model is not Fact:
        obj.locale = Locale.objects.get(language_code=to_django(plan.item.locale))
        obj.translation_key = plan.item.id
    return obj


def _objection(model: Any, obj: Any, plan: Plan, settling: Settling) -> str:
    verb = "add" if plan.verdict is Verdict.ADDED else "change"
    if not settling.may(f"kb.{verb}_{model._meta.model_name}"):
        return _("You may not edit this.")
    if plan.held is not None and obj.workflow_in_progress:
        return _("It waits for approval. Decide that first.")
    if plan.held is not None and obj.locked:
        return _("It is locked.")
    return ids_objection(plan.item)


def _fill(obj: Any, plan: Plan, settling: Settling) -> str:
    """Writes the record's values; says what is wrong with them."""
    item = plan.item
    for name in MOMENTS:
        setattr(obj, name, moment(item, name))
    objections = {"fact": _fill_fact, "term": _fill_term, "shared": _fill_shared}[item.subject](
        obj, item, settling
    )
    Cleaner().clean_fields(obj, obj.cleaned_fields)
    if objections:
        return objections
    try:
        obj.full_clean(exclude=NOT_CHECKED, validate_unique=plan.held is None)
    except ValidationError as error:
        return objections_in(error)
    return ""


def moment(item: Item, name: str) -> Any:
    return parse_datetime(item.fields[name]) if item.fields.get(name) else None


def _fill_fact(fact: Any, item: Item, settling: Settling) -> str:
    for name in FACT_TEXTS:
        setattr(fact, name, item.fields.get(name, ""))
    fact.next_from = moment(item, "next_from")
    rows = item.fields.get("variants", ())
    variants = [_variant(row) for row in without_coming_rows(rows, settling)]
    fact.variants.set(variants)
    for variant in variants:
        variant.fact = fact
        try:
            variant.full_clean(exclude={"fact"})
        except ValidationError as error:
            return objections_in(error)
    return ""


def _variant(row: dict[str, Any]) -> FactVariant:
    variant = FactVariant(**{name: list(row.get(name, ())) for name in VARIANT_LISTS})
    for name in VARIANT_TEXTS:
        setattr(variant, name, row.get(name, ""))
    start = row.get("next_from")
    variant.next_from = parse_datetime(start) if start else None
    return variant


def _fill_term(term: Any, item: Item, settling: Settling) -> str:
    term.jargon, term.plain = item.fields.get("jargon", ""), item.fields.get("plain", "")
    term.customer_words = "\n".join(item.fields.get("customer_words", ()))
    return ""


def _fill_shared(shared: Any, item: Item, settling: Settling) -> str:
    if len(item.elements) != 1:
        return _("A shared element is one element.")
    raw, missing = stream_raw(item, shared.element.get_prep_value(), settling)
    field = SharedElement._meta.get_field("element")
    element, objections = clean_stream(field, raw, may_be_unfinished=not settling.publish)
    shared.title, shared.element = item.fields["title"], element
    return " ".join([*missing, *objections])


def _keep(obj: Any, plan: Plan, settling: Settling) -> None:
    if plan.verdict is Verdict.ADDED:
        obj.save()
    revision = obj.save_revision(user=settling.author, clean=False, log_action=True)
    if settling.publish:
        publish_revision(revision, plan.item.name, settling)


def _publish_waiting(plan: Plan, settling: Settling) -> None:
    """A draft of an earlier run goes out."""
    if settling.publish and not settling.dry_run and plan.held is not None:
        obj = MODELS[plan.item.subject].objects.get(pk=plan.held.pk)
        if may_go_out(obj):
            publish_revision(obj.latest_revision, plan.item.name, settling)
