"""Working time: Monday to Friday, 8 to 18 o'clock."""

from datetime import UTC, datetime, timedelta, tzinfo

OPEN, CLOSE = 8, 18
HOURS = CLOSE - OPEN


class Calendar:
    """Steps through working hours in one time zone; every moment is a whole minute."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def opening(self, moment: datetime) -> datetime:
        """The moment itself if it is working time, else when work begins again."""
        local = moment.astimezone(self._zone).replace(second=0, microsecond=0)
        while True:
            if local.weekday() < 5 and local.hour < CLOSE:
                local = max(local, local.replace(hour=OPEN, minute=0))
                return local.astimezone(UTC)
            local = (local + timedelta(days=1)).replace(hour=OPEN, minute=0)

    def later(self, moment: datetime, hours: float) -> datetime:
        """So many working hours later."""
        local = self.opening(moment).astimezone(self._zone)
        minutes = round(hours * 60)
        while True:
            left = (CLOSE - local.hour) * 60 - local.minute
            if minutes < left:
                return (local + timedelta(minutes=minutes)).astimezone(UTC)
            minutes -= left
            local = self.opening(local.replace(hour=CLOSE, minute=0)).astimezone(self._zone)

    def earlier(self, moment: datetime, hours: float) -> datetime:
        """So many working hours earlier."""
        local = moment.astimezone(self._zone).replace(second=0, microsecond=0)
        minutes = round(hours * 60)
        while True:
            if local.weekday() < 5 and local.hour >= OPEN:
                local = min(local, local.replace(hour=CLOSE, minute=0))
                since = (local.hour - OPEN) * 60 + local.minute
                if minutes <= since:
                    return (local - timedelta(minutes=minutes)).astimezone(UTC)
                minutes -= since
            local = (local - timedelta(days=1)).replace(hour=CLOSE, minute=0)

    def evening(self, moment: datetime, days: int = 0) -> datetime:
        """17:00 of the day, so many days later: what deadlines are set to."""
        local = moment.astimezone(self._zone) + timedelta(days=days)
        return local.replace(hour=17, minute=0, second=0, microsecond=0).astimezone(UTC)
