"""How long a record is kept, from the last contact, a death, and the age at the last contact.

NHS schedule for mental health records, psychology included (clinical.md 7.2, found: MDU): twenty
years after the last contact, ten after death; children's to the 25th birthday, the 26th for
whoever was seventeen. Which stands where a death comes late in the twenty years the source read
does not say; here the death does. A service outside the NHS may keep records for fewer years.
"""

from dataclasses import dataclass
from datetime import date

YEARS, YEARS_AFTER_DEATH = 20, 10
# Private practice commonly keeps records for six to eight years (clinical.md 7.2, from memory).
FEWEST, MOST = 6, 40

OF_AGE, ALMOST = 18, 17
UNTIL_BIRTHDAY, UNTIL_BIRTHDAY_IF_ALMOST = 25, 26


@dataclass(frozen=True, slots=True)
class KeepingRule:
    """For how many years a service keeps records."""

    years: int = YEARS
    years_after_death: int = YEARS_AFTER_DEATH

    def kept_until(
        self, last_contact: date, *, born_on: date | None = None, died_on: date | None = None
    ) -> date:
        """The day from which a record need not be kept any more."""
        if died_on is not None:
            return years_later(died_on, self.years_after_death)
        until = years_later(last_contact, self.years)
        if born_on is None or last_contact >= years_later(born_on, OF_AGE):
            return until
        almost = last_contact >= years_later(born_on, ALMOST)
        birthday = UNTIL_BIRTHDAY_IF_ALMOST if almost else UNTIL_BIRTHDAY
        return max(until, years_later(born_on, birthday))


def years_later(day: date, years: int) -> date:
    """The same day so many years later; the 28th for the 29th of February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
