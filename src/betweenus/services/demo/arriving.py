"""How a client of the demo comes: referral, assessment, decision, allocation, invitation."""

from typing import Any

from betweenus.domain.access.identity import PUBLIC
from betweenus.domain.suitability import assessment as suitability_rules
from betweenus.services import referral, suitability, waiting
from betweenus.services.demo.answering import acknowledge_signs, answer
from betweenus.services.demo.telling import Told
from betweenus.services.referral import NewPerson

# Words of the stories -> what the referral form offers; the rest stays in their own words.
PRESENTING = {
    "low mood": "low_mood",
    "loss of interest": "loss_of_interest",
    "worry": "worry",
    "anxiety": "worry",
    "panic": "panic",
    "rumination": "rumination",
    "poor sleep": "poor_sleep",
    "tiredness": "tiredness",
    "exhaustion": "tiredness",
    "irritability": "irritability",
    "loneliness": "loneliness",
    "feeling alone": "loneliness",
    "bereavement": "bereavement",
    "relationship difficulty": "relationship",
    "relationship ended": "relationship",
    "low self-esteem": "low_confidence",
}
OFFICE, LEAD = "colin", "nasreen"


def tell_arrival(told: Told) -> None:
    """The story up to the day somebody is allocated, as far as it goes."""
    story, days = told.story, told.days
    told.then(days.at(story["referral"]["days_ago"], "10:00"), lambda: _refer(told))
    if found := story.get("assessment"):
        told.then(days.at(found["days_ago"], "09:00"), lambda: _allocate(told, found["by"]))
        told.then(days.at(found["days_ago"], "14:30"), lambda: _answer_at_assessment(told, found))
        told.then(days.at(found["days_ago"], "15:30"), lambda: _assess(told, found))
    if given := story.get("allocation"):
        told.then(days.at(given["days_ago"], "11:00"), lambda: _allocate(told, given["therapist"]))


def _refer(told: Told) -> None:
    said, who = told.story["referral"], told.story["person"]
    by = PUBLIC if said["source"] == "self" else told.staff[OFFICE]
    row = referral.refer(
        by=by,
        person=_person(who),
        source=said["source"],
        received_on=told.days.day(said["days_ago"]),
        own_words=said["own_words"],
        difficulties=_presenting(said["presenting"]),
        relationship_difficulties=said["relationship_difficulties"],
        preference_words=said.get("preference", ""),
        previous_therapy_words=said.get("previous_therapy", ""),
        referrer=said.get("referrer", ""),
        referrer_words=said.get("referrer_words", ""),
    )
    told.referral, told.person = row.pk, row.person_id


def _person(who: dict[str, Any]) -> NewPerson:
    kin = who["emergency_contact"]
    return NewPerson(
        name=who["name"],
        known_as=who.get("known_as", ""),
        pronouns=who.get("pronouns", ""),
        born_on=who["born"],
        nhs_number=who["nhs_number"].replace(" ", ""),
        email=who.get("email", ""),
        phone=who.get("mobile") or who.get("phone", ""),
        address="\n".join(who["address"][:-1]),
        postcode=who["address"][-1],
        contact_preference=who["preferred_contact"],
        access_needs=who.get("accessibility", ""),
        gp_practice=who["gp_practice"],
        emergency_contact=f"{kin['name']}, {kin['relation']}, {kin['phone']}",
    )


def _presenting(words: list[str]) -> list[str]:
    return list(dict.fromkeys(PRESENTING[word] for word in words if word in PRESENTING))


def _allocate(told: Told, key: str) -> None:
    waiting.allocate(
        by=told.staff[LEAD], referral_id=told.referral, account_id=told.staff[key].account_id
    )


def _answer_at_assessment(told: Told, found: dict[str, Any]) -> None:
    by = told.staff[found["by"]]
    answer(told, found, by=by, moment="assessment", source="staff")
    acknowledge_signs(told, found.get("risk_task"))


def _assess(told: Told, found: dict[str, Any]) -> None:
    accepted = found["decision"] == "accept"
    offered = [one if one in _treatments() else "other" for one in found["offered"]]
    suitability.assess(
        by=told.staff[found["by"]],
        referral_id=told.referral,
        answers={row["key"]: _criterion(row) for row in found["criteria"]},
        decision="accept" if accepted else "signpost",
        reason=f"{found['summary']}\n\n{found['decision_reason']}\n\n{found['risk_formulation']}",
        offered=list(dict.fromkeys(offered)),
        chosen=found["chosen"] if found["chosen"] in _treatments() else "other",
        told="" if accepted else f"{'. '.join(found['offered'])}.\n\n{found['chosen']}",
    )


def _treatments() -> set[str]:
    return {treatment.id for treatment in suitability_rules().treatments}


def _criterion(row: dict[str, str]) -> dict[str, str]:
    """The stories say what an answer speaks for; the form asks yes, partly or no."""
    criterion = next(c for c in suitability_rules().criteria if c.id == row["key"])
    supports = next(iter(criterion.supports))
    against = next(iter(criterion.opposes), "no")
    said = {"fits": supports, "discuss": "partly", "not_now": against}
    return {"answer": said[row["answer"]], "reason": row["reason"]}
