"""Labels, topics and pictures that arrive."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from kb.authoring.exchange.items import NO_OFFERS
from kb.authoring.exchange.pictures import NO_PICTURE, check_picture
from kb.authoring.exchange.plans import Plan, Verdict
from kb.authoring.exchange.problems import BadFiles, bad
from kb.authoring.exchange.records import Item
from kb.authoring.exchange.words import objections_in
from kb.authoring.models import LabelValue, TopicPage
from kb.authoring.topics import LIBRARY_KEY
from kb.locales import to_django

if TYPE_CHECKING:
    from kb.authoring.exchange.settling import Settling


def settle_labels(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    return [each(plan, settling, _label) for plan in plans]


def each(plan: Plan, settling: Settling, act: Callable[[Plan, Settling], str]) -> Plan:
    """`act` says what stands against it, or does it."""
    if plan.verdict in (Verdict.UNCHANGED, Verdict.REFUSED):
        return plan
    words = act(plan, settling)
    return plan.refused(words) if words else plan


def _label(plan: Plan, settling: Settling) -> str:
    verb = "add" if plan.verdict is Verdict.ADDED else "change"
    if not settling.may(f"kb.{verb}_labelvalue"):
        return _("You may not change labels. Ask whoever runs the system.")
    fields = plan.item.fields
    row = LabelValue.objects.get(pk=plan.held.pk) if plan.held else LabelValue()
    row.dimension, row.code = fields["dimension"], fields["code"]
    row.name_zh, row.name_en = fields["zh-Hans"], fields["en"]
    try:
        row.full_clean()
    except ValidationError as error:
        return objections_in(error)
    if not settling.dry_run:
        row.save()
    return ""


def settle_topics(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    done = []
    for plan in plans:
        one = each(plan, settling, _topic)
        if one.verdict is Verdict.ADDED:
            settling.coming.add(one.item.name)
        done.append(one)
    return done


def _topic(plan: Plan, settling: Settling) -> str:
    if plan.held is not None:
        return _changed_topic(plan, settling)
    item = plan.item
    parent = item.fields.get("parent", LIBRARY_KEY)
    if ("topic", parent, item.locale) in settling.coming and settling.dry_run:
        return ""
    above = topic_page(parent, item.locale)
    if above is None:
        return _("There is no topic “%(name)s” in this language.") % {"name": parent}
    if not may_add_under(above, settling.user):
        return _("You may not add anything to the topic “%(name)s”.") % {"name": parent}
    topic = TopicPage(
        title=item.fields["title"], draft_title=item.fields["title"], key=item.key,
        slug=_free_slug(item.key.replace(".", "-"), above), locale=above.locale,
        translation_key=item.id, owner=settling.author, live=settling.publish,
        has_unpublished_changes=not settling.publish, without_offers=_is_quiet(item),
    )  # fmt: skip
    if settling.publish:
        topic.first_published_at = topic.last_published_at = settling.now
    try:
        topic.clean_fields(exclude={"path", "depth", "url_path", "content_type"})
    except ValidationError as error:
        return objections_in(error)
    if not settling.dry_run:
        above.add_child(instance=topic)
        if not settling.publish:
            topic.save_revision(user=settling.author, clean=False)
    return ""


def _is_quiet(item: Item) -> bool:
    return bool(item.fields.get("offers") == NO_OFFERS)


def _free_slug(wish: str, above: Any) -> str:
    taken = set(above.get_children().values_list("slug", flat=True))
    slug, number = wish, 2
    while slug in taken:
        slug, number = f"{wish}-{number}", number + 1
    return slug


def may_add_under(topic: Any, user: Any) -> bool:
    return user is None or bool(topic.permissions_for_user(user).can_add_subpage())


def _changed_topic(plan: Plan, settling: Settling) -> str:
    assert plan.held is not None
    item = plan.item
    if item.fields.get("parent", LIBRARY_KEY) != plan.held.fields["parent"]:
        return _("A topic is moved in the admin only: readers would notice it at once.")
    topic = TopicPage.objects.get(pk=plan.held.pk)
    if words := page_objection(topic, settling.user):
        return words
    if not settling.dry_run:
        draft = topic.get_latest_revision_as_object()
        draft.title, draft.without_offers = item.fields["title"], _is_quiet(item)
        revision = draft.save_revision(user=settling.author, log_action=True)
        if settling.publish and topic.live:
            revision.publish(user=settling.author)
    return ""


def topic_page(key: str, locale: str) -> Any:
    code = to_django(locale)
    return TopicPage.objects.filter(key=key, locale__language_code=code).first()


def page_objection(page: Any, user: Any) -> str:
    """Why nobody, or not this person, may edit it now; empty where they may."""
    if user is not None and not page.permissions_for_user(user).can_edit():
        return _("You may not edit this.")
    if page.workflow_in_progress:
        return _("It waits for approval. Decide that first.")
    if page.locked:
        return _("It is locked.")
    return ""


def settle_images(plans: Sequence[Plan], settling: Settling) -> list[Plan]:
    return [each(plan, settling, _image) for plan in plans]


def _image(plan: Plan, settling: Settling) -> str:
    if not settling.may("wagtailimages.add_image"):
        return _("You may not add pictures.")
    fields = plan.item.fields
    if plan.held is not None:
        if settling.user is not None:
            return _("A picture that is here already is changed in the admin only.")
        image = get_image_model().objects.get(pk=plan.held.pk)
    else:
        try:
            image = _new_image(plan.item.key, settling)
        except BadFiles as error:
            return error.remarks[0].words
    image.title = fields.get("title") or plan.item.key
    image.description = fields.get("description", "")
    points = [int(n) for n in fields.get("focal_point", "").split(",") if n.isdecimal()]
    if len(points) == 4:
        (image.focal_point_x, image.focal_point_y, image.focal_point_width,
         image.focal_point_height) = points  # fmt: skip
    if not settling.dry_run:
        image.save()
    return ""


def _new_image(file: str, settling: Settling) -> Any:
    """Raises BadFiles for what is no picture, or none under its own digest."""
    data = settling.load(file)
    image = get_image_model()(uploaded_by_user=settling.author)
    name = file.rpartition("/")[2]
    check_picture(data)
    if image_name(data, name) != name:
        raise bad(_(NO_PICTURE))
    try:
        image.file = ImageFile(io.BytesIO(data), name=name)
    except Exception:
        # It is unpacked to be measured, and each format breaks in a way of its own.
        raise bad(_(NO_PICTURE)) from None
    image.file_size = len(data)
    image._set_file_hash()
    return image


def image_name(data: bytes, name: str) -> str:
    digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return f"{digest}.{name.rpartition('.')[2]}"
