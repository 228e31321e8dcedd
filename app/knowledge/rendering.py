"""Turn one article's Markdown into safe HTML; the only room that knows the Markdown library.

Where an icon or a button of ours belongs stands an empty ``<i class="slot slot--…">``; the page fills it.

Called in a child process with a time limit (``rendering_pool``): hostile text can make the library
take minutes.
"""

import html as entities
import math
import re
from typing import Any

from markdown import Markdown
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String
from pygments.util import ClassNotFound

from app.knowledge.article import ArticleBody
from app.knowledge.faults import Fault
from app.knowledge.rendering_job import Rendered, RenderJob
from app.knowledge.rendering_markup import ArticleMarkup
from app.knowledge.rendering_raw_html import check_raw_html
from app.knowledge.rendering_words import WORDS
from app.knowledge.sections import outline
from app.web.sanitising import sanitise

_WORDS_PER_MINUTE = 200
_CODE = re.compile(r'<pre><code(?: class="language-([\w+#.-]+)")?>([^<]*)</code></pre>')
_COLOURS: tuple[tuple[Any, str], ...] = (
    (Keyword, "hl-k"),
    (Number, "hl-k"),
    (String, "hl-s"),
    (Name.Tag, "hl-n"),
    (Name.Attribute, "hl-n"),
    (Name.Function, "hl-n"),
    (Comment, "hl-c"),
)


def render(job: RenderJob) -> Rendered:
    """Return the body of an article, or its faults."""
    markup = ArticleMarkup(job)
    reader = Markdown(
        extensions=["tables", "fenced_code", "admonition", "sane_lists", markup], output_format="html"
    )
    raw = reader.convert(job.text)
    faults = [*markup.faults, *check_raw_html(job, reader.htmlStash.rawHtmlBlocks)]
    if faults:
        return Rendered(tuple(sorted(faults, key=_line)))
    coloured = _CODE.sub(lambda found: _code_block(job, found), raw)
    finished = sanitise(coloured.replace("<details", '<details class="disc"'))
    seen = outline(finished)
    body = ArticleBody(finished, seen.headings, seen.sections, seen.questions, seen.first_image)
    minutes = max(1, math.ceil(seen.words / _WORDS_PER_MINUTE))
    return Rendered((), body, seen.anchors, tuple(markup.anchor_links), minutes, seen.has_video)


def _line(found: Fault) -> int:
    return found.line


def _code_block(job: RenderJob, found: re.Match[str]) -> str:
    """Frame a code block as the interface shows it; its text is escaped in and out."""
    language, text = found[1] or "", entities.unescape(found[2]).strip("\n")
    label = WORDS[job.language]["code"] + (f" ({language})" if language else "")
    return (
        f'<div class="code"><div class="code__bar"><span>{entities.escape(language)}</span>'
        f'<i class="slot slot--copy"></i></div>'
        f'<pre tabindex="0" role="region" aria-label="{entities.escape(label)}">'
        f"<code>{_coloured(language, text)}</code></pre></div>"
    )


def _coloured(language: str, text: str) -> str:
    try:
        lexer = get_lexer_by_name(language) if language else None
    except ClassNotFound:
        lexer = None
    if lexer is None:
        return entities.escape(text)
    parts = []
    for token, piece in lexer.get_tokens(text):
        colour = next((name for kind, name in _COLOURS if token in kind), None)
        safe = entities.escape(piece)
        parts.append(f'<span class="{colour}">{safe}</span>' if colour and piece.strip() else safe)
    return "".join(parts).rstrip("\n")
