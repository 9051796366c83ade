"""Bringing in: one person of a caseload file, with their referrals and what belongs to each.

Everything is written by the functions that write it elsewhere, in one act for each referral, and
in one transaction for each person, which the caller has begun.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q
from django.utils.crypto import salted_hmac

from betweenus.domain.access import Act, Identity
from betweenus.domain.course.dates import LONDON, say_date
from betweenus.domain.refusals import Refusal
from betweenus.exchange.caseload_file import Contact, PersonRows, ReferralRows
from betweenus.records.importing import ImportedRow
from betweenus.records.people import Person, PossibleDuplicate
from betweenus.records.referral import Referral
from betweenus.services import bringing_course, clock, referral, responsibility
from betweenus.services.acting import Deed, acting
from betweenus.services.bringing_course import Arrival, Outcome, Setting
from betweenus.services.referral import NewPerson

SOURCE = "import"
# Where another service's refusal names a field: the column of the file it is about.
COLUMNS = {"received_on": "referred_on", "ended_on": "ended_on", "therapist": "therapist"}
OF_REFERRAL = ("referrer", "referrer_words", "own_words")


@dataclass(frozen=True, slots=True)
class _Bringing:
    """One person on their way in; ``known`` are their rows that are in already, by their key."""

    by: Identity
    setting: Setting
    person: PersonRows
    known: dict[str, ImportedRow]
    outcome: Outcome

    @property
    def key(self) -> str:
        """What the person is known by."""
        return f"person:{self.person.reference}"

    def is_known(self, line: int, what: str, key: str, content: str) -> bool:
        """Whether a row is in as it is; one that said something else is told."""
        row = self.known.get(key)
        if row is None or row.digest == digest(content):
            return row is not None
        day = say_date(row.imported_at.astimezone(LONDON).date(), clock.today())
        reason = f"is not what came in on {day}. The record is left as it is: change it there."
        self.outcome.wrong(line, what, reason)
        return False


def bring_in(*, by: Identity, setting: Setting, person: PersonRows) -> Outcome:
    """Bring in what is right of one person's rows and not in yet; the rest is told."""
    bringing = _Bringing(by, setting, person, known_rows(person), Outcome())
    bringing.outcome.problems += person.problems
    bringing.is_known(person.line, "columns of the person", bringing.key, person.content)
    row = _in_before(bringing)
    for rows in person.referrals:
        try:
            row = _bring_referral(bringing, rows, row)
        except Refusal as refusal:
            reason = f"{refusal.what} {refusal.todo}".strip()
            column = COLUMNS.get(refusal.field or "", "the row")
            bringing.outcome.wrong(rows.line, column, reason)
    return bringing.outcome


def known_rows(person: PersonRows) -> dict[str, ImportedRow]:
    """Which of a person's rows are in already, by their key: one query."""
    keys = [f"person:{person.reference}"]
    for rows in person.referrals:
        keys += [_referral_key(person, rows), *_contact_keys(person, rows)]
    found = ImportedRow.objects.select_related("person__merged_into").filter(key__in=keys)
    return {row.key: row for row in found}


def _in_before(bringing: _Bringing) -> Person | None:
    """The person as the record has them, if they came in before."""
    row = bringing.known.get(bringing.key)
    return (row.person.merged_into or row.person) if row else None


def _referral_key(person: PersonRows, rows: ReferralRows) -> str:
    return f"referral:{person.reference}|{rows.received_on.isoformat()}"


def _contact_keys(person: PersonRows, rows: ReferralRows) -> dict[str, Contact]:
    start = f"contact:{person.reference}|{rows.received_on.isoformat()}"
    return {f"{start}|{contact.key}": contact for contact in rows.contacts}


def digest(content: str) -> str:
    """What a row said, kept so that a change shows and that nobody can try out what it was."""
    return salted_hmac("betweenus.importing", content, algorithm="sha256").hexdigest()


def _bring_referral(bringing: _Bringing, rows: ReferralRows, row: Person | None) -> Person | None:
    """One referral with what is new of it; gives its person."""
    key, contacts = _referral_key(bringing.person, rows), _contact_keys(bringing.person, rows)
    _count_known(bringing, rows, key, contacts)
    fresh = {key: one for key, one in contacts.items() if key not in bringing.known}
    new = key not in bringing.known
    if not new and not fresh:
        return row
    result = Outcome()
    with acting(by=bringing.by, act=Act.IMPORT_CASELOAD, person=row.pk if row else None) as deed:
        made = _refer(bringing, rows, row, result) if new else _load(row, rows)
        deed.person, deed.about = made.person_id, f"referral:{made.pk}"
        entered = bringing_course.bring(
            by=bringing.by,
            deed=deed,
            setting=bringing.setting,
            arrival=Arrival(made, rows, tuple(fresh.values()), new=new),
            outcome=result,
        )
        content = {key: one.content for key, one in fresh.items() if one.line in entered}
        remembered = _remember(bringing, made.person, content | {key: rows.content})
        result.made["new rows"] = len(entered) + (rows.rows - len(contacts) if new else 0)
        _say(deed, result)
    bringing.known.update(remembered)
    bringing.outcome.add(result)
    return made.person


def _count_known(
    bringing: _Bringing, rows: ReferralRows, key: str, contacts: Mapping[str, Contact]
) -> None:
    """Count the rows that are in already, and tell which of them have changed since."""
    made = bringing.outcome.made
    if bringing.is_known(rows.line, "columns of the referral", key, rows.content):
        made["known rows"] += rows.rows - len(contacts)
    for of_one, contact in contacts.items():
        made["known rows"] += bringing.is_known(
            contact.line, "columns of the contact", of_one, contact.content
        )


def _refer(
    bringing: _Bringing, rows: ReferralRows, row: Person | None, result: Outcome
) -> Referral:
    """Take the referral as any other is taken: of somebody new, or of who came in before."""
    if row:  # whoever was there for the former referral was so until this one came
        with clock.as_of(datetime.combine(rows.received_on, time(12), LONDON)):
            responsibility.let_go(row.pk)
    made = referral.refer(
        by=bringing.by,
        person=row.pk if row else NewPerson(**bringing.person.values),
        source=SOURCE,
        received_on=rows.received_on,
        **{name: rows.values[name] for name in OF_REFERRAL if name in rows.values},
    )
    result.made["referrals"] += 1
    if row is None:
        asked = PossibleDuplicate.objects.filter(Q(newer=made.person_id) | Q(older=made.person_id))
        result.made["people"] += 1
        result.made["possible duplicates"] += asked.count()
    return made


def _load(row: Person | None, rows: ReferralRows) -> Referral:
    """A referral that came in before."""
    found = row and row.referrals.filter(received_on=rows.received_on, source=SOURCE).first()
    if not found:
        raise Refusal("The referral that came in before is not there any more.")
    return found


def _remember(
    bringing: _Bringing, who: Person, content: Mapping[str, str]
) -> dict[str, ImportedRow]:
    """Note what came in, so that it does not come in again."""
    made = [
        ImportedRow(
            key=key,
            digest=digest(said),
            person=who,
            imported_at=clock.now(),
            imported_by=bringing.by.name[:120],
        )
        for key, said in {bringing.key: bringing.person.content, **content}.items()
        if key not in bringing.known
    ]
    ImportedRow.objects.bulk_create(made)
    return {row.key: row for row in made}


def _say(deed: Deed, result: Outcome) -> None:
    """What the event tells: how much of what, never what it says."""
    result.made["risk signs"] += int(str(deed.detail.get("risk signs", 0)))
    deed.detail |= {what: count for what, count in result.made.items() if count}
