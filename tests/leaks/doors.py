"""Every door of the house outside the editors' screens: what a visitor can ask there.

A row names the addresses of config.urls that it opens, and walks through them with everything a
curious reader would try: what is hidden is asked for by its own name.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.test import Client
from django.utils.html import escape

from kb.publication.models import Live
from tests.leaks.hidden import CANARIES, QUESTION, Hidden

API = "/api/v1"
LANGUAGES = ("zh-Hans", "en")
# A word too few of each canary: what is asked may be repeated, what is found may not.
TEASERS = tuple(c.word[:-2] for c in CANARIES)
# How hidden answers sound, begin and look in Traditional characters.
DISGUISED = (
    "zuoxiwenti", "zxwtjs", "坐席問題金絲", "guanbimuluwenti", "gbml", "關閉目錄", "xiajiadaan",
    "xjda", "下架答案金絲",
)  # fmt: skip
# The same in every world that is compared.
MESSAGE = uuid.UUID(int=7)
QUESTIONS = (QUESTION, "补卡", *TEASERS)


@dataclass
class Visitor:
    """Goes through doors and writes down all that comes back."""

    name: str
    hidden: Hidden
    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)
    heard: list[tuple[str, str]] = field(default_factory=list)

    def get(self, address: str, **headers: str) -> Any:
        response = self.client.get(address, headers=self.headers | headers)
        return self._note(address, response)

    def post(self, address: str, body: Any, *, as_form: bool = False) -> Any:
        kind = {} if as_form else {"content_type": "application/json"}
        response = self.client.post(address, body, headers=self.headers, **kind)
        return self._note(address, response)

    def said(self) -> str:
        return "\n".join(text for _address, text in self.heard)

    def _note(self, address: str, response: Any) -> Any:
        """What was asked may stand in the answer; that tells the asker nothing."""
        text = text_of(response)
        asked = (address, quote(address, safe=""), quote(address), escape(address))
        for echo in (*asked, address.partition("?")[0]):
            text = text.replace(echo, "")
        self.heard.append((address, text))
        return response


def text_of(response: Any) -> str:
    streaming = response.streaming
    body = b"".join(response.streaming_content) if streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    cookies = response.cookies.output()
    return f"{response.status_code}\n{headers}\n{cookies}\n{body.decode(errors='replace')}"


@dataclass(frozen=True, slots=True)
class Door:
    """`routes`: as they stand in config.urls, prefixes joined; `tells`: agents see canaries."""

    name: str
    routes: tuple[str, ...]
    walk: Callable[[Visitor], None]
    tells: bool = True


def api_answers(visitor: Visitor) -> None:
    for key in visitor.hidden.pages:
        for query in ("", "?include=wordings", "?kinds=internal_note,note,script", "?locale=en"):
            visitor.get(f"{API}/answers/{key}{query}")
        seen = visitor.get(f"{API}/answers/{key}")
        if "ETag" in seen:
            visitor.get(f"{API}/answers/{key}", **{"If-None-Match": seen["ETag"]})
        visitor.get(f"{API}/answers/{key}", **{"If-None-Match": "*"})


def api_elements(visitor: Visitor) -> None:
    for element in visitor.hidden.elements.values():
        visitor.get(f"{API}/elements/{element}")


def api_search(visitor: Visitor) -> None:
    for text in (*QUESTIONS, *DISGUISED):
        visitor.get(f"{API}/search?q={quote(text)}&limit=50")
    for topic in ("cards", "closed"):
        visitor.get(f"{API}/search?q={quote(QUESTION)}&topic={topic}")


def api_suggest(visitor: Visitor) -> None:
    for text in (*QUESTIONS, *DISGUISED):
        visitor.get(f"{API}/suggest?q={quote(text)}")


def api_questions(visitor: Visitor) -> None:
    for text in (*QUESTIONS, *DISGUISED):
        visitor.post(f"{API}/answers", {"text": text})
    offered = {"offered": list(visitor.hidden.pages)[:4]}
    visitor.post(f"{API}/answers", {"text": DISGUISED[0], "context": offered})
    visitor.post(f"{API}/answers", {"text": QUESTION, "context": {"topic": "closed"}})
    for customer in ({"regions": ["beijing"]}, {"segments": []}, {"products": ["nowhere"]}):
        visitor.post(f"{API}/answers", {"text": QUESTION, "context": customer})


def api_guides(visitor: Visitor) -> None:
    """Hidden choices too are asked for by their own ids."""
    for element, walk in ways():
        for key in visitor.hidden.pages:
            visitor.get(f"{API}/answers/{key}/guides/{element}?walk={walk}")
        visitor.get(f"{API}/answers/cards.lost/guides/{element}")


def ways() -> list[tuple[str, str]]:
    """Every guide there is, with every choice of it after every other."""
    found = []
    for row in Live.objects.all():
        for passage in row.document["passages"]:
            questions = passage.get("guide", {}).get("questions", ())
            ids = [choice["id"] for question in questions for choice in question["choices"]]
            found += [(passage["element"], one) for one in ids]
            found += [(passage["element"], f"{one}.{ids[-1]}") for one in ids]
    return found


def api_topics(visitor: Visitor) -> None:
    for language in LANGUAGES:
        visitor.get(f"{API}/topics?locale={language}")


def api_changes(visitor: Visitor) -> None:
    visitor.get(f"{API}/changes?limit=500")
    after, more = 0, True
    while more:
        page = visitor.get(f"{API}/changes?after={after}&limit=1")
        if page.status_code != 200:
            return
        after, more = page.json()["next"], page.json()["more"]


def api_feedback(visitor: Visitor) -> None:
    for key in visitor.hidden.pages:
        visitor.post(f"{API}/feedback", {"key": key, "verdict": "wrong"})
        for element in visitor.hidden.elements.values():
            visitor.post(f"{API}/feedback", {"key": key, "element": element, "verdict": "wrong"})


def api_papers(visitor: Visitor) -> None:
    visitor.get(f"{API}/schema/")
    visitor.get(f"{API}/docs/")


def health(visitor: Visitor) -> None:
    visitor.get("/healthz")
    visitor.get("/readyz")


def metrics(visitor: Visitor) -> None:
    visitor.get("/metrics")
    for token in ("", "guess", "None"):
        visitor.get("/metrics", Authorization=f"Bearer {token}")


def help_home(visitor: Visitor) -> None:
    visitor.get("/")
    visitor.get("/help/")
    for language in LANGUAGES:
        visitor.get(f"/help/{language}/")


def help_topics(visitor: Visitor) -> None:
    for language in LANGUAGES:
        for key in ("library", "cards", "closed"):
            visitor.get(f"/help/{language}/topics/{key}/")


def help_answers(visitor: Visitor) -> None:
    for language in LANGUAGES:
        for key in visitor.hidden.pages:
            visitor.get(f"/help/{language}/answers/{key}/")
        for _element, walk in ways():
            for key in ("cards.lost", "cards.inside"):
                visitor.get(f"/help/{language}/answers/{key}/?walk=cards.lost:{walk}")


def help_verdicts(visitor: Visitor) -> None:
    for language in LANGUAGES:
        for key in visitor.hidden.pages:
            address = f"/help/{language}/answers/{key}/verdict/"
            visitor.post(address, {"verdict": "unhelpful"}, as_form=True)


def help_search(visitor: Visitor) -> None:
    for language in LANGUAGES:
        for text in QUESTIONS:
            visitor.get(f"/help/{language}/search/?q={quote(text)}")


def desk(visitor: Visitor) -> None:
    for fragment in ({}, {"HX-Request": "true"}):
        for address in ("/desk/", "/desk/results/", "/desk/topics/cards/", "/desk/topics/closed/"):
            visitor.get(address, **fragment)
        for text in QUESTIONS:
            visitor.get(f"/desk/results/?q={quote(text)}", **fragment)
        for key in visitor.hidden.pages:
            visitor.get(f"/desk/answers/{key}/", **fragment)


def desk_guides(visitor: Visitor) -> None:
    for element, walk in ways():
        for key in visitor.hidden.pages:
            query = f"?walk={key}:{walk}"
            visitor.get(f"/desk/answers/{key}/guides/{element}/{query}")
        visitor.get(f"/desk/answers/cards.inside/?walk=cards.lost:{walk}")


def desk_reports(visitor: Visitor) -> None:
    for key in visitor.hidden.pages:
        for element in ("", *visitor.hidden.elements.values()):
            report = {"key": key, "locale": "zh-Hans", "element": element, "verdict": "wrong"}
            visitor.post("/desk/reports/", report, as_form=True)
    visitor.get("/desk/reports/mine/")


def desk_messages(visitor: Visitor) -> None:
    """Sent with a text that the visitor may have seen somewhere: what is hidden goes nowhere."""
    for key in visitor.hidden.pages:
        for channel in ("sms", "wechat"):
            wish = {"key": key, "locale": "zh-Hans", "channel": channel, "recipient": "13800138000"}
            wish |= {"request": str(MESSAGE), f"rendition_{channel}": "0" * 64}
            visitor.post("/desk/messages/", wish, as_form=True)
    visitor.get(f"/desk/messages/{MESSAGE}/")
    visitor.get("/desk/messages/")


def desk_complaints(visitor: Visitor) -> None:
    """About what is hidden, and those of other teams by a name somebody may have guessed."""
    one = f"/desk/complaints/{MESSAGE}/"
    wish = {"words": "投诉", "cause": "process", "request": str(MESSAGE), "verdict": "wrong"}
    for key in visitor.hidden.pages:
        visitor.get(f"/desk/complaints/new/?key={key}")
        about = wish | {"key": key, "locale": "zh-Hans"}
        visitor.post("/desk/complaints/take/", about, as_form=True)
        for name in ("message", "knowledge", "note", "close", "join", "reopen", "cause"):
            visitor.post(f"{one}{name}/", {"answer": f"zh-Hans {key}"}, as_form=True)
    for text in QUESTIONS:
        visitor.get(f"{one}?q={quote(text)}")
    visitor.get("/desk/complaints/?whose=team")


def desk_questions(visitor: Visitor) -> None:
    """Asked with what is hidden, and of questions that are not the visitor's."""
    for key in visitor.hidden.pages:
        asked = {"request": str(MESSAGE), "query": key, "key": key, "locale": "zh-Hans"}
        visitor.post("/desk/questions/ask/", asked, as_form=True)
    for path in ("", "rows/", "waiting/", "mine/", f"{MESSAGE}/", f"{MESSAGE}/answers/?find=a"):
        visitor.get(f"/desk/questions/{path}")
    for path in ("", "gap/", "close/"):
        visitor.post(f"/desk/questions/{MESSAGE}/{path}", {"words": "a"}, as_form=True)


