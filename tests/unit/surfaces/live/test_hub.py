"""Who follows a hall is told the present state, then each change once, and never a queue of old ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

import pytest

from madoguchi.surfaces.live.hub import AT_ONCE, Follower, Hub, Message, State

HALL = ("072028", "main")


class AHall:
    """Stands for the database: what a hall holds, how often it was read, whether it can be."""

    def __init__(self) -> None:
        self.content: dict[str, int] | None = {"a": 1, "b": 1}
        self.reads = 0
        self.is_away = False
        self.heard: float | None = None

    async def load(self, hall: tuple[str, str]) -> State | None:
        self.reads += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise OSError("the database is away")
        return None if self.content is None else State(dict(self.content), self.heard or time.time())


def write(state: State | None, view: Hashable, is_old: bool) -> Message | None:
    if state is None:
        return None
    found = state.content.get(view)
    return Message("gone", last=True) if found is None else Message(f"{view}{found}{'?' if is_old else ''}")


def with_hub(steps: Callable[[Hub, AHall], Awaitable[None]], **options: Any) -> AHall:
    hall = AHall()

    async def run() -> None:
        async with asyncio.timeout(10):
            await steps(Hub(hall.load, write, **({"gap": 0.001, "refresh": 60} | options)), hall)

    asyncio.run(run())
    return hall


async def heard(follower: Follower) -> str | None:
    message = await follower.next(5)
    return message.data if message else None


async def nothing(follower: Follower) -> bool:
    return await follower.next(0.03) is None


def test_first_the_present_state_then_each_change() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, "a") as phone:
            assert await heard(phone) == "a1"
            hall.content = {"a": 2}
            hub.changed(HALL)
            assert await heard(phone) == "a2"
            hub.changed(HALL)
            assert await nothing(phone), "what is as it was is not told again"
            hub.changed(("072028", "another"))
            hub.changed_everywhere()
            assert await nothing(phone)

    with_hub(steps)


def test_a_hall_is_read_once_for_all_who_follow_it_and_not_at_all_for_nobody() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        hub.changed(HALL)
        assert hall.reads == 0
        async with (
            hub.following(HALL, "a") as first,
            hub.following(HALL, "b") as second,
            hub.following(HALL, "a") as third,
        ):
            assert [await heard(one) for one in (first, second, third)] == ["a1", "b1", "a1"]
            assert hall.reads == 1
            assert hub.followers == 3
        assert hub.followers == 0
        hub.changed(HALL)
        await asyncio.sleep(0.02)
        assert hall.reads == 1

    with_hub(steps)


def test_who_comes_later_is_told_at_once_without_another_reading() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, "a") as first:
            await heard(first)
            async with hub.following(HALL, "b") as later:
                assert await heard(later) == "b1"
        assert hall.reads == 1

    with_hub(steps)


def test_a_slow_follower_gets_the_newest_only() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, "a") as slow, hub.following(HALL, "a") as quick:
            await heard(quick)
            for number in range(2, 6):
                hall.content = {"a": number}
                hub.changed(HALL)
                assert await heard(quick) == f"a{number}"
            assert await heard(slow) == "a5"
            assert await nothing(slow)

    with_hub(steps)


def crowd_of(number: int) -> dict[str, int]:
    return {f"{one:04}": 1 for one in range(number)}


def test_whom_it_concerns_most_hears_it_while_the_others_messages_are_still_to_be_written() -> None:
    order: list[str] = []

    def written(state: State | None, view: Hashable, is_old: bool) -> Message | None:
        order.append(f"{view} written")
        return write(state, view, is_old)

    async def steps() -> None:
        hall = AHall()
        hall.content = crowd_of(3 * AT_ONCE)
        last_first = Hub(hall.load, written, lambda _, views: sorted(views, reverse=True), gap=0.001)

        async def phone(view: str) -> None:
            async with last_first.following(HALL, view) as follower:
                await heard(follower)
                here.release()
                await heard(follower)
                order.append(f"{view} heard")

        here = asyncio.Semaphore(0)
        phones = [asyncio.create_task(phone(view)) for view in hall.content]
        for _ in phones:
            await here.acquire()
        order.clear()
        hall.content = dict.fromkeys(hall.content, 2)
        last_first.changed(HALL)
        await asyncio.gather(*phones)

    asyncio.run(steps())
    assert order[0] == f"{3 * AT_ONCE - 1:04} written"
    assert order.index(f"{3 * AT_ONCE - 1:04} heard") < order.index("0000 written")


def test_an_order_that_breaks_keeps_nobody_waiting() -> None:
    def broken(state: State | None, views: Any) -> Any:
        raise TypeError("an `ahead` that is no number")

    async def steps() -> None:
        hall = AHall()
        hub = Hub(hall.load, write, broken, gap=0.001)
        async with hub.following(HALL, "a") as phone:
            assert await heard(phone) == "a1"
            hall.content = {"a": 2}
            hub.changed(HALL)
            assert await heard(phone) == "a2"

    asyncio.run(steps())


def test_who_comes_or_goes_while_the_others_are_told_sees_the_newest_or_nothing() -> None:
    async def steps() -> None:
        hall = AHall()
        hall.content = crowd_of(4 * AT_ONCE)
        hub = Hub(hall.load, write, lambda _, views: sorted(views), gap=0.001)
        last = f"{4 * AT_ONCE - 1:04}"

        async def leaves(view: str) -> None:
            async with hub.following(HALL, view) as follower:
                await heard(follower)
                await heard(follower)

        async with hub.following(HALL, last) as patient:
            going = [asyncio.create_task(leaves(view)) for view in list(hall.content)[:-1]]
            assert await heard(patient) == f"{last}1"
            await asyncio.sleep(0.05)
            hall.content = dict.fromkeys(hall.content, 2)
            hub.changed(HALL)
            # The first have heard it and gone, and the others are being told.
            await asyncio.wait(going, return_when="FIRST_COMPLETED")
            async with hub.following(HALL, last) as other, hub.following(HALL, "0000") as again:
                assert await heard(patient) == f"{last}2"
                assert await heard(again) == "00002"
                news = await heard(other)
                assert news == f"{last}2" or await heard(other) == f"{last}2"
            await asyncio.gather(*going)
        assert hub.followers == 0

    asyncio.run(steps())


def test_a_hundred_changes_at_once_are_a_few_readings() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, "a") as phone:
            await heard(phone)
            for number in range(2, 102):
                hall.content = {"a": number}
                hub.changed(HALL)
                await asyncio.sleep(0)
            while await heard(phone) != "a101":
                pass

    assert with_hub(steps, gap=0.05).reads <= 6


def test_while_the_hall_cannot_be_read_it_is_tried_again_and_who_follows_hears_how_old_it_is() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, "a") as phone:
            assert await heard(phone) == "a1"
            hall.is_away = True
            assert await heard(phone) == "a1?"
            hall.is_away = False
            assert await heard(phone) == "a1"

    with_hub(steps, refresh=0.02, old_after=0.06)


def test_a_hall_that_cannot_be_read_at_first_is_told_as_soon_as_it_can() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        hall.is_away = True
        async with hub.following(HALL, "a") as phone:
            assert await nothing(phone)
            hall.is_away = False
            assert await heard(phone) == "a1"

    with_hub(steps, refresh=0.02)


def test_a_view_that_is_gone_ends_and_one_that_cannot_be_written_disturbs_nobody() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, ["unhashable"].__len__) as odd, hub.following(HALL, "a") as phone:
            assert await heard(phone) == "a1"
            odd_one = await odd.next(1)
            assert odd_one is not None
            assert odd_one.last
            assert (await hub.present(HALL, "a")) == Message("a1")
            gone = await hub.present(HALL, "z")
            assert gone is not None
            assert gone.last
        assert (await hub.present(HALL, "b")) == Message("b1"), "also where nobody follows"

    with_hub(steps)


def test_closing_ends_everybody() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async with hub.following(HALL, "a") as phone, hub.following(HALL, "b") as other:
            await heard(phone)
            hub.close()
            await phone.next(5)
            await other.next(5)
            assert phone.ended
            assert other.ended

    with_hub(steps)


def test_where_nothing_is_known_there_is_nothing_to_follow() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        hall.content = None
        assert await hub.present(HALL, "a") is None
        async with hub.following(HALL, "a") as phone:
            assert await nothing(phone)
            hall.content = {"a": 1}
            hub.changed(HALL)
            assert await heard(phone) == "a1"

    with_hub(steps)


@pytest.mark.parametrize("view", ["a", "b"])
def test_many_come_and_go_while_the_hall_changes(view: str) -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        async def phone(number: int) -> None:
            async with hub.following(HALL, view) as follower:
                await heard(follower)
                await asyncio.sleep(0.0005 * (number % 7))

        async def change() -> None:
            for number in range(50):
                hall.content = {"a": number, "b": number}
                hub.changed(HALL)
                await asyncio.sleep(0.0005)

        await asyncio.gather(change(), *(phone(number) for number in range(100)))
        assert hub.followers == 0

    with_hub(steps)


def test_who_asks_while_a_hall_is_read_is_answered_also_when_whoever_followed_it_has_gone() -> None:
    async def steps(hub: Hub, hall: AHall) -> None:
        hall.is_away = True
        async with hub.following(HALL, "a"):
            asking = asyncio.create_task(hub.present(HALL, "b"))
            await asyncio.sleep(0.01)
            hall.is_away = False
        answer = await asyncio.wait_for(asking, 5)
        assert answer is not None
        assert answer.data == "b1"

    with_hub(steps, refresh=60)
