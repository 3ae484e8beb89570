"""The protocols that come with the program, for tests."""

from __future__ import annotations

from app.profiles import read_profiles
from app.protocols import read_protocols

PROTOCOLS = read_protocols(read_profiles())