def desk_notices(visitor: Visitor) -> None:
    for fragment in ({}, {"HX-Request": "true"}, {"If-None-Match": '"guess"'}):
        visitor.get("/desk/notices/", **fragment)
    for version in visitor.hidden.notices:
        visitor.post("/desk/notices/read/", {"version": version}, as_form=True)


def desk_news(visitor: Visitor) -> None:
    visitor.get("/desk/waiting/")
    visitor.get("/desk/news/")
    for key in visitor.hidden.pages:
        visitor.get(f"/desk/answers/{key}/?news=1")
    visitor.post("/desk/news/seen/", {"through": "999999"}, as_form=True)
    visitor.get("/desk/news/", **{"HX-Request": "true"})


def desk_reading(visitor: Visitor) -> None:
    visitor.get("/desk/reading/")
    visitor.post("/desk/reading/1/confirm/", {"signed": "guess"}, as_form=True)


def desk_kept(visitor: Visitor) -> None:
    """Whatever is hidden is pinned by its name."""
    for key in visitor.hidden.pages:
        named = {"key": key, "locale": "zh-Hans"}
        visitor.post("/desk/pins/set/", named | {"wanted": "1"}, as_form=True)
        visitor.post("/desk/pins/move/", named | {"step": "-1"}, as_form=True)
        visitor.post("/desk/favourites/", named | {"team": "1", "wanted": "1"}, as_form=True)
        visitor.get(f"/desk/favourites/?key={key}&locale=zh-Hans")
    visitor.get("/desk/pins/")
    visitor.get("/desk/")


