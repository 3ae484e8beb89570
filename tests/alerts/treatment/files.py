"""The protocol files that come with the program, as they are in the tree."""

from __future__ import annotations

from pathlib import Path

TEXTS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).resolve().parents[3] / "alerts" / "protocols").glob("*.toml"))
}
