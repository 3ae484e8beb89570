"""A session's record as PDF: one page of summary with everything on one time axis, then the table of events.

The same record is the same bytes. This module brings the PDF library with it: it is imported when a PDF is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.report.figures import figures
from app.report.pdf_chart import LEAST_TREND, chart, lanes_tall
from app.report.pdf_paper import BOTTOM, Paper, typeface
from app.report.pdf_summary import columns, columns_tall, groups, identity
from app.report.pdf_table import table
from app.report.record import Record

MOST_TRENDS = 96.0
"""How high the trends are at most together, mm."""


def pdf(record: Record, faces: Mapping[str, Path] | None = None) -> bytes:
    """The pages of a record; `faces` are files of a typeface by style, {} for the PDF's own of Latin letters."""
    paper = Paper(record, dict(typeface() if faces is None else faces))
    paper.add_page()
    top = identity(paper, paper.get_y() - 1)
    known = groups(record, figures(record))
    tall = columns_tall(paper, known)
    room = BOTTOM - top - lanes_tall(paper) - tall - 3
    end = chart(paper, top, min(MOST_TRENDS, max(3 * LEAST_TREND, room)))
    if end + 2 + tall > BOTTOM + 1:
        paper.add_page()
        end = paper.get_y()
    columns(paper, end + 2, known)
    table(paper)
    return paper.finish()
