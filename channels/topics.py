"""Finding a topic in the tree that a scope may see."""

from __future__ import annotations

from collections.abc import Iterable

from kb.publication.topic_tree import TopicNode


def path_to(topic: str, nodes: Iterable[TopicNode]) -> tuple[TopicNode, ...]:
    """The topics on the way to this one and itself last; empty where it is not in the tree."""
    for node in nodes:
        if node.key == topic:
            return (node,)
        if below := path_to(topic, node.children):
            return (node, *below)
    return ()


def titles_in(nodes: Iterable[TopicNode]) -> dict[str, str]:
    """Key → title of these topics and all below them."""
    found: dict[str, str] = {}
    for node in nodes:
        found |= {node.key: node.title, **titles_in(node.children)}
    return found
