"""The site's own alarms: each channel of notifications has one of its own, beside that of recording."""

from __future__ import annotations

from monitors.entries import Acknowledged, ChannelChanged, RecordingChanged
from monitors.instant import SECOND
from tests.alerts.building import Fed


def test_a_dead_channel_is_a_technical_alarm_until_it_takes_a_message() -> None:
    fed = Fed()
    fed.put(1, ChannelChanged("pager", dead=True))
    alarm = fed.the("notification.failing_pager")
    assert (alarm.id, alarm.scope.id) == ("site.notification.failing_pager.1", "site")
    assert (alarm.kind, alarm.priority.name) == ("technical", "MEDIUM")
    assert "pager" in alarm.text
    fed.put(9, ChannelChanged("pager", dead=False))
    assert fed.active() == set()
    assert fed.log[-1].ended_at == 9 * SECOND


def test_channels_and_recording_do_not_mask_each_other() -> None:
    fed = Fed()
    fed.put(1, ChannelChanged("pager", dead=True))
    fed.put(2, ChannelChanged("desk", dead=True, text="The desk is not reached"))
    fed.put(3, RecordingChanged(stalled=True))
    fed.put(4, Acknowledged("site.notification.failing_pager.1", 1))
    fed.put(5, ChannelChanged("pager", dead=False))
    assert fed.active() == {"notification.failing_desk", "recording.stalled"}
    assert fed.the("notification.failing_desk").text == "The desk is not reached"
    assert fed.the("notification.failing_desk").state == "on"


def test_told_twice_it_is_one_episode() -> None:
    fed = Fed()
    fed.put(1, ChannelChanged("pager", dead=True))
    fed.put(2, ChannelChanged("pager", dead=True))
    assert len(fed.log) == 1
