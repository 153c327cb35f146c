"""Where each screen is."""

LIST, REVIEW, ACT, DRAFTS, FORGET = (
    "granulating", "granulating_review", "granulating_act", "granulating_drafts",
    "granulating_forget",
)  # fmt: skip
