"""A knowledge base as files people can read: answers in Markdown, the rest in YAML.

`kb/demo/` is one; docs/reference/bank-files.md says what may stand where.
"""
