"""The small stock of words that content and questions to measure with are put together from."""

from __future__ import annotations

import random

THINGS = [
    "信用卡",
    "储蓄卡",
    "手机银行",
    "网上银行",
    "定期存款",
    "消费贷款",
    "房贷",
    "跨行转账",
    "电子对账单",
    "短信提醒",
    "收款码",
    "账户余额",
    "理财产品",
    "外币现钞",
    "社保卡",
]
DEEDS = [
    "挂失",
    "补办",
    "开通",
    "注销",
    "查询",
    "修改",
    "提前还款",
    "提高额度",
    "打印流水",
    "更换手机号",
    "解除锁定",
    "申请",
    "续期",
    "激活",
    "撤销",
]
PLACES = ["在网点", "在手机上", "在国外", "在自助机上", "打电话", "周末", "晚上", "替家人"]
ENDINGS = ["怎么办", "要多久", "收费吗", "要带什么", "可以吗", "没有成功怎么办"]
SENTENCES = [
    "打开手机银行，点首页的“全部”，找到您要办的业务。",
    "请本人带身份证原件到网点，工作人员会陪您办。",
    "办好以后会收到一条短信，没有收到请打客服电话。",
    "当天十六点以前提交的，当天就能看到结果。",
    "请先核对姓名和卡号，确认没有写错再提交。",
    "这项业务现在不收费，以后收费会提前通知您。",
    "不要把密码和验证码告诉任何人，我们也不会向您要。",
    "如果页面一直没有反应，请换一个网络再试一次。",
]


def make_queries(count: int) -> list[str]:
    """What people might type: parts of such questions."""
    draw = random.Random("queries")
    return [draw.choice(THINGS) + draw.choice(DEEDS) + draw.choice(ENDINGS) for _ in range(count)]


def make_question(draw: random.Random) -> str:
    return draw.choice(PLACES) + draw.choice(DEEDS) + draw.choice(THINGS) + draw.choice(ENDINGS)
