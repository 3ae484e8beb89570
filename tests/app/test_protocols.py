"""The protocols of the program and of the clinic's folder; one that an open session is done by must be there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alerts.treatment.protocol_file import ProtocolError
from app.profiles import read_profiles
from app.protocols import check_in_use, read_protocols
from monitors.session import Session

PROFILES = read_profiles()
OPEN = Session("s1", "C1", "own", "general", "P", None, phase="baseline", phase_at=0, opened_at=0, closed_at=None)


def test_a_clinics_file_takes_the_place_of_its_namesake_or_is_one_more(tmp_path: Path) -> None:
    shipped = read_protocols(PROFILES)
    assert set(shipped) == {"ketamine-iv", "ketamine-im", "esketamine-nasal", "pain-infusion", "general"}
    assert read_protocols(PROFILES, tmp_path) == shipped, "no folder of its own is no mistake"
    (tmp_path / "protocols").mkdir()
    (tmp_path / "protocols" / "general.toml").write_text('name = "general"\ntitle = "Ours"\nprofile = "general"\n')
    (tmp_path / "protocols" / "own.toml").write_text('name = "own"\ntitle = "Own"\nprofile = "ketamine-iv"\n')
    read = read_protocols(PROFILES, tmp_path)
    assert (read["general"].title, read["own"].profile) == ("Ours", "ketamine-iv")
    (tmp_path / "protocols" / "own.toml").write_text("name = 3")
    with pytest.raises(ProtocolError, match=r"own\.toml: "):
        read_protocols(PROFILES, tmp_path)


def test_an_open_session_needs_its_protocol_and_a_closed_one_does_not() -> None:
    check_in_use([OPEN], {"own"})
    check_in_use([replace(OPEN, closed_at=5)], {"general"})
    with pytest.raises(ProtocolError, match=r"own\.toml: the open session s1"):
        check_in_use([OPEN], {"general"})
