"""Tell a bare "gracias" from a message that says something: thanks alone reopen nothing (product 5)."""

import re
import unicodedata

_LONGEST = 12  # words; whoever writes more says something


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_THANKS = _words(
    """
    gracias thanks thank thx ty agradecido agradecida appreciated cheers
    ok okay okey vale listo perfecto excelente genial great perfect cool recibido entendido
    """
)
_POLITE = _THANKS | _words(
    """
    muchas muchisimas mil super bueno buenos buenas buen dia dias tarde tardes noche noches hola saludos
    cordial saludo feliz amable muy por todo toda tu su la el de con les te se lo ayuda apoyo atencion ya
    igualmente y
    you so much very many a lot good nice day for your the help support all best regards kind hi hello bye
    it
    """
)


def is_bare_thanks(text: str) -> bool:
    """Say whether the whole text is politeness: thanks or agreement with greetings, and nothing else.

    Any word outside a short list, a question mark, a digit or more than a dozen words make it a message.
    """
    if "?" in text or any(letter.isdigit() for letter in text):
        return False
    words = re.findall(r"[^\W\d_]+", _plain(text))
    if len(words) > _LONGEST or not all(word in _POLITE for word in words):
        return False
    return _only_symbols(text) or any(word in _THANKS for word in words)


def _only_symbols(text: str) -> bool:
    return bool(text.strip()) and not any(letter.isalpha() for letter in text)  # a thumb up


def _plain(text: str) -> str:
    """Fold to letters without accents; a letter of another script stays and makes the text a message."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
