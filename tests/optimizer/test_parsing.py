"""What an office is told of a pack that it wrote: every flaw at once, with line, field and remedy, in two languages."""

import pytest

from optimizer.errors import PackError
from optimizer.rules.pack import bundled_packs, parse_pack
from optimizer.rules.toml_lines import key_lines, line_of
from tests.optimizer.own_packs import HEAD

OURS = "design_default = true }\n"


def size(field: str) -> str:
    return f"{HEAD}[fields.size]\n{field}"


def refused(text: str) -> PackError:
    with pytest.raises(PackError) as error:
        parse_pack(text, name="my-pack.toml")
    return error.value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id = ", ["TOML", "line 1"]),
        (HEAD.replace('version = "1"\n', ""), ["version", "missing"]),
        (HEAD + "colour = 1\n", ["line 6", "colour"]),
        (size(f"household_max = {{ value = 1, {OURS}"), ["line 7", "size.household_max", "size.households_max"]),
        (size("households_max = 4000\n"), ["line 7", "size.households_max", "{ value = 1000 }"]),
        (size("households_max = {}\n"), ["size.households_max", "null = true"]),
        (size(f'households_max = {{ value = "4000", {OURS}'), ["whole number", "'4000'"]),
        (size(f"households_max = {{ value = 4000.5, {OURS}"), ["whole number", "4000.5"]),
        (size(f"households_max = {{ value = true, {OURS}"), ["whole number", "found true"]),
        (size(f"households_max = {{ value = -1, {OURS}"), ["whole number"]),
        (size(f'combine_lower = {{ value = "some", {OURS}'), ["any, all, households_only"]),
        (HEAD + f"[fields.facility]\nactivity_share_min = {{ value = 60, {OURS}", ["from 0 to 1"]),
        (size(f'households_max = {{ value = 4000, severity = "must", {OURS}'), ["severity", "must", "hard"]),
        (size(f'households_max = {{ value = 4000, severity = {{ new = "hard" }}, {OURS}'), ["new, existing"]),
        (size("households_max = { value = 4000 }\n"), ["no source", "design_default"]),
        (size('households_max = { value = 4000, rules = ["X-1"] }\n'), ["citations.X-1"]),
        (size('households_max = { value = 4000, rules = "X-1" }\n'), ["rules", "list"]),
        (HEAD + 'citations = 3\n[fields.size]\nhouseholds_max = { value = 4000, rules = ["X-1"] }\n', ["citations"]),
        (
            HEAD + '[citations]\n"X-1" = { quotation = "…" }\n[fields.size]\n'
            'households_max = { value = 1, rules = ["X-1"] }\n',
            ["line 7", "clause is missing"],
        ),
        (
            HEAD + 'sources = [{ code = "A", title = "甲" }]\n[citations]\n"X-1" = { clause = "一" }\n'
            '[fields.size]\nhouseholds_max = { value = 4000, rules = ["X-1"] }\n',
            ["one of A", "'X'"],
        ),
        (HEAD + 'selector = ["factory"]\n', ["line 6", "selector", "soe_quarter"]),
        (HEAD + 'layer = "town"\n', ["layer", "district"]),
        (HEAD + "sources = [1]\n", ["sources"]),
        (HEAD + "[weights.balanced]\nwalk = -1\n", ["line 7", "weights.balanced.walk"]),
        (HEAD + "[weights.balanced]\nwalk = nan\n", ["weights.balanced.walk"]),
        (HEAD + f"[fields.walk]\nspeed = {{ value = inf, {OURS}", ["walk.speed"]),
        (HEAD + f'[fields.facility]\nlookback_from = {{ value = "2011-2", {OURS}', ["lookback_from", "2011-02"]),
        (HEAD + f'[fields.budget]\nsalary_split = {{ value = "1", {OURS}', ["1:1"]),
        (HEAD + "[weights.balanced]\nwalks = 1\n", ["weights.balanced.walks", "weights.balanced.walk"]),
        (HEAD + "[crossing]\nsea = 1\n", ["crossing.sea"]),
        (HEAD + 'valid_from = "2024"\n', ["line 6", "valid_from", "2024-02-29"]),
        (HEAD + "valid_from = 2024-02-29\nvalid_to = 2023-12-31\n", ["line 7", "valid_to", "2024-02-29"]),
        (
            size(f"households_min = {{ value = 5000, {OURS}households_max = {{ value = 3000, {OURS}"),
            ["line 8", "size.households_max", "size.households_min", "mend one"],
        ),
        (
            HEAD + "[fields.committee.seat_classes]\ndesign_default = true\nvalue = [\n"
            "  { households_max = 2000, seats = 5 },\n  { households_min = 2501, seats = 7 },\n]\n",
            ["line 6", "no seats for 2001 to 2500"],
        ),
    ],
)
def test_the_message_names_file_line_field_and_remedy(text, says):
    error = refused(text)
    assert all(word in error.message_en for word in ["my-pack.toml", *says]), error.message_en
    assert "my-pack.toml" in error.message_zh
    assert error.message_zh.count("\n") == error.message_en.count("\n")


