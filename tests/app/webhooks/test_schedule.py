"""Six attempts in about a day."""

import random
from datetime import timedelta
from itertools import pairwise

from app.webhooks.schedule import MOST_ATTEMPTS, WAITS, next_wait


def test_six_attempts_reach_over_a_day():
    assert MOST_ATTEMPTS == 6
    assert timedelta(hours=24) <= sum(WAITS, timedelta()) <= timedelta(hours=25)


def test_each_wait_is_several_times_the_one_before():
    assert all(later >= 4 * earlier for earlier, later in pairwise(WAITS))


def test_waits_scatter_by_a_fifth_and_no_more():
    chance = random.Random(7)
    waits = [next_wait(1, chance) for _ in range(500)]
    assert min(waits) >= timedelta(seconds=48)
    assert max(waits) <= timedelta(seconds=72)
    assert max(waits) - min(waits) > timedelta(seconds=20)


def test_after_the_sixth_attempt_it_is_given_up():
    assert next_wait(5) is not None
    assert next_wait(6) is None
