"""The line of what waits: in order, in groups that one write can take."""

from __future__ import annotations

import asyncio

import pytest

from app.waiting import READINGS_A_GROUP, Line, Nudge, Posted
from monitors.speaker import Speaker
from monitors.wire import Post


def posted(size: int) -> Posted:
    """A post of so many readings."""
    speaker = Speaker("d1", frozenset({"d1"}))
    return Posted(Post(None, None, None, None, [], [], size), speaker, 0.0, asyncio.get_running_loop().create_future())


async def sizes(*posts: int) -> list[list[int]]:
    """The groups in which posts of these sizes are taken."""
    line = Line()
    for size in posts:
        line.put(posted(size))
    groups: list[list[int]] = []
    while len(line):
        taken = await line.take()
        assert isinstance(taken, list)
        groups.append([one.post.size for one in taken])
    return groups


@pytest.mark.parametrize(
    ("posts", "groups"),
    [
        ((1, 2, 3), [[1, 2, 3]]),
        ((1500, 1500, 1500), [[1500, 1500], [1500]]),
        ((READINGS_A_GROUP - 1, 1, 1), [[READINGS_A_GROUP - 1, 1], [1]]),
        ((1, 5000, 1), [[1], [5000], [1]]),
    ],
)
async def test_a_group_is_no_more_than_one_write_can_take_in_time(posts: list[int], groups: list[list[int]]) -> None:
    assert await sizes(*posts) == groups


async def test_a_command_ends_a_group() -> None:
    line = Line()
    for item in (posted(1), Nudge.TIME, posted(1)):
        line.put(item)
    assert [type(await line.take()) for _ in range(3)] == [list, Nudge, list]
