"""Where nothing is offered goes along with its topic, there and back."""

import pytest

from kb.authoring.exchange.items import NO_OFFERS, topic_items
from kb.authoring.exchange.records import Where
from kb.authoring.exchange.schema import flat, item_from
from kb.authoring.models import TopicPage
from tests import library

pytestmark = pytest.mark.django_db


def test_it_is_written_and_read() -> None:
    library.publish_topic("cards", "银行卡")
    quiet = library.publish_topic("complaints", "投诉")
    TopicPage.objects.filter(pk=quiet.pk).update(without_offers=True)
    rows = {item.key: flat(item) for item in topic_items(TopicPage.objects.all(), "live")}
    assert rows["complaints"]["offers"] == NO_OFFERS
    assert "offers" not in rows["cards"]
    read = item_from("topic", rows["complaints"], Where("topics.yaml"))
    assert read.fields["offers"] == NO_OFFERS
