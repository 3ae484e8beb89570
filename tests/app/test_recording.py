"""One writer with patience: what can't be stored at all must not stand in everybody's way."""

from __future__ import annotations

from pathlib import Path

from app.journal.opening import open_journal
from app.ports import Write
from app.recording import Patience, Recorder
from monitors.entries import BedAdded


def beds(*names: str) -> Write:
    """A write of one entry a name."""
    return Write([(1, "", BedAdded(name), None) for name in names])


async def test_what_no_retry_can_store_is_given_up_and_the_rest_goes_on(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    recorder = Recorder(journal, 0, lambda: None, Patience(write_s=30))
    assert await recorder.write(beds("C1"))
    assert not await recorder.write(beds("\ud800"))
    assert await recorder.write(beds("C2"))
    assert [entry.body for entry in journal.tail(0)] == [BedAdded("C1"), BedAdded("C2")]
    assert (recorder.number, recorder.stalled, recorder.backlog()) == (2, False, 0)
    journal.close()
