"""From what is known only so well to its picture: the share of new moments, and mood by points."""

from collections.abc import Iterable

from betweenus.domain.tracking.looking import SURE, Look
from betweenus.domain.tracking.share import INTERVAL, Counted, share
from betweenus.domain.tracking.stretches import NewMoments
from betweenus.web.pictures.intervals import Bar, Intervals, draw_intervals, of_points
from betweenus.web.pictures.picture import Picture
from betweenus.web.words import short_day


def share_picture(moments: NewMoments) -> Picture:
    """How much of what is newly told follows the focus, in all and by four weeks."""
    bars = [("Since it was agreed", moments.whole)]
    if len(moments.stretches) > 1:
        bars += [
            (f"{one.weeks} ({short_day(one.first)} to {short_day(one.last)})", one.counted)
            for one in moments.stretches
        ]
    return draw_intervals(
        Intervals(
            "New moments that follow the focus",
            ("When", "Moments, and the share 9 times in 10"),
            tuple(_share_bar(name, counted) for name, counted in bars),
            0,
            1,
            ((0, "none"), (0.5, "half"), (1, "all")),
        ),
        name="share",
    )


def _share_bar(name: str, counted: Counted) -> Bar:
    if not counted.told:
        return Bar(name, "no moment told that can be compared")
    found = share(counted)
    low, high = found.interval(INTERVAL)
    said = f"{counted.follow} of {counted.told}, between {low:.0%} and {high:.0%}"
    return Bar(name, said, low, found.middle, high)


def looks_picture(looks: Iterable[Look]) -> Picture | None:
    """What each look at mood found, in points; None while none of them can say anything."""
    found = [one for one in looks if one.spread]
    if not found:
        return None
    ends = [one.spread.interval(SURE) for one in found]
    reach, marks = of_points(min(low for low, _ in ends), max(high for _, high in ends))
    bars = tuple(
        Bar(
            f"{one.measure}, {'the week after' if one.later else 'the same week'}",
            f"{_points(low)} to {_points(high)}",
            low,
            one.spread.middle,
            high,
        )
        for one, (low, high) in zip(found, ends, strict=True)
    )
    return draw_intervals(
        Intervals(
            "Points of the score for each point of the rating",
            ("Score", "Between, 19 times in 20"),
            bars,
            -reach,
            reach,
            marks,
            line=0,
        ),
        name="mood",
    )


def _points(value: float) -> str:
    return f"{abs(value):.1f} {'lower' if value < 0 else 'higher'}"
