"""Changes to how the files of a dataset are read, checked before they are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.datasets.errors import InputInvalidError
from app.datasets.inputs import BASIS_UNKNOWN, SEVERAL, Inputs, split_reference
from app.datasets.suggestions import Candidate, suggest_roles
from geodata.columns import check_mapping
from geodata.reading import ROLES

CRS = re.compile(r"EPSG:\d{4,6}|local(:[0-9.]+,[0-9.]+)?")
MOST_ROADS = 2


def changed(inputs: Inputs, changes: Mapping[str, Any]) -> Inputs:
    """Return inputs with some of ``roles, columns, crs, datum, household_basis, accepted`` replaced.

    ``roles`` and ``columns`` are replaced role by role: a role that is not mentioned stays, one given as nothing ends.

    Raises
    ------
    InputInvalidError
        Where a role, file or coordinate system does not exist.
    GeodataError
        Where a field does not exist.
    """
    result = inputs
    if "roles" in changes:
        result = replace(result, roles=_roles(inputs, changes["roles"] or {}))
    if "columns" in changes:
        told = {role: dict(fields or {}) for role, fields in (changes["columns"] or {}).items()}
        columns = {**inputs.columns, **told}
        check_mapping(columns)
        result = replace(result, columns={role: fields for role, fields in columns.items() if fields})
    if "crs" in changes:
        result = replace(result, crs=_crs(changes["crs"]))
    plain = {name: changes[name] for name in ("datum", "household_basis") if name in changes}
    if "accepted" in changes:
        plain["accepted"] = tuple(dict.fromkeys(changes["accepted"] or ()))
    return replace(result, **plain)


def reading(inputs: Inputs) -> Inputs:
    """Return what of the inputs a check depends on: two that are equal give one check."""
    basis = None if inputs.household_basis == BASIS_UNKNOWN else inputs.household_basis
    return replace(inputs, accepted=(), household_basis=basis)


def without_file(inputs: Inputs, file_id: str) -> Inputs:
    """Return inputs without a file, and without the roles that it had."""
    roles = {
        role: tuple(one for one in given if split_reference(one)[0] != file_id) for role, given in inputs.roles.items()
    }
    files = tuple(file for file in inputs.files if file.file_id != file_id)
    return replace(inputs, files=files, roles={role: given for role, given in roles.items() if given})


def with_suggestions(inputs: Inputs, found: Sequence[Candidate]) -> Inputs:
    """Give a role to each part that seems to have one and has none yet; roles that are decided stay."""
    return replace(inputs, roles=suggest_roles(found, inputs.roles))


def carried(before: Inputs, after: Inputs, found: Sequence[Candidate]) -> Inputs:
    """Take over from the issue before what still fits: columns that are there again, system, datum, basis."""
    parts = {one.reference: one.part for one in found}
    columns: dict[str, dict[str, str]] = {}
    for role, told in before.columns.items():
        present = {
            column.name for reference in after.roles.get(role, ()) if reference in parts
            for column in parts[reference].columns
        }
        columns[role] = {name: column for name, column in told.items() if not column or column in present}
    return replace(
        after, columns={role: fields for role, fields in columns.items() if fields}, crs=before.crs, datum=before.datum,
        household_basis=before.household_basis,
    )


def _roles(inputs: Inputs, changes: Mapping[str, str | Sequence[str] | None]) -> dict[str, tuple[str, ...]]:
    roles = dict(inputs.roles)
    for role, given in changes.items():
        if role not in ROLES:
            raise InputInvalidError(
                f"没有“{role}”这种输入；可用：{'、'.join(ROLES)}", f"No input \"{role}\"; there are {', '.join(ROLES)}"
            )
        references = (given,) if isinstance(given, str) else tuple(given or ())
        if len(references) > (MOST_ROADS if role == SEVERAL else 1):
            raise InputInvalidError(f"{role}：给出的文件太多", f"{role}: too many files")
        for reference in references:
            if inputs.file(split_reference(reference)[0]) is None:
                raise InputInvalidError(f"{role}：没有这个文件 {reference}", f"{role}: no such file {reference}")
        roles[role] = references
    taken = [reference for given in roles.values() for reference in given]
    if len(set(taken)) < len(taken):
        raise InputInvalidError(
            "一个文件（或其中一个部分）只能作一种输入", "One file, or one part of it, can be one input only"
        )
    return {role: given for role, given in roles.items() if given}


def _crs(value: str | None) -> str | None:
    if value is not None and not CRS.fullmatch(value):
        raise InputInvalidError(
            f"坐标系 {value}：写 EPSG:编号、local 或 local:每单位米数,每单位米数",
            f"System {value}: write EPSG:number, local or local:metres,metres a unit",
        )
    return value
