"""What the records of a transfer say against the rules: pure, each remark with its rule and both texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.approval.workflows.transfer_form import Decision, Form, decide_form
from app.transfers.catalogue import TransferRecords
from app.transfers.hand_over_records import HandOver, Safety, Transition
from app.transfers.records import FormDecided, Inventory, Retirees, Verification
from app.transfers.subject import Subject
from app.transfers.words import FORMS
from optimizer.rules.deadlines import Deadline, signing_deadline, transition_end
from optimizer.rules.field import Severity
from optimizer.rules.pack import Profile
from optimizer.rules.transfer import Persons, seconded_breach


@dataclass(frozen=True)
class Remark:
    """What one record says against a rule.

    Attributes
    ----------
    record
        The record that says it.
    severity
        Hard stops the step that needs the record, or is reported as a missed deadline; the rest is shown.
    """

    record: str
    rule: str
    severity: Severity
    zh: str
    en: str


def decision_of(subject: Subject, profile: Profile) -> Decision:
    """Walk the decision tree with the quarter's figures and the profile's bounds."""
    return decide_form(
        subject.asked, households_max=profile.value("size.households_max", selected=True),
        stand_alone_from=profile.value("size.households_min", selected=True, default=500),
    )


def remarks(records: TransferRecords, subject: Subject, profile: Profile, today: date) -> list[Remark]:
    """List everything that the records say against the rules."""
    return [
        *_inventory(records.inventory), *_verification(records.inventory, records.verification),
        *form_remarks(records.form, subject, profile),
        *_agreement(records, profile, today, is_retroactive=subject.is_retroactive),
        *_hand_over(records.hand_over, records.inventory), *_safety(records.safety),
        *_transition(records.transition, profile), *_retirees(records.retirees), *_disagreement(records),
        *_adjustment(records),
    ]


def persons_of(inventory: Inventory | None) -> Persons | None:
    """Read the persons of a survey; ``None`` while one of the three counts is open."""
    if inventory is None:
        return None
    counts = (inventory.total_persons, inventory.socialised_persons, inventory.enterprise_persons)
    return None if None in counts else Persons(*(count for count in counts if count is not None))


def unverified(inventory: Inventory | None, verification: Verification | None) -> tuple[str, ...]:
    """List newly found tasks that the state-assets commission has not verified (CQ-4.5)."""
    done = set() if verification is None else set(verification.tasks)
    return () if inventory is None else tuple(task.name for task in inventory.new_tasks if task.name not in done)


def signing_clock(records: TransferRecords, profile: Profile) -> Deadline | None:
    """Return the clock of ten working days; a framework stops it until the open terms are agreed (ZH-1)."""
    agreed = None if records.agreement is None else records.agreement.agreed_on
    if agreed is None or (records.framework is not None and agreed <= records.framework.signed_on):
        return None
    return signing_deadline(profile, agreed)


def form_holds(decided: FormDecided | None, subject: Subject, profile: Profile) -> bool:
    """Whether the form that was decided is what the tree leads to, or departs from what is only in principle."""
    return decided is not None and not any(
        remark.severity is Severity.HARD for remark in form_remarks(decided, subject, profile)
    )


def transition_holds(transition: Transition | None, profile: Profile) -> bool:
    """Whether a transition keeps to three years and one or two seconded staff (CQ-2.6)."""
    return transition is not None and not list(_transition(transition, profile))


def handed_over(hand_over: HandOver | None, inventory: Inventory | None) -> bool:
    """Whether all facilities were handed over; an enterprise that has none has nothing to hand over (RT-4)."""
    if hand_over is None:
        return False
    if not hand_over.facilities:
        return hand_over.has_no_venue and (inventory is None or not inventory.facility_area_m2)
    return all(facility.is_handed_over for facility in hand_over.facilities)


def is_safe(safety: Safety | None) -> bool:
    """Whether nothing fell short in the assessment, or all of it was put right (CQ-2.9)."""
    return safety is not None and all(failure.put_right_on is not None for failure in safety.failures)


def retirees_heard(retirees: Retirees | None) -> bool:
    """Whether no retiree is concerned, or they were heard: talks, publication, emergency plan (RT-9)."""
    if retirees is None:
        return False
    heard = (retirees.represented_on, retirees.published_on, retirees.emergency_plan)
    return retirees.persons == 0 or None not in heard


def _inventory(inventory: Inventory | None) -> Iterator[Remark]:
    persons = persons_of(inventory)
    if persons is not None and persons.difference:
        yield Remark(
            "inventory", "CQ-3.1", Severity.SOFT,
            f"总人数 {persons.total} ≠ 已社会化 {persons.socialised} + 企业管理 {persons.enterprise}，"
            f"相差 {persons.difference}",
            f"total {persons.total} ≠ socialised {persons.socialised} + managed {persons.enterprise}: "
            f"{persons.difference} unaccounted for",
        )


def _verification(inventory: Inventory | None, verification: Verification | None) -> Iterator[Remark]:
    for name in unverified(inventory, verification):
        yield Remark(
            "verification", "CQ-4.5", Severity.HARD, f"新摸排任务“{name}”待市国资委核实",
            f"the newly found task “{name}” awaits the state-assets commission",
        )


def form_remarks(decided: FormDecided | None, subject: Subject, profile: Profile) -> Iterator[Remark]:
    """Compare the form that was entered with what the tree leads to, and say what it still lacks."""
    if decided is None:
        return
    expected, form = decision_of(subject, profile), Form(decided.form)
    rule = expected.clauses[0]
    if form is not expected.form:
        # "In principle" (CQ-2.2): a family committee's quarter may be received otherwise, with the reason given.
        soft = expected.form is Form.CONVERT and form in (Form.MAY_BE_INDEPENDENT, Form.JOIN_WHOLE)
        yield Remark(
            "form", rule, Severity.SOFT if soft else Severity.HARD,
            f"按决策树应为“{FORMS[expected.form][0]}”，录入为“{FORMS[form][0]}”",
            f"the decision tree leads to “{FORMS[expected.form][1]}”, entered is “{FORMS[form][1]}”",
        )
    if form is Form.MAY_BE_INDEPENDENT and decided.choice is None:
        yield Remark(
            "form", rule, Severity.HARD, "街道尚未选定：单独设立或划入", "the street office has not chosen yet"
        )
    joins = form is Form.JOIN_WHOLE or decided.choice == "join"
    line = profile.value("size.households_min", selected=True, default=500)
    if joins and decided.community is None:
        yield Remark("form", "LQ-3.6", Severity.HARD, "未写明划入哪个社区", "the community that it joins is not named")
    if joins and not decided.is_whole:
        small = subject.quarter.households <= line
        yield Remark(
            "form", "LQ-3.6", Severity.HARD if small else Severity.SOFT,
            f"{subject.quarter.households} 户的家属区拆开划入",
            f"the quarter of {subject.quarter.households} households is cut apart",
        )


def _agreement(
    records: TransferRecords, profile: Profile, today: date, *, is_retroactive: bool
) -> Iterator[Remark]:
    agreement = records.agreement
    if agreement is None or agreement.agreed_on is None:
        return
    clock = None if is_retroactive else signing_clock(records, profile)
    if clock is not None and (agreement.signed_on or today) > clock.due:
        yield Remark(
            "agreement", "CQ-3.6", Severity.HARD,
            f"达成一致 {agreement.agreed_on}，应于 {clock.due} 前签订",
            f"agreed on {agreement.agreed_on}, to be signed by {clock.due}",
        )
    if not agreement.is_whole:
        yield Remark(
            "agreement", "CQ-3.6", Severity.HARD, "人员、设施、设备未整体移交",
            "staff, facilities and equipment are not transferred as a whole",
        )


def _hand_over(hand_over: HandOver | None, inventory: Inventory | None) -> Iterator[Remark]:
    if hand_over is None:
        return
    for facility in hand_over.facilities:
        if facility.paid_yuan and facility.payment_reason is None:
            yield Remark(
                "hand_over", "CQ-2.8", Severity.SOFT,
                f"{facility.name}：有偿 {facility.paid_yuan} 元，原则上应无偿，须写明原因",
                f"{facility.name}: {facility.paid_yuan} yuan, in principle none: give the reason",
            )
        if facility.handed_over_on is not None and not facility.has_papers:
            yield Remark(
                "hand_over", "CQ-2.8", Severity.HARD, f"{facility.name}：竣工、检测、修缮资料或维护责任未随同移交",
                f"{facility.name}: completion, inspection, repair papers or maintenance duty did not come with it",
            )
    counted = None if inventory is None else inventory.facility_area_m2
    listed = round(sum(facility.floor_area_m2 for facility in hand_over.facilities), 2)
    if counted is not None and hand_over.facilities and listed < counted:
        yield Remark(
            "hand_over", "CQ-2.7", Severity.SOFT, f"清册设施面积 {counted:g} 平方米，列明 {listed:g} 平方米",
            f"the inventory has {counted:g} m² of facilities, {listed:g} m² are listed",
        )


def _safety(safety: Safety | None) -> Iterator[Remark]:
    for failure in () if safety is None else safety.failures:
        if failure.put_right_on is None:
            yield Remark("safety", "CQ-2.9", Severity.HARD, f"未整治：{failure.what}", f"not put right: {failure.what}")


def _transition(transition: Transition | None, profile: Profile) -> Iterator[Remark]:
    if transition is None:
        return
    latest = transition_end(profile, transition.starts_on)
    if latest is not None and transition.ends_on > latest:
        yield Remark(
            "transition", "CQ-2.6", Severity.HARD, f"过渡期止于 {transition.ends_on}，最晚 {latest}",
            f"the transition ends on {transition.ends_on}, at the latest {latest}",
        )
    if seconded_breach(profile, len(transition.seconded)) is not None:
        yield Remark(
            "transition", "CQ-2.6", Severity.HARD, f"选派 {len(transition.seconded)} 人，应为 1 至 2 人",
            f"{len(transition.seconded)} seconded, there have to be 1 or 2",
        )


def _retirees(retirees: Retirees | None) -> Iterator[Remark]:
    if retirees is not None and not retirees_heard(retirees):
        yield Remark(
            "retirees", "RT-9", Severity.HARD, "须与退休人员代表沟通、公示并有应急预案",
            "talks with their representatives, publication and an emergency plan are needed",
        )


def _disagreement(records: TransferRecords) -> Iterator[Remark]:
    mediation = records.special_mediation
    if mediation is not None and not mediation.is_solved and None in (mediation.reported_on, mediation.filed_on):
        yield Remark(
            "special_mediation", "CQ-4.4", Severity.PROCESS, "分歧未解决：上报区县党委政府，并报市民政局备案",
            "not settled: report to district party committee and government, file with the city bureau",
        )


def _adjustment(records: TransferRecords) -> Iterator[Remark]:
    adjustment = records.adjustment
    if adjustment is not None and adjustment.plan_table == records.plan_table and adjustment.filed_on is None:
        yield Remark(
            "adjustment", "CQ-3.2", Severity.PROCESS, "计划已调整，须及时送市民政局备案",
            "the plan was adjusted: file the change with the city bureau promptly",
        )
