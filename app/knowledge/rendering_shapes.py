"""The small shapes of an article's markup, element by element."""

import re
import unicodedata
from xml.etree.ElementTree import Element, SubElement

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Return the anchor a heading gets."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub("-", plain).strip("-")


def plain_text(element: Element) -> str:
    """Return the words of an element."""
    return " ".join("".join(element.itertext()).split())


def has_words(paragraph: Element) -> bool:
    """Say whether a paragraph has words beside its only child."""
    return bool((paragraph.text or "").strip() or (paragraph[0].tail or "").strip())


def append_text(element: Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def lead_to(link: Element, url: str) -> None:
    """Send a link to an address, or make it plain words where there is none."""
    link.set("href", url)
    if not url:  # the article it names is not live yet: its words stay, the link comes with it
        link.tag = "span"
        link.attrib.clear()


def menu_path(strong: Element) -> Element:
    """Return a bold path through menus as the interface shows it."""
    path = Element("span", {"class": "path"})
    first, *others = [part.strip() for part in (strong.text or "").split("→")]
    path.text = f"{first} "
    for part in others:
        arrow = SubElement(path, "i")
        arrow.text, arrow.tail = "→", f" {part} "
    if others:
        path[-1].tail = f" {others[-1]}"
    return path


def figure_of(picture: Element) -> Element:
    """Return a picture that stands alone, with its caption."""
    figure = Element("figure", {"class": "shot"})
    caption = picture.get("title")
    picture.tail = None
    figure.append(picture)
    if caption:
        SubElement(figure, "figcaption").text = caption
    return figure


def note_title(title: Element) -> Element:
    """Make the words of a note's title strong."""
    paragraph = Element("p", {"class": "note__title"})
    strong = SubElement(paragraph, "strong")
    strong.text = title.text
    strong.extend(list(title))
    return paragraph
