"""Draws the pages of the scripted record and course for the documents: `python -m tests.app.report.pictures FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL.Image import Dither

from app.report.pdf import pdf
from app.report.pdf_course import course_pdf
from tests.app.report.coursing import scripted_course
from tests.app.report.scripted import scripted

SCALE = 1.7
"""Pixels to a point of the page."""

COLOURS = 256
"""So few keep a page under 150 kB, and its marks their colours."""

PAGES = 2


def main(arguments: list[str]) -> int:
    """Writes page-1.png and so on into a folder."""
    folder = Path(arguments[0] if arguments else "docs/record")
    folder.mkdir(parents=True, exist_ok=True)
    for made, name in ((pdf(scripted()), "page"), (course_pdf(scripted_course()), "course")):
        document = pypdfium2.PdfDocument(made)
        for place in range(min(PAGES, len(document))):
            drawn = document[place].render(scale=SCALE).to_pil().convert("RGB").quantize(COLOURS, dither=Dither.NONE)
            file = folder / f"{name}-{place + 1}.png"
            drawn.save(file, optimize=True)
            sys.stdout.write(f"{file}: {file.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
