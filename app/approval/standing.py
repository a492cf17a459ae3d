"""How a case stands for one person: whose turn it is, in which roles they act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.approval.store import Parts
from app.approval.turns import acting_role, holders, is_return, openers
from app.approval.visibility import roles_in
from app.approval.workflows import WORKFLOWS
from app.approval.workflows.machine import Transition, Workflow
from app.approval.workflows.roles import Role
from app.storage.cases import CaseRow, OpinionRow, StepRow
from app.workspace import Person


def transition_of(workflow: Workflow, step: StepRow) -> Transition | None:
    """Return the transition that a step took; ``None`` for one of an earlier release."""
    return next(
        (each for each in workflow.transitions
         if (each.action, each.source, each.target) == (step.action, step.source, step.target)), None,
    )


ASKING = frozenset({Role.DISTRICT_CIVIL_AFFAIRS})
"""Who asks departments for their opinion."""


@dataclass(frozen=True)
class Standing:
    """A case with what belongs to it, and who looks at it."""

    case: CaseRow
    parts: Parts
    person: Person

    @cached_property
    def workflow(self) -> Workflow:
        """The workflow that it follows."""
        return WORKFLOWS[self.case.kind]

    @cached_property
    def switches(self) -> dict[str, bool]:
        """Switches of the profile that it runs under."""
        return {**self.workflow.switches, **(self.case.subject.get("switches") or {})}

    @cached_property
    def leaving(self) -> tuple[Transition, ...]:
        """Steps that somebody may take from here."""
        steps = self.workflow.leaving(self.case.state, self.switches)
        return tuple(each for each in steps if not each.is_automatic)

    @cached_property
    def is_ended(self) -> bool:
        """Whether it came to an end."""
        return self.workflow.state(self.case.state).is_end

    @cached_property
    def open_points(self) -> int:
        """How many points still wait for a reply."""
        return sum(point.reply is None for point in self.parts.points.get(self.case.id, ()))

    @cached_property
    def was_sent_back(self) -> bool:
        """Whether the last step sent it back to its present state."""
        steps = self.parts.steps.get(self.case.id, ())
        taken = transition_of(self.workflow, steps[-1]) if steps else None
        return taken is not None and is_return(self.workflow, taken)

    @cached_property
    def waiting(self) -> frozenset[Role]:
        """Roles for which it waits."""
        return holders(self.workflow, self.case.state, self.switches)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles in which the person acts in it."""
        parties = [row.organisation_id for row in self.parts.parties.get(self.case.id, ())]
        return roles_in(self.person, self.case, parties)

    @property
    def is_with_bringer(self) -> bool:
        """Whether its plan may be frozen anew: it is a draft, or was sent back to those who brought it."""
        is_first = self.case.state == self.workflow.entries[0]
        is_back = self.was_sent_back and self.waiting <= openers(self.workflow)
        return bool(self.parts.submissions.get(self.case.id)) and (is_first or is_back)

    @property
    def is_held(self) -> bool:
        """Whether it waits for this person."""
        return bool(self.waiting & self.roles)

    @property
    def may_reply(self) -> bool:
        """Whether points of a return are the person's to answer."""
        return not self.is_ended and (self.is_held or self.role(openers(self.workflow)) is not None)

    def may_answer(self, opinion: OpinionRow) -> bool:
        """Whether an opinion is the person's to give: of its own body, or of who asked where it comes on paper."""
        if opinion.organisation_id is not None:
            return self.person.is_local or self.person.organisation_id == opinion.organisation_id
        return self.role(ASKING) is not None

    def role(self, wanted: Iterable[Role]) -> Role | None:
        """Return in which of some roles the person acts in it."""
        return acting_role(wanted, self.roles)
