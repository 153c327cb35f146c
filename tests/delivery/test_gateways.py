"""What every gateway promises, tried on each with a double of its other side."""

import json
import logging
from collections.abc import Iterator

import pytest

from channels.delivery.gateways import (
    GATEWAYS,
    BadGatewayUrl,
    Gateway,
    Outgoing,
    Refused,
    Unavailable,
    asking,
    open_gateway,
)
from tests.delivery.double import APP_ID, KEY, Double, standing

TEXT = "【谷雨银行】补卡工本费每张10元。“办理入口” 👍 \\ <b>"
MESSAGE = Outgoing("0d9cde3a-0000-4000-8000-000000000001", "13800138000", TEXT, "zh-Hans")
URLS = {"http": "http://{}/send", "wechat": f"wechat://{APP_ID}@{{}}"}


@pytest.fixture
def double() -> Iterator[Double]:
    with standing() as one:
        yield one


@pytest.fixture(params=sorted(URLS))
def gateway(request: pytest.FixtureRequest, double: Double) -> Iterator[Gateway]:
    open_gateway.cache_clear()
    yield open_gateway(URLS[request.param].format(double.host), KEY)
    open_gateway.cache_clear()


def test_every_gateway_that_leaves_the_house_is_tried_here() -> None:
    assert {*URLS, "https", "sandbox"} == set(GATEWAYS)


def test_the_very_text_arrives(gateway: Gateway, double: Double) -> None:
    accepted = gateway.send(MESSAGE)
    assert list(double.arrived.values()) == [(MESSAGE.recipient, TEXT)]
    assert not accepted.is_arrived


@pytest.mark.parametrize("reply", [(500, {}), (429, {}), (503, b"<html>"), (302, {}), (307, {})])
def test_what_may_pass_is_tried_again(gateway: Gateway, double: Double, reply: object) -> None:
    double.replies = [reply]  # type: ignore[list-item]
    with pytest.raises(Unavailable) as failure:
        gateway.send(MESSAGE)
    assert "elsewhere" not in {path.strip("/") for path, _, _ in double.asked}
    assert MESSAGE.recipient not in str(failure.value) and KEY not in str(failure.value)
    gateway.send(MESSAGE)
    assert len(double.arrived) == 1


def test_nobody_there_is_no_refusal(gateway: Gateway, double: Double) -> None:
    gone = type(double)(1)
    for url in URLS.values():
        with pytest.raises(Unavailable):
            open_gateway(url.format(gone.host), KEY).send(MESSAGE)


def test_a_flood_is_not_read(gateway: Gateway, double: Double) -> None:
    double.replies = [(200, b"x" * 1_000_000)]
    with pytest.raises(Unavailable, match="too much"):
        gateway.send(MESSAGE)


def test_what_is_said_too_slowly_is_not_waited_for(
    gateway: Gateway, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LISTEN_SECONDS", -1.0)
    with pytest.raises(Unavailable, match="slowly"):
        gateway.send(MESSAGE)


class TestOurOwn:
    @pytest.fixture
    def ours(self, double: Double) -> Gateway:
        return open_gateway(URLS["http"].format(double.host), KEY)

    def test_signs_and_names_each_message(self, ours: Gateway, double: Double) -> None:
        assert ours.send(MESSAGE).gateway_id == "m-1"
        assert ours.send(MESSAGE).gateway_id == "m-1" and len(double.arrived) == 1
        said = json.loads(double.asked[0][2])
        assert said == {"id": MESSAGE.id, "to": "13800138000", "text": TEXT, "locale": "zh-Hans"}

    @pytest.mark.parametrize(
        ("reply", "code"),
        [((400, {"code": "blacklisted"}), "blacklisted"), ((404, b"no"), "status_404")],
    )
    def test_a_refusal_is_for_good(
        self, ours: Gateway, double: Double, reply: tuple[int, object], code: str
    ) -> None:
        double.replies = [reply]
        with pytest.raises(Refused) as refusal:
            ours.send(MESSAGE)
        assert refusal.value.code == code

    def test_another_key_is_refused(self, double: Double) -> None:
        with pytest.raises(Refused, match="unsigned"):
            open_gateway(URLS["http"].format(double.host), "another").send(MESSAGE)


class TestWeChat:
    @pytest.fixture
    def wechat(self, double: Double) -> Gateway:
        open_gateway.cache_clear()
        return open_gateway(URLS["wechat"].format(double.host), KEY)

    def test_one_token_serves_many_messages(self, wechat: Gateway, double: Double) -> None:
        for _ in range(3):
            wechat.send(MESSAGE)
        assert double.tokens == 1 and len(double.arrived) == 3

    def test_its_token_is_in_no_log(
        self, wechat: Gateway, double: Double, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        wechat.send(MESSAGE)
        assert "token" not in caplog.text

    def test_a_stale_token_is_fetched_anew_once(self, wechat: Gateway, double: Double) -> None:
        wechat.send(MESSAGE)
        double.replies = [(200, {"errcode": 42001})]
        wechat.send(MESSAGE)
        assert double.tokens == 2 and len(double.arrived) == 2
        double.replies = [(200, {"errcode": 40001})] * 2
        with pytest.raises(Unavailable):
            wechat.send(MESSAGE)
        assert double.tokens == 3

    def test_a_page_of_something_in_between_is_no_word_of_its(
        self, wechat: Gateway, double: Double
    ) -> None:
        double.replies = [(200, b"<html>"), (200, {})]
        for _ in range(2):
            with pytest.raises(Unavailable):
                wechat.send(MESSAGE)

    @pytest.mark.parametrize("code", [-1, 45009, 45011])
    def test_a_quota_that_comes_back_is_waited_for(
        self, wechat: Gateway, double: Double, code: int
    ) -> None:
        double.replies = [(200, {"errcode": code})]
        with pytest.raises(Unavailable):
            wechat.send(MESSAGE)

    @pytest.mark.parametrize("code", [40003, 45015, 45047, 48001])
    def test_what_will_never_do_is_refused(
        self, wechat: Gateway, double: Double, code: int
    ) -> None:
        double.replies = [(200, {"errcode": code})]
        with pytest.raises(Refused) as refusal:
            wechat.send(MESSAGE)
        assert refusal.value.code == f"wechat_{code}"

    def test_a_wrong_secret_is_refused(self, double: Double) -> None:
        with pytest.raises(Refused, match="wechat_40125"):
            open_gateway(URLS["wechat"].format(double.host), "another").send(MESSAGE)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("", ""),
        ("smtp://host", KEY),
        ("https://host/path", ""),
        ("https://name:password@host/path", KEY),
        ("https:///path", KEY),
        ("wechat://api.weixin.qq.com", KEY),
        ("wechat://wx1@api.weixin.qq.com", ""),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(url: str, key: str) -> None:
    with pytest.raises(BadGatewayUrl):
        open_gateway(url, key)


def test_the_sandbox_lets_everything_arrive() -> None:
    assert open_gateway("sandbox:", "").send(MESSAGE).is_arrived
