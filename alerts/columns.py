"""Everything the Watch holds of its open sessions: columns, windows, charts, devices and the alarm book."""

from __future__ import annotations

from alerts.book import Book
from alerts.chart import WATCHED, Chart
from alerts.limits import gate, install
from alerts.series import CUFF_INTERVAL, Series
from alerts.windows import Windows
from monitors.instant import MINUTE, Duration
from monitors.reading import Reading, Status
from monitors.vitals import CUFF_VITALS, NUMBER, VITALS, Vital


class Columns:
    """Series, windows and charts; `devices` numbers device names, `posting`, `bed_of` say of each what it is.

    A device that was taken off is at the bed ""; one that nobody bound is at none.
    """

    def __init__(self, slots: int) -> None:
        self.series = Series(slots)
        self.windows = Windows()
        self.charts: dict[int, Chart] = {}
        self.devices: list[str] = []
        self.device_number: dict[str, int] = {}
        self.posting: list[Duration] = []
        self.bed_of: dict[str, str] = {}
        self.row_of: dict[tuple[int, Vital, int], int] = {}
        self.book = Book()

    def device(self, name: str) -> int:
        """A device's number, given when first heard of."""
        number = self.device_number.get(name)
        if number is None:
            number = self.device_number[name] = len(self.devices)
            self.devices.append(name)
            self.posting.append(MINUTE)
        return number

    def chart_of(self, row: int) -> Chart:
        """The session a row belongs to."""
        return self.charts[int(self.series.session[row])]

    def takes(self, chart: Chart, reading: Reading) -> bool:
        """Whether a session judges a reading: what a device that has left since measured before begins no series."""
        if self.bed_of.get(reading.device, chart.bed) == chart.bed:
            return True
        return (chart.number, reading.vital, self.device_number.get(reading.device, -1)) in self.row_of

    def row(self, chart: Chart, reading: Reading) -> int:
        """The row of a reading's series, made at its first reading."""
        device = self.device(reading.device)
        key = (chart.number, reading.vital, device)
        row = self.row_of.get(key)
        return self._add(chart, reading, key) if row is None else row

    def _add(self, chart: Chart, reading: Reading, key: tuple[int, Vital, int]) -> int:
        series = self.series
        row = self.row_of[key] = series.add()
        self.windows.reach(series.size)
        series.session[row], series.vital[row], series.device[row] = key[0], NUMBER[reading.vital], key[2]
        series.usable_at[row] = series.silent_from[row] = reading.received_at
        self.book.set_handling(reading.device, chart.profile.handling)
        series.clock_at[row] = series.cause_at[row] = -1
        series.cuff[row] = reading.vital in CUFF_VITALS and reading.method != "arterial"
        if series.cuff[row]:
            series.interval[row] = chart.profile.cadence.get(chart.phase, CUFF_INTERVAL)
        chart.rows.setdefault(reading.vital, []).append(row)
        chart.awake = True
        install(series, row, chart, reading.vital)
        gate(series, row, chart, reading.vital)
        if reading.vital in WATCHED:
            chart.check_at = 0
        return row

    def overhear(self, row: int, reading: Reading) -> None:
        """Puts a usable reading that isn't judged any more where it belongs in its series' window."""
        if self.windows.insert(row, reading.measured_at, reading.value or 0.0):
            self.series.plain[row] = reading.status is Status.OK

    def fresh(self, row: int) -> bool:
        """Whether a series' last reading is usable and not grey, by all that is known."""
        return bool(self.series.fresh[row])

    def drop(self, chart: Chart, rows: list[int]) -> None:
        """Frees rows of a session."""
        for row in rows:
            vital = VITALS[self.series.vital[row]]
            del self.row_of[chart.number, vital, int(self.series.device[row])]
            chart.rows[vital].remove(row)
            if not chart.rows[vital]:
                del chart.rows[vital]
            chart.looks = {key: look for key, look in chart.looks.items() if key[0] != row}
            chart.holds = {key: hold for key, hold in chart.holds.items() if key[0] != row}
            self.series.free(row)
            self.windows.clear(row)
