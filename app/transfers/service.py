"""Transfers: begun from the plan table, and how one stands against the rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.approval.errors import CaseNotFoundError, WrongRoleError
from app.approval.opening import open_case, street_offices
from app.approval.schemas import Text
from app.approval.store import find_case
from app.approval.workflows.roles import NAMES, Role
from app.approval.workflows.transfer import TRANSFER
from app.approval.workflows.transfer_form import Form
from app.rulepacks.store import resolve_profile
from app.storage.cases import CaseRow
from app.transfers.checks import Remark as Said
from app.transfers.checks import decision_of, form_remarks, persons_of, remarks
from app.transfers.hand_over_records import Settlement
from app.transfers.monthly import TransferNow, quarter_row
from app.transfers.reasons import NO_VENUE, REASONS
from app.transfers.records import Retirees
from app.transfers.schemas import (
    FormDecision,
    NewTransfer,
    ReasonCode,
    Remark,
    RetireesFee,
    Shares,
    TransferOutlook,
)
from app.transfers.store import transfer_now
from app.transfers.subject import Subject
from app.transfers.words import FORMS
from app.workspace import Person
from optimizer.rules.pack import Profile
from optimizer.rules.transfer import CostShares, retiree_fee_yuan, running_costs, seconded_pay

BUREAU = Role.DISTRICT_CIVIL_AFFAIRS
ENTERED_LATE = "agreement_signed"
RECEIVED = frozenset({"transition", "completed"})
"""From then on the street leads in petitions, before it the enterprise (CQ-4.2)."""
NO_STANDARD = Text(
    zh="2021 年 1 月 1 日以后的移交费用标准另行制定（RT-7），暂无标准",
    en="the standard from 2021-01-01 is set separately (RT-7): not known",
)
NO_DAY = Text(zh="未填移交日期，费用标准不定（RT-7）", en="without a day of hand-over the standard is open (RT-7)")


def open_transfer(session: Session, person: Person, asked: NewTransfer) -> CaseRow:
    """Begin a transfer: an entry of the district's plan table (T0), or of an earlier transfer at T5 (CQ-3.7).

    Raises
    ------
    WrongRoleError
        Where the person is not of the district civil affairs bureau.
    RequestError
        Where there is no such organisation.
    OptimizerError
        Where a rule pack is unknown.
    """
    if BUREAU.value not in person.roles:
        zh, en = NAMES[BUREAU]
        raise WrongRoleError(f"移交计划由{zh}列入", f"The plan table is kept by the {en}")
    subject = Subject.model_validate(asked.model_dump())
    resolve_profile(session, subject.profile.model_dump())
    named = [asked.enterprise_organisation_id, asked.parent_group_organisation_id, asked.receiving_organisation_id]
    receiving = street_offices(session, person, [asked.subdistrict]) if asked.receiving_organisation_id is None else ()
    return open_case(
        session, person, TRANSFER.id, asked.title, subject.model_dump(mode="json"),
        state=ENTERED_LATE if asked.is_retroactive else None, subdistrict=asked.subdistrict,
        parties=[*(each for each in named if each is not None), *receiving],
        records={"plan_table": asked.plan_table.model_dump(mode="json")},
    )


def form_of(session: Session, person: Person, case_id: str) -> FormDecision:
    """Say what the decision tree leads to for the quarter of a transfer.

    Raises
    ------
    CaseNotFoundError
        Where there is no such transfer that this person may see.
    """
    return _form(transfer_now(session, find_transfer(session, person, case_id)))


def outlook(session: Session, person: Person, case_id: str, today: date) -> TransferOutlook:
    """Say how a transfer stands against the rules.

    Raises
    ------
    CaseNotFoundError
        Where there is no such transfer that this person may see.
    """
    case = find_transfer(session, person, case_id)
    now = transfer_now(session, case)
    persons, settled = persons_of(now.records.inventory), now.records.settlement
    lead = Role.STREET_OFFICE if case.state in RECEIVED else Role.ENTERPRISE
    zh, en = NAMES[lead]
    return TransferOutlook(
        case_id=case.id, case_number=case.number, revision=case.revision, form=_form(now),
        remarks=[_remark(each) for each in remarks(now.records, now.subject, now.profile, today)],
        persons=None if persons is None else {
            "total": persons.total, "socialised": persons.socialised, "enterprise": persons.enterprise,
            "transferred": persons.transferred, "difference": persons.difference,
        },
        retirees=None if now.records.retirees is None else fee_of(now.records.retirees, now.profile),
        running_costs=_shares(_running_costs(settled)), seconded_pay=_shares(_seconded_pay(settled)),
        answers_complaints=Text(zh=zh, en=en), month=quarter_row(now, today.strftime("%Y-%m"), today),
        reasons=[
            ReasonCode(code=code, zh=zh, en=en, is_allowed=code != NO_VENUE) for code, (zh, en) in REASONS.items()
        ],
    )


def fee_of(retirees: Retirees, profile: Profile) -> RetireesFee:
    """Say what the enterprise pays for its retirees; nothing is guessed where no standard is known (RT-7)."""
    if retirees.transferred_on is None:
        return RetireesFee(persons=retirees.persons, fee_yuan=None, note=NO_DAY)
    fee = retiree_fee_yuan(profile, retirees.persons, retirees.transferred_on)
    return RetireesFee(persons=retirees.persons, fee_yuan=fee, note=NO_STANDARD if fee is None else None)


def find_transfer(session: Session, person: Person, case_id: str) -> CaseRow:
    """Return a transfer that somebody may see."""
    case = find_case(session, person, case_id)
    if case.kind != TRANSFER.id:
        raise CaseNotFoundError(case_id)
    return case


def _form(now: TransferNow) -> FormDecision:
    decision = decision_of(now.subject, now.profile)
    zh, en = FORMS[decision.form]
    return FormDecision(
        form=decision.form.value, name=Text(zh=zh, en=en), clauses=list(decision.clauses),
        notes=[Text(zh=zh, en=en) for zh, en in decision.notes], needs_reason=decision.needs_reason,
        needs_choice=decision.form is Form.MAY_BE_INDEPENDENT, households=now.subject.quarter.households,
        stand_alone_from=now.profile.value("size.households_min", selected=True, default=500),
        households_max=now.profile.value("size.households_max", selected=True),
        remarks=[_remark(each) for each in form_remarks(now.records.form, now.subject, now.profile)],
    )


def _remark(said: Said) -> Remark:
    return Remark(record=said.record, rule=said.rule, severity=said.severity.value, zh=said.zh, en=said.en)


def _running_costs(settled: Settlement | None) -> CostShares | None:
    if settled is None or settled.standard_cost_yuan is None or settled.former_cost_yuan is None:
        return None
    return running_costs(settled.standard_cost_yuan, settled.former_cost_yuan)


def _seconded_pay(settled: Settlement | None) -> CostShares | None:
    if settled is None or settled.standard_pay_yuan is None or settled.former_pay_yuan is None:
        return None
    return seconded_pay(settled.standard_pay_yuan, settled.former_pay_yuan)


def _shares(shares: CostShares | None) -> Shares | None:
    return None if shares is None else Shares(
        district_yuan=shares.district_yuan, enterprise_yuan=shares.enterprise_yuan
    )
