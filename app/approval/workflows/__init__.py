"""The workflows of rules.md section 5 as tables: pure, no database, no web."""

from __future__ import annotations

from app.approval.workflows.adjustment import ADJUSTMENT
from app.approval.workflows.joint_review import JOINT_REVIEW
from app.approval.workflows.machine import Workflow
from app.approval.workflows.quarter import QUARTER
from app.approval.workflows.ruling import RULING
from app.approval.workflows.setting_up import SETTING_UP
from app.approval.workflows.transfer import TRANSFER

WORKFLOWS: dict[str, Workflow] = {
    workflow.id: workflow for workflow in (SETTING_UP, ADJUSTMENT, QUARTER, RULING, JOINT_REVIEW, TRANSFER)
}
"""Every workflow under its identifier."""
