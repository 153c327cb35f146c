"""The page's question and answer for machines (https://schema.org/FAQPage)."""

from __future__ import annotations

import json

from django.utils.safestring import SafeString, mark_safe

from channels.renditions.queries import ServedAnswer

# As in Django's json_script: nothing in the data can end the script element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def faq_json(served: ServedAnswer, *, url: str) -> SafeString:
    """One question with the one answer that stands on the page."""
    data = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": served.locale,
        "url": url,
        "mainEntity": [
            {
                "@type": "Question",
                "name": served.question,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": served.message.text,
                    "dateModified": served.published_at.isoformat(),
                },
            }
        ],
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(ESCAPES))
