"""Making and revoking keys: the only writers of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from channels import registry
from channels.api.key_format import hash_of, new_key, tail_of
from channels.api.key_scopes import KEY_SCOPES
from channels.api.models import ApiKey
from kb.access import ALL_TOPICS, Audience, Scope
from kb.locales import OUTSIDE_TO_DJANGO, to_outside
from kb.publication.readers import known_codes
from kb.publication.topic_tree import topic_titles

EVERYTHING = "*"


class RefusedKey(ValueError):
    """The key would be wrong; the message says what to do."""

    def __init__(self, message: Any) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True, slots=True)
class KeyWish:
    """What a key should be able to do. `*` stands for every topic, region, segment or product;
    no locales means all of the house; `rate_per_minute` None means API_RATE_PER_MINUTE."""

    name: str
    channel: str
    audience: str
    topics: Sequence[str]
    scopes: Sequence[str]
    locales: Sequence[str] = ()
    regions: Sequence[str] = ()
    segments: Sequence[str] = ()
    products: Sequence[str] = ()
    expires_at: datetime | None = None
    rate_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """`secret` is known here and never again. `notes`: what was given differently than wished."""

    row: ApiKey
    secret: str = field(repr=False)
    notes: tuple[Any, ...] = ()


def create_key(wish: KeyWish) -> MadeKey:
    """Raises RefusedKey for anything unknown, naming what is known."""
    _refuse_unknown(wish)
    audience, notes = _capped_audience(wish)
    secret = new_key(settings.API_KEY_PREFIX)
    row = ApiKey(
        name=wish.name.strip(),
        prefix=settings.API_KEY_PREFIX,
        tail=tail_of(secret),
        hash=hash_of(secret),
        channel=wish.channel,
        audience=audience.code,
        topics=list(wish.topics),
        regions=list(wish.regions),
        segments=list(wish.segments),
        products=list(wish.products),
        locales=list(wish.locales) or house_locales(),
        scopes=list(wish.scopes),
        rate_per_minute=wish.rate_per_minute,
        expires_at=wish.expires_at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise RefusedKey(
            _(
                "There is a key of the name “%(name)s”: choose another; names of revoked keys "
                "stay taken, so that records tell them apart."
            )
            % {"name": row.name}
        ) from None
    return MadeKey(row, secret, notes)


def revoke_key(name: str, *, now: datetime) -> ApiKey:
    """Ends it with its next request; a key that was revoked before stays as it is.

    Raises RefusedKey.
    """
    row = ApiKey.objects.filter(name=name).first()
    if row is None:
        known = ", ".join(ApiKey.objects.filter(revoked_at=None).values_list("name", flat=True))
        raise RefusedKey(_unknown(_("key"), name, known))
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
    return row


def all_keys() -> list[ApiKey]:
    return list(ApiKey.objects.all())


def keys_with_label(dimension: str, code: str, now: datetime) -> list[str]:
    """Of those that can still be used, their names for people."""
    alive = ApiKey.objects.filter(revoked_at=None).exclude(expires_at__lte=now)
    held = [key.name for key in alive if code in getattr(key, dimension)]
    return [gettext("API key “%(name)s”") % {"name": name} for name in held]


def house_locales() -> list[str]:
    return [to_outside(code) for code, _name in settings.LANGUAGES]


def _refuse_unknown(wish: KeyWish) -> None:
    if not wish.name.strip():
        raise RefusedKey(_("A key needs a name that tells who uses it."))
    _refuse(_("channel"), [wish.channel], registry.enabled())
    _refuse(_("audience"), [wish.audience], [audience.code for audience in Audience])
    _refuse(_("key scope"), wish.scopes, KEY_SCOPES)
    _refuse(_("topic"), wish.topics, [EVERYTHING, *_known_topics()])
    _refuse(_("locale"), wish.locales, house_locales())
    for name, label in (
        ("regions", _("region")),
        ("segments", _("customer segment")),
        ("products", _("product")),
    ):
        _refuse(label, getattr(wish, name), [EVERYTHING, *known_codes(name)])
    if not wish.scopes:
        raise RefusedKey(
            _("A key without scopes may do nothing: name some of %(known)s.")
            % {"known": ", ".join(KEY_SCOPES)}
        )
    if not wish.topics:
        raise RefusedKey(_("A key without topics sees nothing: name some, or * for all."))
    if wish.rate_per_minute is not None and wish.rate_per_minute < 1:
        raise RefusedKey(_("The rate is a number of requests a minute, at least 1."))
    if wish.expires_at is not None and wish.expires_at <= timezone.now():
        raise RefusedKey(_("The key would have expired already: choose a later day."))


def _refuse(label: Any, given: Sequence[str], known: Collection[str]) -> None:
    for value in given:
        if value not in known:
            raise RefusedKey(_unknown(label, value, ", ".join(known)))


def _unknown(label: Any, value: str, known: str) -> Any:
    return _("Unknown %(label)s “%(value)s”: use one of %(known)s.") % {
        "label": label,
        "value": value,
        "known": known,
    }


def _capped_audience(wish: KeyWish) -> tuple[Audience, tuple[Any, ...]]:
    wanted, ceiling = Audience.from_code(wish.audience), registry.get(wish.channel).ceiling
    if wanted <= ceiling:
        return wanted, ()
    note = _("The channel %(channel)s carries %(ceiling)s at most, so the key gets %(ceiling)s.")
    return ceiling, (note % {"channel": wish.channel, "ceiling": ceiling.code},)


def _known_topics() -> list[str]:
    """Of every language; whoever makes keys knows the whole tree."""
    keys: dict[str, None] = {}
    for locale in OUTSIDE_TO_DJANGO:
        everybody = Scope(
            channels=frozenset(registry.enabled()),
            audience=max(Audience),
            topics=ALL_TOPICS,
            locales=frozenset(OUTSIDE_TO_DJANGO),
            now=timezone.now(),
        )
        keys |= dict.fromkeys(topic_titles(scope=everybody, locale=locale))
    return list(keys)
