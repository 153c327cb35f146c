"""One example for each call; a test holds them to the schemas."""

from __future__ import annotations

from typing import Any

ELEMENT = "0d4bb1a6-2f47-5d61-9f3e-6b0c6a2b9a10"
RENDITION = "6f1b0e6b1f0a4f0c9a4d2b7e8c3d5f61"
PUBLISHED = "2026-11-22T02:30:00Z"
URL = "http://localhost:8000/api/v1/answers/cards.report-loss?locale=zh-Hans"
TEXT = "请立即拨打客服电话挂失，挂失后卡片马上停用。"
PART = {"element": ELEMENT, "kind": "answer", "text": TEXT}
STANDING = {
    "rendition": RENDITION,
    "published_at": PUBLISHED,
    "valid_until": "2026-12-31T16:00:00Z",
    "seq": 118,
}
ANSWER: dict[str, Any] = {
    "key": "cards.report-loss",
    "locale": "zh-Hans",
    "channel": "web",
    "question": "银行卡丢了怎么办？",
    "text": TEXT,
    "html": f"<section><p>{TEXT}</p></section>",
    "parts": [PART],
} | STANDING
ELEMENT_ANSWER = (
    {"key": "cards.report-loss", "locale": "zh-Hans", "channel": "web"} | PART | STANDING
)
GUIDE_STEP = {
    "key": "cards.report-loss",
    "locale": "zh-Hans",
    "channel": "sms",
    "element": ELEMENT,
    "walk": "3f2a90bc",
    "trail": [{"question": "哪张卡丢了？", "choice": "借记卡", "walk": ""}],
    "question": {
        "id": "where",
        "text": "在哪里丢的？",
        "choices": [
            {
                "id": "1d4e77aa",
                "text": "境外",
                "goal": {
                    "type": "answer",
                    "value": "cards.overseas-use",
                    "title": "在境外怎么用卡？",
                },
            },
        ],
    },
    "end": None,
    "text": "在哪里丢的？ 1.境外",
    "rendition": RENDITION,
    "valid_until": None,
}
RESULT = {
    "key": "cards.report-loss",
    "locale": "zh-Hans",
    "question": "银行卡丢了怎么办？",
    "snippet": TEXT,
    "element": ELEMENT,
    "boosts": [{"by": "freshness", "percent": 2.0}],
    "url": URL,
}
SEARCH_PAGE = {"results": [RESULT], "next": None, "took_ms": 3.4, "degraded": False}
SUGGESTIONS = {"suggestions": [{"text": "银行卡丢了怎么办？", "key": "cards.report-loss"}]}
QUESTION = {"text": "我的卡不见了", "locale": "zh-Hans", "context": {"topic": "cards"}}
NEXT_SENTENCE = {
    "id": "5b0c8d1e-7f7a-4c39-8d53-2f9b1f6f7a10",
    "key": "go.mobile",
    "locale": "zh-Hans",
    "purpose": "service",
    "text": "离您最近的网点较远，用手机银行在家就能办。",
    "rendition": "6f1b0e6b1f0a4f0c9a4d2b7e8c3d5f616f1b0e6b1f0a4f0c9a4d2b7e8c3d5f61",
}
OUTCOME_BODY = {"outcome": "declined"}
OUTCOME = {
    "id": "5b0c8d1e-7f7a-4c39-8d53-2f9b1f6f7a10",
    "key": "go.mobile",
    "locale": "zh-Hans",
    "outcome": "declined",
    "at": PUBLISHED,
}
DECISION = {
    "decision": "answer",
    "confidence": 0.91,
    "answer": ANSWER,
    "options": [],
    "next_sentence": NEXT_SENTENCE,
    "degraded": False,
    "trace": {
        "normalised": "我的卡不见了",
        "reason": "clear",
        "considered": ["cards.report-loss", "cards.replace-card"],
        "matched": ["卡", "不见"],
    },
}
TOPICS = {"topics": [{"key": "cards", "title": "银行卡", "answers": 18, "children": []}]}
CHANGES = {
    "changes": [
        {
            "seq": 118,
            "op": "upsert",
            "key": "cards.report-loss",
            "locale": "zh-Hans",
            "at": PUBLISHED,
            "valid_until": None,
        }
    ],
    "next": 118,
    "epoch": "8f0f6f7e-8c3b-4a52-9c39-0d6e7b1d2a11",
    "more": False,
}
FEEDBACK = {
    "key": "cards.report-loss",
    "locale": "zh-Hans",
    "element": ELEMENT,
    "verdict": "outdated",
    "comment": "电话已经换了",
}
VERDICT = FEEDBACK | {"at": PUBLISHED}
PROBLEM = {
    "type": "urn:granule:problem:not-found",
    "title": "Not found",
    "status": 404,
    "detail": "There is nothing here that your key may see. Check the address and the locale.",
    "instance": "/api/v1/answers/cards.no-such-answer",
    "code": "not-found",
}
