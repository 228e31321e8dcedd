"""Where the file of a new article goes among those that are live."""

from collections import Counter

from app.kernel.terms import ProductArea
from app.knowledge.catalogue_file import Catalogue


def free_slug(slug: str, live: Catalogue) -> str:
    """Return a name that no article has, neither as its file nor as its id."""
    taken = {each.slug for each in live.articles} | {each.id for each in live.articles}
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def category_of(live: Catalogue, area: ProductArea) -> str:
    """Return the category in which most articles of the area stand."""
    counted = Counter(each.category for each in live.articles if each.product_area is area)
    first = [each.slug for each in live.categories][:1] or [""]
    return counted.most_common(1)[0][0] if counted else first[0]
