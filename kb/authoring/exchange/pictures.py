"""A picture that may come from anywhere: looked at before it is unpacked."""

from __future__ import annotations

import io
import warnings

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from kb.authoring.exchange.problems import bad
from kb.problem import msgid

FORMATS = ("GIF", "JPEG", "PNG", "WEBP")
NO_PICTURE = msgid("This is no picture, or another one than its name says.")


def check_picture(data: bytes) -> None:
    """Its kind, and its size as its head says. Raises BadFiles."""
    try:
        pixels = _pixels(data)
    except Image.DecompressionBombError:
        pixels = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS + 1
    except Exception:
        # Each format is broken in a way of its own.
        raise bad(_(NO_PICTURE)) from None
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        most = f"{settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:,}"
        raise bad(_("The picture has more than %(most)s pixels. Make it smaller.") % {"most": most})


def _pixels(data: bytes) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            return opened.width * opened.height * int(getattr(opened, "n_frames", 1))
