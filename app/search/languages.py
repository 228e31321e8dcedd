"""How words of Spanish and English are cut, folded and stemmed; queries and articles alike."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from app.kernel.terms import Language

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$|['’]")
_KEPT_TILDE = "n\u0303"
_SNOWBALL = {Language.ES: "spanish", Language.EN: "english"}
_stemmers = threading.local()

_SPANISH = """
a al algo algun alguna algunas alguno algunos ahi ante antes aqui asi aun aunque cada como con cual
cuales cualquier cuando cuanta cuantas cuanto cuantos de del desde donde dos e el ella ellas ello ellos
en entre era eran eres es esa esas ese eso esos esta estaba estaban estan estar estas este esto estos
estoy fue fueron ha habia habian hace han has hasta hay he la las le les lo los mas me mi mia mias mio
mios mis mucha muchas mucho muchos muy nada ni no nos nosotros nuestra nuestras nuestro nuestros o os
otra otras otro otros para pero poco por porque pues que quien quienes se sea sean ser si sin sobre sois
solo somos son soy su sus suya suyo tal tambien tan tanto te tengo tenia ti tiene tienen todo todos tu
tus tuya tuyo u un una unas uno unos usted ustedes va vamos van voy y ya yo
"""
_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can could did do does
doing down during each few for from had has have having he her here hers him his how i if in into is it
its just me more most my no nor not of off on once only or other our ours out over own same she should so
some such than that the their theirs them then there these they this those through to too under until up
very was we were what when where which while who whom why will with would you your yours
dont doesnt didnt cant wont isnt arent wasnt im ive its
"""
STOP_WORDS = {
    Language.ES: frozenset(_SPANISH.split()),
    Language.EN: frozenset(_ENGLISH.split()),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its folded form and the half-open character range it stands in."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """Cut ``text`` (NFC) into words, in order."""
    return [
        Word(folded, found.start(), found.end())
        for found in _WORD.finditer(text)
        if (folded := fold(found.group()))
    ]


def normalised(text: str) -> str:
    """Return the composed form of ``text``, in which an accented letter is one character."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower a word and take its accents off, keeping ñ: «Años» and «AÑOS» are «años»."""
    plain = _POSSESSIVE.sub("", word)
    if plain.isascii():
        return plain.lower()
    parted = unicodedata.normalize("NFKD", plain.casefold())
    kept = parted.replace(_KEPT_TILDE, "ñ")
    return "".join(letter for letter in kept if not unicodedata.combining(letter))


def without_tilde(word: str) -> str:
    """Return the folded word as it is typed on a keyboard without ñ."""
    return word.replace("ñ", "n")


def tilde_variants(word: str) -> tuple[str, ...]:
    """Return the spellings a folded word may have in the index: n typed may stand for ñ.

    Words with more than three n are returned as typed, and wholly with ñ left out.
    """
    places = [place for place, letter in enumerate(word) if letter == "n"]
    if len(places) > 3:
        return (word,)
    variants = [word]
    for place in places:
        variants += [variant[:place] + "ñ" + variant[place + 1 :] for variant in variants]
    return tuple(variants)


def is_stop_word(word: str, language: Language) -> bool:
    """Tell whether a folded word says nothing about the subject of a text."""
    return word in STOP_WORDS[language]


@lru_cache(maxsize=65536)
def stem(word: str, language: Language) -> str:
    """Return the stem of a folded word. Accents go first: it finds more than the reverse order."""
    stemmer = getattr(_stemmers, language.value, None)
    if stemmer is None:
        # The stemmers keep state between calls, so each thread has its own.
        stemmer = snowballstemmer.stemmer(_SNOWBALL[language])
        setattr(_stemmers, language.value, stemmer)
    return str(stemmer.stemWord(without_tilde(word)))
