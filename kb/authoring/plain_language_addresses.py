"""Names of the addresses that the editor's page asks about plain language."""

PAGE = "plain_language_page"
UNDER = "plain_language_under"
SHARED = "plain_language_shared"
NEW_SHARED = "plain_language_new_shared"
OFFER = "plain_language_offer"
NAMES = "plain_language_names"
