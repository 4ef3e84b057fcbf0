"""Working time: what a working calendar makes of elapsed time, in a time zone."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta

from kanban.model.calendar import Calendar
from kanban.text.dates import zone

YEARS_MOST = 100
"""How many years ahead or back is reckoned."""
_DAY = timedelta(days=1)


class WorkingTime:
    """Steps through the working hours of a calendar, as the clock on the wall of a zone shows them.

    A span lasts as long as it lasts in UTC: one that holds the hour that daylight saving skips is an hour shorter. No
    moment is worked twice where that hour moves a span into the next one.
    """

    def __init__(self, calendar: Calendar, zone_name: str) -> None:
        self.calendar = calendar
        self._zone = zone(zone_name)
        self._extra, self._holidays = frozenset(calendar.extra_workdays), frozenset(calendar.holidays)
        self._years: range = range(0)
        self._begins: list[float] = []
        """Of all spans of the years computed so far, in seconds since 1970."""
        self._ends: list[float] = []
        self._sums: list[float] = []
        """Working seconds before each span."""

    @property
    def seconds_a_day(self) -> int:
        """What a working day is reckoned as."""
        return self.calendar.minutes_a_day * 60

    def between(self, begin: datetime, end: datetime) -> float:
        """Working seconds from one moment to another; negative where the other lies before."""
        self._cover(min(begin, end).year - 1, max(begin, end).year + 1)
        return self._worked(end) - self._worked(begin)

    def days_between(self, begin: datetime, end: datetime) -> float:
        """Working days from one moment to another."""
        return self.between(begin, end) / self.seconds_a_day

    def finish(self, moment: datetime, seconds: float) -> datetime | None:
        """When so much working time after (before) a moment has passed: not later than the end of a span.

        None for what is more than `YEARS_MOST` years away.
        """
        return moment if seconds == 0 else self._moment(moment, seconds, is_start=False)

    def start(self, moment: datetime, seconds: float = 0.0) -> datetime | None:
        """When work goes on after so much working time: a moment in a span, never its end. None as in `finish`."""
        return self._moment(moment, seconds, is_start=True)

    def _moment(self, moment: datetime, seconds: float, is_start: bool) -> datetime | None:
        first, last = moment.year - 1, moment.year + 1
        for ahead in (0, 1, 3, 10, 30, YEARS_MOST):
            self._cover(first - (ahead if seconds < 0 else 0), last + (ahead if seconds >= 0 else 0))
            wanted = self._worked(moment) + seconds
            if self._sums and 0 < wanted < self._sums[-1]:
                search = bisect_right if is_start else bisect_left
                at = search(self._sums, wanted) - 1
                return datetime.fromtimestamp(self._begins[at], UTC) + timedelta(seconds=wanted - self._sums[at])
        return None

    def _worked(self, moment: datetime) -> float:
        """Working seconds from the first computed span until a moment."""
        at = moment.timestamp()
        span = bisect_right(self._begins, at) - 1
        if span < 0:
            return 0.0
        return self._sums[span] + min(at, self._ends[span]) - self._begins[span]

    def _cover(self, first: int, last: int) -> None:
        """Compute the spans of these years, where they are not yet."""
        first, last = max(first, 1), min(last, 9998)
        if self._years and self._years[0] <= first and last <= self._years[-1]:
            return
        if self._years:
            first, last = min(first, self._years[0]), max(last, self._years[-1])
        self._years = range(first, last + 1)
        self._begins, self._ends, self._sums = [], [], []
        last_end, total, day, after = float("-inf"), 0.0, date(first, 1, 1), date(last + 1, 1, 1)
        spans = self.calendar.spans
        while day < after:
            if self._is_workday(day):
                for start, stop in sorted((self._at(day, begin), self._at(day, end)) for begin, end in spans):
                    start = max(start, last_end)
                    if start < stop:
                        self._begins.append(start)
                        self._ends.append(stop)
                        self._sums.append(total)
                        total += stop - start
                        last_end = stop
            day += _DAY

    def _is_workday(self, day: date) -> bool:
        if day in self._extra:
            return True
        return day not in self._holidays and self.calendar.is_weekly_workday(day)

    def _at(self, day: date, minutes: int) -> float:
        if minutes == 24 * 60:
            day, minutes = day + _DAY, 0
        return datetime.combine(day, time(minutes // 60, minutes % 60), self._zone).timestamp()
