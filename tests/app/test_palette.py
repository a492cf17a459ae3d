"""The palette of look.md section 5 and the rule that colours communities."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.palette import DARK, LIGHT, colour_communities, css

FORBIDDEN = {(0, 2), (0, 5), (3, 5)}


def may_touch(a: int, b: int) -> bool:
    return a != b and (min(a, b), max(a, b)) not in FORBIDDEN


def around(width: int, height: int, gone: frozenset[tuple[str, str]] = frozenset()) -> dict[str, set[str]]:
    """Return the neighbours on a grid whose squares are cut by one diagonal: a map on a plane."""
    places = {(x, y): f"{x},{y}" for x in range(width) for y in range(height)}
    steps = [(1, 0), (0, 1), (1, 1), (-1, 0), (0, -1), (-1, -1)]
    return {
        name: {
            other for dx, dy in steps
            if (other := places.get((x + dx, y + dy))) and (min(name, other), max(name, other)) not in gone
        }
        for (x, y), name in places.items()
    }


@st.composite
def plane_maps(draw: st.DrawFn) -> dict[str, set[str]]:
    """Draw a map on a plane: a triangulated grid with some borders taken away."""
    width, height = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    borders = sorted({(min(a, b), max(a, b)) for a, others in around(width, height).items() for b in others})
    gone = draw(st.frozensets(st.sampled_from(borders), max_size=20)) if borders else frozenset()
    return around(width, height, gone)


@given(plane_maps())
def test_neighbours_never_look_alike(neighbours):
    colours = colour_communities(neighbours)
    assert colours.keys() == neighbours.keys()
    assert all(may_touch(colours[a], colours[b]) for a in neighbours for b in neighbours[a])


@given(plane_maps(), st.randoms())
def test_equal_maps_get_equal_colours_in_any_order(neighbours, random):
    shuffled = list(neighbours)
    random.shuffle(shuffled)
    assert colour_communities({c: neighbours[c] for c in shuffled}) == colour_communities(neighbours)


def test_a_row_of_communities_uses_the_fills_evenly():
    """Six in a row: nothing forces a fill to be used twice, so none is."""
    row = {str(i): {str(j) for j in (i - 1, i + 1) if 0 <= j < 6} for i in range(6)}
    assert sorted(colour_communities(row).values()) == [0, 1, 2, 3, 4, 5]


def test_kept_fills_stay_and_the_others_go_around_them():
    colours = colour_communities({"0": {"1"}, "1": {"0", "2"}, "2": {"1"}}, keep={"1": 0})
    assert colours["1"] == 0
    assert may_touch(colours["0"], 0)
    assert may_touch(colours["2"], 0)


def test_continuing_communities_choose_before_the_others():
    """A star: the middle would be coloured first, unless a tip continues a present community."""
    star = {"m": {"a", "b", "c"}, "a": {"m"}, "b": {"m"}, "c": {"m"}}
    assert colour_communities(star)["m"] == 0
    assert colour_communities(star, first=["c"])["c"] == 0


def test_where_all_fills_touch_no_neighbour_shares_one_that_could_be_avoided():
    """Six that all touch cannot avoid the forbidden pairs, but they can still all differ."""
    all_touch = {str(i): {str(j) for j in range(6) if j != i} for i in range(6)}
    assert len(set(colour_communities(all_touch).values())) == 6


def test_a_border_given_on_one_side_only_counts():
    colours = colour_communities({"a": {"b"}, "b": set()})
    assert may_touch(colours["a"], colours["b"])


def luminance(hexadecimal: str) -> float:
    channels = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
class TestTokens:
    def test_text_reads_on_every_surface(self, theme):
        """WCAG 2: text at least 4.5 to 1."""
        for text in ("ink1", "ink2", "ink3", "accent", "hard", "soft", "ok"):
            for ground in ("surface", "raised"):
                assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)

    def test_labels_and_boundaries_read_on_every_fill(self, theme):
        for fill in range(6):
            assert contrast(theme["label"], theme[f"c{fill}"]) >= 4.5
            assert contrast(theme["boundary"], theme[f"c{fill}"]) >= 4.5

    def test_tinted_chips_read(self, theme):
        for tone in ("accent", "hard", "soft", "ok"):
            assert contrast(theme[tone], theme[f"{tone}-tint"]) >= 4.5


def test_both_themes_have_the_same_tokens():
    assert LIGHT.keys() == DARK.keys()


def test_paper_is_always_light():
    printed = css().split("@media print")[1]
    assert f"--surface:{LIGHT['surface']}" in printed
    assert DARK["surface"] not in printed


def test_every_custom_property_in_use_is_a_token():
    from app.maps.pages import ASSETS

    rules = "".join(path.read_text("utf-8") for path in ASSETS.glob("*.css"))
    own = {"halo", "print-width", "print-height"}
    assert set(re.findall(r"var\(--([\w-]+)", rules)) - own <= LIGHT.keys()
