"""What the command line says about the input files, turned into :class:`geodata.prepare.InputFiles`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.errors import AppError
from geodata.domain import Datum, HouseholdBasis
from geodata.input_files import InputFiles
from geodata.reading import ROLES


class OptionError(AppError):
    """An option whose value cannot be understood."""

    code = "options.invalid"


def parse_columns(options: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Read ``[ROLE.]field=COLUMN`` options into role → our field → the file's column; an empty one switches it off.

    Raises
    ------
    OptionError
        Where an option has no ``=``, no field, or a role that is not an input.
    """
    columns: dict[str, dict[str, str]] = {}
    for option in options:
        left, equals, column = option.partition("=")
        role, dot, field = left.rpartition(".")
        role = role if dot else "areas"
        if not (equals and field) or role not in ROLES:
            raise OptionError(
                f"--map {option}：写法应为 [输入.]字段=列名，例如 households=户数 或 roads.name=路名。"
                f"输入可为 {'、'.join(ROLES)}",
                f"--map {option}: write [ROLE.]field=COLUMN, for example households=HH or roads.name=STREET. "
                f"ROLE is one of {', '.join(ROLES)}",
            )
        columns.setdefault(role, {})[field] = column
    return columns


def input_files(
    areas: str,
    *,
    roads: Iterable[str] = (),
    barriers: str | None = None,
    facilities: str | None = None,
    subdistricts: str | None = None,
    buildings: str | None = None,
    adjacency: str | None = None,
    columns: Iterable[str] = (),
    crs: str | None = None,
    datum: Datum | None = None,
    household_basis: HouseholdBasis | None = None,
) -> InputFiles:
    """Gather the input options of one command.

    Raises
    ------
    OptionError
        Where ``--map`` cannot be understood.
    """
    return InputFiles(
        areas=areas, roads=tuple(roads), barriers=barriers, facilities=facilities, subdistricts=subdistricts,
        buildings=buildings, adjacency=adjacency, columns=parse_columns(columns), crs=crs, datum=datum,
        household_basis=household_basis,
    )
