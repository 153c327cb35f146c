"""Workers do what follows a publication. Tasks may be lost, doubled or late, workers killed and
beats doubled: what is found and served is what the log says, and nobody repairs anything."""

from collections.abc import Callable

from tests.workers.house import House, in_step, soon

# On a machine that does much else at the time.
SECONDS = 30.0


def test_a_day(broker: str, build: Callable[..., House]) -> None:
    house = build(broker)
    editor, customer = house.open_office(), house.open_office()

    # The editor's process writes no index; the workers begin with what is there.
    editor.publish("desk.first", "先挂失")
    assert not (house.place / "index").exists()
    house.start("workers")
    soon(lambda: customer.find("先挂失") == ["desk.first"], within=SECONDS)
    soon(lambda: customer.rendered("desk.first"), within=SECONDS)

    # Every bell doubled, or late and in any order.
    editor.bells("doubled")
    editor.publish("desk.doubled", "补换卡")
    editor.bells("late")
    for number in range(5):
        editor.publish(f"desk.late{number}", f"迟到{number}号")
    editor.withdraw("desk.late0")
    assert customer.read("desk.late0") == "" and customer.read("desk.late1")
    editor.bells("sent")
    soon(lambda: in_step(customer), within=SECONDS)
    assert "desk.late4" in customer.find("迟到4号")

    # A worker killed at work, with its children; and two beats, with every bell lost.
    editor.bells("lost")
    editor.publish("desk.lost", "铃声丢失")
    house.kill("workers")
    house.start("beat")
    house.start("second", "celery", "--app", "config.celery", "beat", "--schedule",
                str(house.place / "second"))  # fmt: skip
    house.start("workers")
    for number in range(20):
        editor.publish(f"desk.many{number}", f"很多{number}号")
    soon(lambda: in_step(customer), within=SECONDS)
    assert customer.find("铃声丢失") == ["desk.lost"]

    # A thousand bells are no thousand looks, and what comes after them is soon found.
    editor.bells("sent")
    editor.ring(1000)
    editor.publish("desk.last", "最后一条")
    soon(lambda: customer.find("最后一条") == ["desk.last"], within=SECONDS)
    soon(lambda: in_step(customer), within=SECONDS)
    assert customer.differences() == []
    assert "Traceback" not in house.said()
