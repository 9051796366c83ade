"""Every questionnaire scored by hand, from its rule as clinical reference 5.1 and 4.2 print it.

Slow and plain on purpose: one function for each, nothing shared with the scorer, and neither the
catalogue's files nor any of our code read. Answers are whole numbers or None, in the order of the
questions. Values are exact fractions, or None where the rule gives no score.
"""

from fractions import Fraction

Given = list
Value = Fraction | None


def answered(answers: Given, questions) -> list[Fraction]:
    return [Fraction(answers[q - 1]) for q in questions if answers[q - 1] is not None]


def turned(answers: Given, questions, ends: int) -> Given:
    """Reversed questions: the lowest and the highest answer add up to ``ends``."""
    return [
        ends - answer if number in questions and answer is not None else answer
        for number, answer in enumerate(answers, start=1)
    ]


def whole(answers: Given, questions) -> Value:
    """The sum when all are there, else nothing."""
    found = answered(answers, questions)
    return sum(found) if len(found) == len(questions) else None


def imputed(answers: Given, questions, may_lack: int) -> Value:
    """The sum, each of a few missing answers taken to be the mean of the others."""
    found = answered(answers, questions)
    if not found or len(questions) - len(found) > may_lack:
        return None
    return sum(found) + (len(questions) - len(found)) * sum(found) / len(found)


def over(value: Value, count: int, times: int = 1) -> Value:
    return None if value is None else value * times / count


def label(value: Value, *steps) -> str | None:
    """The last step not above the value."""
    reached = None
    for at, name in steps:
        if value is not None and value >= at:
            reached = name
    return reached


def from_(value: Value, cut) -> bool | None:
    return None if value is None else value >= cut


# -- with their text


def phq_9(a: Given) -> dict:
    total = imputed(a, range(1, 10), 2)
    names = "Minimal", "Mild", "Moderate", "Moderately severe", "Severe"
    band = label(total, *zip((0, 5, 10, 15, 20), names, strict=True))
    return {"total": total, "band": band, "case": from_(total, 10)}


def gad_7(a: Given) -> dict:
    total = imputed(a, range(1, 8), 2)
    band = label(total, (0, "Minimal"), (5, "Mild"), (10, "Moderate"), (15, "Severe"))
    return {"total": total, "band": band, "case": from_(total, 8)}


def phq_15(a: Given) -> dict:
    """Question 4, on periods, is for women only."""
    needed = [q for q in range(1, 16) if q != 4]
    total = whole(a, needed)
    if total is not None and a[3] is not None:
        total += a[3]
    band = label(total, (0, "Minimal"), (5, "Low"), (10, "Medium"), (15, "High"))
    return {"total": total, "band": band}


def pcl_5(a: Given) -> dict:
    total = whole(a, range(1, 21))
    return {
        "total": total,
        "case": from_(total, 32),
        "intrusion": whole(a, range(1, 6)),
        "avoidance": whole(a, range(6, 8)),
        "mood": whole(a, range(8, 15)),
        "arousal": whole(a, range(15, 21)),
    }


def hrsd_17(a: Given) -> dict:
    total = whole(a, range(1, 18))
    names = "No depression", "Mild", "Moderate", "Severe", "Very severe"
    return {"total": total, "band": label(total, *zip((0, 8, 14, 19, 23), names, strict=True))}


def core_10(a: Given) -> dict:
    total = imputed(turned(a, (2, 3), 4), range(1, 11), 1)
    names = "Below the cut-off", "Mild", "Moderate", "Moderately severe", "Severe"
    band = label(total, *zip((0, 11, 15, 20, 25), names, strict=True))
    return {"total": total, "band": band, "case": from_(total, 11)}


def core_om(a: Given) -> dict:
    a = turned(a, (3, 4, 7, 12, 19, 21, 31, 32), 4)
    functioning = (1, 3, 7, 10, 12, 19, 21, 25, 26, 29, 32, 33)
    problems = (2, 5, 8, 11, 13, 15, 18, 20, 23, 27, 28, 30)
    total = over(imputed(a, range(1, 35), 3), 34, 10)
    return {
        "total": total,
        "case": from_(total, 10),
        "wellbeing": over(imputed(a, (4, 14, 17, 31), 1), 4, 10),
        "problems": over(imputed(a, problems, 1), 12, 10),
        "functioning": over(imputed(a, functioning, 1), 12, 10),
        "risk-items": over(imputed(a, (6, 9, 16, 22, 24, 34), 1), 6, 10),
    }


def ecr_rs(a: Given) -> dict:
    a = turned(a, (1, 2, 3, 4), 8)
    return {
        "avoidance": over(imputed(a, range(1, 7), 1), 6),
        "anxiety": over(imputed(a, range(7, 10), 1), 3),
    }


def rfq_8(a: Given) -> dict:
    low, high = {1: 3, 2: 2, 3: 1}, {7: 3, 6: 2, 5: 1}

    def points(question: int, key: dict) -> int | None:
        answer = a[question - 1]
        return None if answer is None else key.get(answer, 0)

    certainty = [points(q, low) for q in range(1, 7)]
    uncertainty = [points(q, low if q == 7 else high) for q in (2, 4, 5, 6, 7, 8)]
    return {
        "certainty": over(whole(certainty, range(1, 7)), 6),
        "uncertainty": over(whole(uncertainty, range(1, 7)), 6),
    }


def peq(a: Given) -> dict:
    return {}


