"""A knowledge base as files people can read: answers in Markdown, the rest in YAML.

`kb/demo/` is one. What may stand where: docs/reference/bank-files.md.
"""
