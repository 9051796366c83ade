"""The service in numbers: who waits, who is cared for by whom, and what became of courses."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from betweenus.domain.course import Attendance
from betweenus.domain.outcomes.small_numbers import RULE, Shown
from betweenus.domain.outcomes.waits import EIGHTEEN_WEEKS, SIX_WEEKS, in_weeks
from betweenus.services import clock, numbers
from betweenus.services.numbers import Ended, NumbersPage, Waits
from betweenus.web.pictures.histogram import Bar, Histogram, Standing, draw_histogram
from betweenus.web.pictures.picture import Picture

MONTHS_BACK = 36
USUAL_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it counts; ``beside`` is its share."""

    words: str
    number: str
    counts: str
    beside: str = ""


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _months() -> list[date]:
    """The first days of the last three years' months, newest first."""
    today = clock.today()
    found, year, month = [], today.year, today.month
    for _ in range(MONTHS_BACK):
        found.append(date(year, month, 1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


class PeriodForm(forms.Form):
    """Whole months, from one to another: days would let single people be told apart."""

    begin = forms.ChoiceField(label="From")
    end = forms.ChoiceField(label="To the end of")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        months = [(_month(day), f"{day:%B %Y}") for day in _months()]
        self.fields["begin"].choices = self.fields["end"].choices = months

    def clean(self) -> dict[str, object]:
        """Both ends in their order."""
        asked = super().clean()
        if asked.get("begin", "") > asked.get("end", "9"):
            self.add_error("end", "The period must end in or after the month it begins in")
        return asked

    def period(self) -> tuple[date, date]:
        """The first and the last day."""
        begin, end = (date.fromisoformat(f"{self.cleaned_data[k]}-01") for k in ("begin", "end"))
        return begin, end.replace(day=monthrange(end.year, end.month)[1])


def usual() -> dict[str, str]:
    """The last twelve months, as the form is asked for them."""
    months = _months()
    return {"begin": _month(months[USUAL_MONTHS - 1]), "end": _month(months[0])}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The numbers of today and of a period."""
    form = PeriodForm(request.GET if "begin" in request.GET else usual(), auto_id="%s")
    usable = form if form.is_valid() else PeriodForm(usual())
    usable.is_valid()
    first, last = usable.period()
    page = numbers.read(by=request.actor, first=first, last=last)
    context = {
        "page": page,
        "form": form,
        "rule": RULE,
        "waits": waits_picture(page.waits),
        "period": said(first, last),
        "longest": in_weeks((clock.today() - page.waits.longest).days)
        if page.waits.longest
        else "",
        "courses": courses(page),
        "attendance": attendance(page),
        "endings": endings(page.ended),
        "first_waits": first_waits(page.ended),
        "pairs": pairs(page.ended),
        "failed_check": bool(form.errors),
    }
    status = 422 if form.errors else 200
    return render(request, "service/numbers.jinja", context, status=status)


def said(first: date, last: date) -> str:
    """A period of whole months in words."""
    begin = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    end = f"{last:%B %Y}"
    return end if f"{first:%B %Y}" == end else f"{begin} to {end}"


def waits_picture(waits: Waits) -> Picture:
    """Everybody who waits, by weeks waited."""
    bars = tuple(_bar(*one) for one in waits.bins)
    return draw_histogram(
        Histogram(
            bars,
            marks=tuple(
                (sum(end is not None and end * 7 <= days for _, end, _ in waits.bins), words)
                for days, words in ((SIX_WEEKS, "6 weeks"), (EIGHTEEN_WEEKS, "18 weeks"))
            ),
            under="Weeks waited",
            beyond=f"{EIGHTEEN_WEEKS // 7}+",
            caption="People waiting, by weeks waited",
            counted="People waiting",
        ),
        name="waits",
    )


def _bar(begin: int, end: int | None, count: int) -> Bar:
    if end is None:
        return Bar("", f"Over {begin} weeks", count, Standing.OVER)
    words = f"Over {begin}, up to {end} weeks" if begin else f"Up to {end} weeks"
    standing = Standing.WITHIN if end * 7 <= SIX_WEEKS else Standing.LATE
    return Bar(f"{begin}", words, count, standing)


def courses(page: NumbersPage) -> list[Figure]:
    """Courses open, begun and ended."""
    ended = page.ended
    mean = "" if ended.mean_sessions is None else f"{ended.mean_sessions:.1f}"
    return [
        Figure("Open now", str(page.open_courses), "Courses that have been opened and not ended."),
        Figure("Opened", str(page.opened), "Courses opened in the period."),
        Figure("Ended", str(ended.total), "Courses ended in the period, for whatever reason."),
        Figure("Of these, early", str(ended.early), "Ended with planned sessions left."),
        Figure(
            "Sessions per course",
            mean or "not shown",
            "The mean of sessions attended in courses that ended in the period.",
        ),
    ]


_ATTENDANCE = (
    (Attendance.ATTENDED, "Came and was seen, on time."),
    (Attendance.LATE_SEEN, "Came late and was seen."),
    (Attendance.LATE_NOT_SEEN, "Came so late that there was no time left."),
    (Attendance.DID_NOT_ATTEND, "Did not come and gave no notice (DNA)."),
    (Attendance.CANCELLED_BY_CLIENT, "Called off by the client beforehand."),
    (Attendance.CANCELLED_BY_SERVICE, "Called off by the therapist or the service."),
)


def attendance(page: NumbersPage) -> list[Figure]:
    """What became of the sessions of the period."""
    found = page.attended
    figures = [Figure(code.words, str(found.by_code[code]), words) for code, words in _ATTENDANCE]
    booked = Figure("Recorded in all", str(found.total), "Sessions of courses in the period.")
    return [booked, *figures]


def endings(ended: Ended) -> list[Figure]:
    """Early endings by the code they were closed with."""
    return [
        Figure(f"{code.value} {code.words}", str(one), "Ended early with this code.")
        for code, one in ended.early_by_code.items()
    ]


def first_waits(ended: Ended) -> list[Figure]:
    """How long people had waited whose course was finished in the period."""
    waits = ended.first_wait
    return [
        Figure(
            "Finished courses",
            str(ended.finished),
            "Ended in the period after at least two attended sessions.",
        ),
        Figure(
            "First session within 6 weeks",
            str(waits["within 6"]),
            "Of these: at most 42 days from referral to the first attended session.",
            ended.within_6_share,
        ),
        Figure(
            "After 6, within 18 weeks",
            str(waits["within 18"]),
            "Of these: 43 to 126 days.",
            _all(ended.within_18_share, "within 18 weeks in all"),
        ),
        Figure("After 18 weeks", str(waits["over 18"]), "Of these: 127 days or more."),
        Figure(
            "Second session over 90 days later",
            str(ended.hidden_wait),
            "Of these: more than 90 days from the first attended session to the second.",
            ended.hidden_wait_share,
        ),
    ]


def _all(share: str, words: str) -> str:
    return f"{share} {words}" if share else ""


def pairs(ended: Ended) -> list[Figure]:
    """Whether it can be said how people were at the end."""
    return [
        Figure(
            "Paired",
            str(ended.paired),
            "Finished courses with a first and a last score of both PHQ-9 and GAD-7, the last one "
            "before discharge.",
            ended.paired_share,
        ),
        Figure(
            "Not paired",
            str(ended.unpaired),
            "The other finished courses. In the national rates they count as not recovered.",
        ),
    ]


def groups(sessions: Iterable[tuple[str, Shown]]) -> list[tuple[str, str]]:
    """Courses by how many sessions were attended, as words."""
    return [(words, str(one)) for words, one in sessions]


routes = [path("service/", show, name="service")]