# -- structure and scoring only


def wsas(a: Given) -> dict:
    """4 of the 5, or all; a question that does not apply is as one not answered."""
    found = answered(a, range(1, 6))
    total = sum(found) * 5 / len(found) if len(found) >= 4 else None
    band = label(total, (0, "Below 10"), (10, "Significant"))
    return {"total": total, "band": "Severe" if total is not None and total > 20 else band}


def wai_sr(a: Given) -> dict:
    return {
        "total": whole(a, range(1, 13)),
        "task": imputed(a, (1, 2, 10, 12), 1),
        "bond": imputed(a, (3, 5, 7, 9), 1),
        "goal": imputed(a, (4, 6, 8, 11), 1),
    }


def srs(a: Given) -> dict:
    """Four lines of ten centimetres, read in millimetres; 36 or less is to be talked about."""
    total = over(whole(a, range(1, 5)), 10)
    good = total is not None and total > 36
    return {"total": total, "band": "No concern" if good else label(total, (0, "To talk about"))}


def iip_32(a: Given) -> dict:
    return {"total": over(whole(a, range(1, 33)), 32)}


def rq(a: Given) -> dict:
    if whole(a, range(1, 5)) is None:
        return {"self": None, "other": None}
    secure, fearful, preoccupied, dismissing = (Fraction(answer) for answer in a[:4])
    return {
        "self": (secure + dismissing) - (fearful + preoccupied),
        "other": (secure + preoccupied) - (fearful + dismissing),
    }


def ecr_s(a: Given) -> dict:
    a = turned(a, (1, 5, 8, 9), 8)
    return {
        "anxiety": over(whole(a, (2, 4, 6, 8, 10, 12)), 6),
        "avoidance": over(whole(a, (1, 3, 5, 7, 9, 11)), 6),
    }


def psychlops(a: Given) -> dict:
    first, second, function, wellbeing = a
    if None in (first, function, wellbeing):
        return {"total": None}
    if second is None:
        return {"total": Fraction(4, 3) * (first + function + wellbeing)}
    return {"total": Fraction(first + second + function + wellbeing)}


def mhc_sf(a: Given) -> dict:
    def many(questions, answers) -> Value:
        found = answered(a, questions)
        short = len(found) < len(questions)
        return None if short else Fraction(sum(value in answers for value in found))

    feeling, functioning = range(1, 4), range(4, 15)
    often = many(feeling, (4, 5)), many(functioning, (4, 5))
    seldom = many(feeling, (0, 1)), many(functioning, (0, 1))
    category = None
    if None not in (*often, *seldom):
        category = "Moderate"
        if seldom[0] >= 1 and seldom[1] >= 6:
            category = "Languishing"
        if often[0] >= 1 and often[1] >= 6:
            category = "Flourishing"
    return {
        "total": whole(a, range(1, 15)),
        "category": category,
        "emotional": whole(a, feeling),
        "social": whole(a, range(4, 9)),
        "psychological": whole(a, range(9, 15)),
        "often-emotional": often[0],
        "often-functioning": often[1],
        "seldom-emotional": seldom[0],
        "seldom-functioning": seldom[1],
    }


def summed(questions: int, cut: int):
    """Those that are a plain sum with a cut-off and no word on missing answers."""

    def score(a: Given) -> dict:
        total = whole(a, range(1, questions + 1))
        return {"total": total, "case": from_(total, cut)}

    return score


def mi(a: Given) -> dict:
    """A case is above 2.3, not at it."""
    total = over(whole(a, range(1, 27)), 26)
    return {"total": total, "case": None if total is None else total > Fraction("2.3")}


# The rule of each questionnaire, and what can be answered to each of its questions.
PUBLISHED = {
    "phq-9": (phq_9, [range(4)] * 10),
    "gad-7": (gad_7, [range(4)] * 7),
    "phq-15": (phq_15, [range(3)] * 15),
    "pcl-5": (pcl_5, [range(5)] * 20),
    "hrsd-17": (
        hrsd_17,
        [range(5 if q in (1, 2, 3, 7, 8, 9, 10, 11, 15) else 3) for q in range(1, 18)],
    ),
    "core-10": (core_10, [range(5)] * 10),
    "core-om": (core_om, [range(5)] * 34),
    "ecr-rs": (ecr_rs, [range(1, 8)] * 9),
    "rfq-8": (rfq_8, [range(1, 8)] * 8),
    "peq-assessment": (peq, [range(2)] * 4 + [range(5)]),
    "peq-treatment": (peq, [range(5)] * 6),
    "wsas": (wsas, [range(9)] * 5),
    "wai-sr": (wai_sr, [range(1, 6)] * 12),
    "srs": (srs, [range(101)] * 4),
    "iip-32": (iip_32, [range(5)] * 32),
    "rq": (rq, [range(1, 8)] * 4 + [range(1, 5)]),
    "ecr-s": (ecr_s, [range(1, 8)] * 12),
    "psychlops": (psychlops, [range(6)] * 4),
    "mhc-sf": (mhc_sf, [range(6)] * 14),
    "spin": (summed(17, 19), [range(5)] * 17),
    "pdss": (summed(7, 8), [range(5)] * 7),
    "oci": (summed(42, 40), [range(5)] * 42),
    "ies-r": (summed(22, 33), [range(5)] * 22),
    "hai": (summed(14, 18), [range(4)] * 18),
    "mi": (mi, [range(1, 6)] * 26),
}
