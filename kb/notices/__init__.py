"""Emergency notices: one agreed wording for everybody while something is broken
(docs/how-to/emergency-notice.md)."""
