"""How certain an answer to a draft is, and when it is too early to tell."""

from dataclasses import replace

import pytest

from app.deflection.matcher import LIMIT
from app.search.certainty import Evidence, certainty

BEGUN = Evidence(share=0.17, title=0.4, lead=2.0, told=1.5, words=2)


def test_two_words_of_five_that_an_article_has_are_too_early_for_it() -> None:
    assert certainty(BEGUN) < LIMIT


@pytest.mark.parametrize("later", [replace(BEGUN, title=0.7), replace(BEGUN, told=4.0)])
def test_what_the_title_says_or_the_story_tells_makes_it_time(later: Evidence) -> None:
    assert certainty(later) >= LIMIT


def test_what_clearly_answers_is_offered_at_once() -> None:
    assert certainty(replace(BEGUN, share=0.6, lead=4.0)) >= LIMIT