def receipts(visitor: Visitor) -> None:
    visitor.post("/channels/sms/receipts/", {"id": str(MESSAGE), "state": "delivered"})
    visitor.post("/channels/sms/replies/", {"id": "1", "from": "13800138000", "text": "1"})
    visitor.get("/channels/wechat/?echostr=1")


def desk_contacts(visitor: Visitor) -> None:
    """What is noted tells nothing, and what is hidden is not noted."""
    for key in visitor.hidden.pages:
        for element in ("", *visitor.hidden.elements.values()):
            copied = {"key": key, "locale": "zh-Hans", "element": element, "channel": "sms"}
            visitor.post("/desk/contacts/copied/", copied, as_form=True)
    visitor.post("/desk/contacts/next/", {}, as_form=True)
    visitor.get("/desk/customer/")
    for code in ("used", "expired", "guess"):
        visitor.get(f"/desk/calls/refused/{code}/")
    visitor.get("/desk/?caller=13800138000&call=1&expires=1&signature=guess")
    visitor.post("/channels/calls/verification/", {"call": "1", "verification": "full"})


def desk_offers(visitor: Visitor) -> None:
    """What is hidden settles nothing, and another's offer is not there."""
    for key in visitor.hidden.pages:
        visitor.post("/desk/solved/", {"key": key, "locale": "zh-Hans"}, as_form=True)
    taken = {"outcome": "accepted"}
    visitor.post(f"/desk/offers/{MESSAGE}/", taken, as_form=True)


