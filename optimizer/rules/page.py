"""The page ``docs/rules.md``, printed from the packs and the catalogue: ``python -m optimizer.rules.page``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.rules.catalogue import WORDS, catalogue, citation
from optimizer.rules.conflicts import conflicts
from optimizer.rules.field import Field, Layer, Pack
from optimizer.rules.pack import bundled_packs, load_profile
from optimizer.rules.schema import FIELDS
from optimizer.rules.working_days import official_calendar

EXAMPLE = """\
id = "my-district-2026"
version = "1.0.0"
title_zh = "某区社区规模办法（2026）"
title_en = "District measures on community size (2026)"
jurisdiction = "某区"
layer = "district"              # law, province, city, district, or overlay
under = ["cn-law-2026"]         # what stands above it
valid_from = 2026-03-01
sources = [{ code = "MD", title = "《某区社区规模办法》", issued = 2026-02-10 }]

[fields.size]
households_min = { value = 1200, severity = "soft", clause = "第四条", quotation = "一般不少于1200户" }
households_max = { value = 2800, severity = "hard", clause = "第四条", quotation = "最多不得超过2800户" }
households_target = { value = 2000, severity = "advisory", design_default = true }  # a number of your own

[fields.facility]
plaza_area_min = { value = 800, severity = { new = "hard", existing = "soft" }, clause = "第九条" }
"""
"""A pack as an office would begin it; what it leaves unsaid it takes from the numbers of ours."""


def page() -> str:
    """Write ``docs/rules.md``."""
    return "\n".join([
        "# Rules", "",
        "Printed by `python -m optimizer.rules.page` from the rule packs and the catalogue; do not edit. "
        "A test fails when this page is stale, when a rule that speaks of a plan, a community or an area is judged "
        "nowhere, and when a test named here does not exist.", "",
        *_packs(), "", *_conflicts(), "", *_rules(), "", *_values(), "", *_own(), "", *_calendar(), "",
    ])


def _packs() -> Iterator[str]:
    yield from ("## Packs", "", *_head("pack", "layer", "title", "in force", "stands under", "documents"))
    for pack in bundled_packs():
        is_dated = pack.valid_from is not None or pack.valid_to is not None
        dates = f"{pack.valid_from or '…'} to {pack.valid_to or '…'}" if is_dated else "not stated"
        documents = "; ".join(source.title for source in pack.sources) or "–"
        title = f"{pack.title_zh}<br>{pack.title_en}"
        yield _row(pack.id, pack.layer.value, title, dates, ", ".join(pack.under) or "–", documents)
    notes = [(pack, *note) for pack in bundled_packs() for note in pack.notes]
    yield from ("", "What these documents also say and no check can judge:", "")
    yield from (f"- `{pack.id}`: {zh} ({en})" for pack, zh, en in notes)


def _conflicts() -> Iterator[str]:
    told = "The deciding layer's verdict stands; the other layer is named beside it."
    yield from ("## Where layers differ", "", told, "")
    for names in (*((pack.id,) for pack in _bases()), ("lianhu-2024", "soe-living-quarter")):
        for found in conflicts(load_profile(names[0], names[1:])):
            if found.decides.pack == names[-1]:
                yield f"- `{' + '.join(names)}`: {found.message_zh}<br>{found.message_en}"


def _rules() -> Iterator[str]:
    head = _head("id", "rule", "severity", "speaks of", "clause", "judged", "fields", "test")
    yield from ("## Identifiers", "", *head)
    stated = [field for pack in bundled_packs() for field in pack.fields.values()]
    for rule in catalogue().values():
        source = citation(rule.id)
        clause = source.clause if source is not None else ", ".join(rule.rests_on) or "–"
        where = [place if place in WORDS else f"`{place.removeprefix('optimizer.')}`" for place in rule.where]
        fields = sorted({f"`{field.path}`" for field in stated if rule.id in field.rules})
        yield _row(
            rule.id, f"{rule.zh}<br>{rule.en}", rule.severity.value, rule.about, clause, "<br>".join(where),
            "<br>".join(fields) or "–", "<br>".join(f"`{test.split('/')[-1]}`" for test in rule.tests) or "–",
        )
    yield ""
    yield from (f"- *{word}*: {meaning}" for word, meaning in WORDS.items())


def _values() -> Iterator[str]:
    packs = _bases()
    yield from (
        "## Values", "",
        "† ours: no document says it, so it carries no citation. – not stated; *off*: stated, but switched off. "
        "Severity in brackets: for a new community / an existing one / the district / once entered.", "",
        *_head("field", "unit", *(pack.id for pack in packs)),
    )
    for path, spec in FIELDS.items():
        cells = [_cell(load_profile(pack.id).base.fields.get(path)) for pack in packs]
        if set(cells) != {"–"}:
            yield _row(f"`{path}`", " ".join(filter(None, (spec.compare, spec.unit))) or "–", *cells)


def _cell(field: Field | None) -> str:
    if field is None:
        return "–"
    if field.value is None:
        return "*to be filled in*" if field.is_elided else "*off*"
    severities = (field.severity, field.severity_existing, field.severity_district, field.severity_entered)
    named = " / ".join(severity.value for severity in severities if severity is not None)
    return f"{_plain(field.value)}{' †' if field.design_default else ''}{f' ({named})' if named else ''}"


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {number}" for name, number in value.items())
    if isinstance(value, tuple):
        return "; ".join(map(_plain, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _own() -> Iterator[str]:
    yield from (
        "## A pack of your own", "",
        "Write a TOML file, check it with `sizhi profiles check FILE` (all flaws at once, with line, field and "
        "remedy), look at it with `sizhi profiles show FILE`, and give it as `--profile FILE`, or lay it over another "
        "with `--overlay FILE`. Every number states its clause, or `design_default = true`, never both.", "",
        "```toml", *EXAMPLE.splitlines(), "```",
    )


def _calendar() -> Iterator[str]:
    years = sorted(official_calendar().years)
    yield from (
        "## Working days", "",
        f"Rest days and make-up working days of {years[0]} to {years[-1]} come with the software; the notice for a "
        "year appears in November of the year before. Deadlines that touch another year count Monday to Friday and are "
        "marked approximate.",
    )


def _bases() -> list[Pack]:
    return [pack for pack in bundled_packs() if pack.layer is not Layer.OVERLAY]


def _head(*names: str) -> tuple[str, str]:
    return _row(*names), f"|{'---|' * len(names)}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    print(page(), end="")
