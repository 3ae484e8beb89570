"""Ring buffers of recent points."""

from __future__ import annotations

import numpy as np

from alerts.windows import LENGTH, Windows

ROWS = np.array([0, 2])


def test_points_come_back_in_order_from_an_instant_on() -> None:
    windows = Windows()
    for step in range(5):
        windows.add(ROWS, np.array([step, step * 10]), np.array([step + 0.5, -step]))
    at, value = windows.points(2, 20)
    assert (list(at), list(value)) == ([20, 30, 40], [-2, -3, -4])
    assert len(windows.points(1)[0]) == 0


def test_the_ring_keeps_the_newest() -> None:
    windows = Windows()
    for step in range(LENGTH + 10):
        windows.add(np.array([0]), np.array([step]), np.array([float(step)]))
    at, _ = windows.points(0)
    assert (len(at), at[0], at[-1]) == (LENGTH, 10, LENGTH + 9)


def test_a_point_at_the_last_instant_takes_its_place() -> None:
    windows = Windows()
    for value in (1.0, 2.0):
        windows.add(np.array([0]), np.array([7]), np.array([value]))
    assert list(windows.points(0)[1]) == [2]


def test_an_older_point_goes_where_it_belongs() -> None:
    windows = Windows()
    for at in (10, 20, 30):
        windows.add(np.array([0]), np.array([at]), np.array([float(at)]))
    assert not windows.insert(0, 25, 25)
    assert not windows.insert(0, 20, 21), "what is known stays"
    assert windows.insert(0, 35, 35), "the newest"
    assert list(windows.points(0)[1]) == [10, 20, 25, 30, 35]
    windows.clear(0)
    assert len(windows.points(0)[0]) == 0


def test_points_move_together_and_newer_ones_follow() -> None:
    windows = Windows()
    for step in range(LENGTH + 10):
        windows.add(ROWS, np.array([step, step]) + 10_000, np.array([float(step), 0.0]))
    windows.move(np.array([0]), 5_000)
    windows.add(np.array([0]), np.array([20_000]), np.array([7.0]))
    at, value = windows.points(0)
    assert (len(at), at[0], at[-2], at[-1], value[-2]) == (LENGTH, 5_011, 5_000 + LENGTH + 9, 20_000, LENGTH + 9)
    assert windows.points(2)[0][0] == 10_010


def test_a_full_ring_leaves_out_what_is_older_than_all() -> None:
    windows = Windows()
    for at in range(LENGTH + 5):
        windows.add(np.array([0]), np.array([at]), np.array([0.0]))
    windows.insert(0, 1, 9)
    assert 9 not in windows.points(0)[1]
    windows.reach(100)
    assert len(windows.points(99)[0]) == 0


def test_a_live_point_behind_a_late_one_goes_where_it_belongs_and_takes_the_place_of_its_instant() -> None:
    windows = Windows()
    windows.add(ROWS, np.array([10, 10]), np.array([1.0, 1.0]))
    windows.insert(0, 30, 3)
    assert list(windows.add(ROWS, np.array([20, 20]), np.array([2.0, 2.0]))) == [False, True]
    assert list(windows.points(0)[0]) == [10, 20, 30], "times rise"
    windows.add(np.array([0]), np.array([20]), np.array([2.5]))
    assert list(windows.points(0)[1]) == [1, 2.5, 3]


def test_what_is_newer_than_now_is_not_between() -> None:
    windows = Windows()
    for at in (10, 20, 30, 40):
        windows.add(np.array([0]), np.array([at]), np.array([float(at)]))
    assert list(windows.between(0, 20, 30)[1]) == [20, 30]
    assert len(windows.between(0, 41, 50)[0]) == 0