def test_the_same_in_chinese():
    text = size('households_max = { value = 4000, severity = "must", design_default = true }\n')
    assert refused(text).message_zh == (
        "规则包 my-pack.toml，第 7 行，size.households_max.severity："
        "应为 hard、soft、advisory、process、record 之一，现为 'must'"
    )


def test_all_flaws_are_told_at_once_in_the_order_of_the_file():
    text = (
        HEAD.replace('jurisdiction = "某区"\n', "")
        + 'valid_from = "2024"\n'
        + "[fields.size]\n"
        + 'households_min = { value = "1000", severity = "must", design_default = true }\n'
        + "households_max = { value = 4000 }\n"
        + "[fields.facility]\n"
        + "plaza = { value = 1000, design_default = true }\n"
    )
    told = refused(text).message_en.splitlines()
    assert [line.removeprefix("Rule pack my-pack.toml, ").split(":")[0] for line in told] == [
        "line 5, valid_from",
        "line 7, size.households_min.severity",
        "line 7, size.households_min",
        "line 8, size.households_max",
        "line 10, facility.plaza",
        "jurisdiction",
    ]


def test_a_number_of_ours_with_a_citation_is_refused():
    text = size('households_max = { value = 4000, clause = "第四条", design_default = true }\n')
    assert "no citation" in refused(text).message_en


@pytest.mark.parametrize("pack", bundled_packs(), ids=lambda pack: pack.id)
def test_every_bundled_pack_names_a_document_for_each_citation(pack):
    titles = {source.title for source in pack.sources}
    cited = {field.citation.title for field in pack.fields.values() if field.citation is not None}
    assert cited <= titles


class TestLines:
    TEXT = (
        'id = "own"\n'  # 1
        "# [fields.not]\n"
        "sources = [\n"  # 3
        '  { code = "A", title = "x = 1" },\n'
        "]\n"
        'note = """\n'  # 6
        "id = 2\n"
        '"""\n'
        "[fields.size]\n"  # 9
        'households_max = { value = 1, clause = "[1] # no comment" }\n'
        '[citations]\n"LH-4.3" = { clause = "四" }\n'  # 11, 12
        "[fields]\nsize.households_min = { value = 1 }\n"  # 13, 14
    )

    @pytest.mark.parametrize(
        ("keys", "line"),
        [
            (("id",), 1),
            (("sources", "0", "code"), 3),
            (("note",), 6),
            (("fields", "size", "households_max"), 10),
            (("fields", "size", "households_max", "severity"), 10),
            (("fields", "size", "households_min"), 14),
            (("citations", "LH-4.3"), 12),
            (("fields", "walk", "speed"), 9),
            (("weights",), None),
        ],
    )
    def test_a_key_or_the_table_around_it(self, keys, line):
        assert line_of(key_lines(self.TEXT), keys) == line