def api_offers(visitor: Visitor) -> None:
    for key in visitor.hidden.pages:
        settled = {"solved": key, "conversation": f"about {key}"}
        visitor.post(f"{API}/answers", {"text": QUESTION, "context": settled})
    for name in (MESSAGE, "none", *visitor.hidden.pages):
        visitor.post(f"{API}/next-sentences/{name}", {"outcome": "accepted"})


def desk_overview(visitor: Visitor) -> None:
    """Agents see no figures; what supervisors see of hidden answers has tests of its own."""
    for page in ("", "live/", "around/", "export/"):
        visitor.get(f"/desk/overview/{page}")
    for key in visitor.hidden.pages:
        visitor.get(f"/desk/overview/around/?key={key}&locale=zh-Hans&day=2026-11-01")
    for table in ("hot", "questions", "complaints", "reading"):
        visitor.get(f"/desk/overview/export/?table={table}")


def desk_doorstep(visitor: Visitor) -> None:
    visitor.get("/desk/login/")
    visitor.get("/desk/logout/")


def language(visitor: Visitor) -> None:
    visitor.get("/language/")


def pictures(visitor: Visitor) -> None:
    for name in visitor.hidden.pictures:
        visitor.get(name)


def attachments(visitor: Visitor) -> None:
    for address in visitor.hidden.attachments:
        visitor.get(address)


