"""What a key may do: each call asks for one of these, and a key has only those it was given."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ANSWERS_READ = "answers:read"
WORDINGS_READ = "wordings:read"
SEARCH_READ = "search:read"
TOPICS_READ = "topics:read"
CHANGES_READ = "changes:read"
FEEDBACK_WRITE = "feedback:write"
OFFERS_READ = "offers:read"
OFFERS_WRITE = "offers:write"
CUSTOMERS_SERVE = "customers:serve"

# docs/reference/api.md lists the same; a test compares the two.
KEY_SCOPES = {
    ANSWERS_READ: _("read answers and single elements by key"),
    WORDINGS_READ: _("with answers, read the other wordings of their questions"),
    SEARCH_READ: _("search, complete, and ask a question for an answer"),
    TOPICS_READ: _("read the tree of topics"),
    CHANGES_READ: _("follow the change feed"),
    FEEDBACK_WRITE: _("report a verdict on an answer or element"),
    OFFERS_READ: _("with questions, get one sentence more once the matter is settled"),
    OFFERS_WRITE: _("report how the customer took that sentence"),
    CUSTOMERS_SERVE: _("with a question, hand on a signed customer token"),
}
