"""Numbers and addresses as people type them, brought to one form so that they can be compared."""

import re

_NOT_A_DIGIT = re.compile(r"\D")


def tidy_nhs_number(text: str) -> str:
    """The digits of an NHS number, without the spaces or dashes it is printed with."""
    return _NOT_A_DIGIT.sub("", text)


def looks_like_nhs_number(text: str) -> bool:
    """Whether ten digits end in the check digit the NHS number standard asks for.

    The check is modulus 11 over the first nine digits, weighted 10 down to 2 (NHS data
    dictionary, "NHS number"); a remainder that would need the digit 10 is never issued.
    """
    digits = tidy_nhs_number(text)
    if len(digits) != 10:
        return False
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def shown_nhs_number(digits: str) -> str:
    """An NHS number in the groups people read it in: "999 000 1018"."""
    if len(digits) != 10:
        return digits
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def tidy_phone(text: str) -> str:
    """A phone number as digits, a British one starting with 0: "+44 (0)7700 900118" and
    "07700 900118" are the same number. Other countries keep their +.
    """
    digits = _NOT_A_DIGIT.sub("", text.replace("(0)", ""))
    if not text.strip().startswith("+") and not digits.startswith("00"):
        return digits
    digits = digits.lstrip("0")  # no country's code begins with it
    if digits.startswith("44"):
        return f"0{digits[2:].lstrip('0')}"
    return f"+{digits}" if digits else ""


def shown_phone(digits: str) -> str:
    """A tidy phone number with a gap in the middle, so that it can be read out."""
    return f"{digits[:5]} {digits[5:]}" if len(digits) == 11 and digits[0] == "0" else digits


def tidy_email(text: str) -> str:
    """An e-mail address without case or spaces around it."""
    return text.strip().lower()