DOORS = (
    Door("API: answers", ("api/v1/answers/<str:key>",), api_answers),
    Door("API: elements", ("api/v1/elements/<str:element>",), api_elements),
    Door("API: search", ("api/v1/search",), api_search),
    Door("API: completions", ("api/v1/suggest",), api_suggest),
    Door("API: questions", ("api/v1/answers",), api_questions),
    Door("API: guides", ("api/v1/answers/<str:key>/guides/<str:element>",), api_guides),
    Door("API: topics", ("api/v1/topics",), api_topics, tells=False),
    Door("API: changes", ("api/v1/changes",), api_changes),
    Door("API: feedback", ("api/v1/feedback",), api_feedback, tells=False),
    Door("API: description", ("api/v1/schema/", "api/v1/docs/"), api_papers, tells=False),
    Door("health", ("healthz", "readyz"), health, tells=False),
    Door("metrics", ("metrics",), metrics, tells=False),
    Door("help: start", ("", "help/", "help/<locale:locale>/"), help_home, tells=False),
    Door("help: topics", ("help/<locale:locale>/topics/<key:key>/",), help_topics, tells=False),
    Door("help: answers", ("help/<locale:locale>/answers/<key:key>/",), help_answers, tells=False),
    Door(
        "help: verdicts",
        ("help/<locale:locale>/answers/<key:key>/verdict/",),
        help_verdicts,
        tells=False,
    ),
    Door("help: search", ("help/<locale:locale>/search/",), help_search, tells=False),
    Door(
        "desk",
        ("desk/", "desk/results/", "desk/topics/<desk_key:key>/", "desk/answers/<desk_key:key>/"),
        desk,
    ),
    Door("desk: guides", ("desk/answers/<desk_key:key>/guides/<uuid:element>/",), desk_guides),
    Door("desk: reports", ("desk/reports/", "desk/reports/mine/"), desk_reports, tells=False),
    Door(
        "desk: messages", ("desk/messages/", "desk/messages/<uuid:pk>/"), desk_messages, tells=False
    ),
    Door(
        "desk: contacts",
        (
            "desk/contacts/copied/",
            "desk/contacts/next/",
            "desk/customer/",
            "desk/calls/refused/<slug:code>/",
            "channels/calls/verification/",
        ),
        desk_contacts,
        tells=False,
    ),
    Door(
        "desk: complaints",
        (
            "desk/complaints/",
            "desk/complaints/new/",
            "desk/complaints/take/",
            "desk/complaints/<uuid:pk>/",
            "desk/complaints/<uuid:pk>/message/",
            "desk/complaints/<uuid:pk>/<slug:name>/",
        ),
        desk_complaints,
        tells=False,
    ),
    Door(
        "desk: questions",
        tuple(
            f"desk/questions/{path}"
            for path in (
                "", "rows/", "waiting/", "ask/", "mine/", "<uuid:pk>/", "<uuid:pk>/answers/",
                "<uuid:pk>/gap/", "<uuid:pk>/close/",
            )
        ),
        desk_questions,
        tells=False,
    ),
    Door(
        "desk: offers",
        ("desk/solved/", "desk/offers/<uuid:pk>/"),
        desk_offers,
        tells=False,
    ),
    Door(
        "api: offers", ("api/v1/next-sentences/<str:sentence>",), api_offers, tells=False
    ),
    Door(
        "gateways",
        ("channels/sms/receipts/", "channels/sms/replies/", "channels/wechat/"),
        receipts,
        tells=False,
    ),
    Door("desk: notices", ("desk/notices/", "desk/notices/read/"), desk_notices),
    Door(
        "desk: overview",
        (
            "desk/overview/",
            "desk/overview/live/",
            "desk/overview/around/",
            "desk/overview/export/",
        ),
        desk_overview,
        tells=False,
    ),
    Door("desk: what is new", ("desk/waiting/", "desk/news/", "desk/news/seen/"), desk_news),
    Door(
        "desk: required reading",
        ("desk/reading/", "desk/reading/<int:pk>/confirm/"),
        desk_reading,
        tells=False,
    ),
    Door(
        "desk: kept answers",
        ("desk/pins/", "desk/pins/set/", "desk/pins/move/", "desk/favourites/"),
        desk_kept,
    ),
    Door("desk: doorstep", ("desk/login/", "desk/logout/"), desk_doorstep, tells=False),
    Door("language", ("language/",), language, tells=False),
    Door(
        "pictures",
        ("media/images/<int:image_id>/", "media/images/<str:name>"),
        pictures,
    ),
    Door("attachments", ("media/basis/<int:pk>/", "media/basis/<str:name>"), attachments),
)  # fmt: skip
