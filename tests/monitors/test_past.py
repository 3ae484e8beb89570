"""What held at an instant is what was noted last before it; of two at one instant the later counts."""

from __future__ import annotations

from monitors.past import holding, note


def test_what_held_when() -> None:
    history: list[tuple[int, str]] = []
    assert holding(history, 5) == ""
    note(history, 10, "C1")
    note(history, 20, "C2")
    note(history, 20, "C3")
    assert [holding(history, at) for at in (9, 10, 19, 20, 99)] == ["", "C1", "C1", "C3", "C3"]
    assert holding(None, 5) == ""
