"""What private data looks like in tickets, in Spanish and English, as people in Venezuela write it.

Where only a part is private that part is the group ``private``; the order matters, the widest first.
Every repetition is bounded, so that no text takes long.
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What was taken out."""

    LINK = "link"
    MAIL = "mail"
    KEY = "key"
    ADDRESS = "address"
    ACCOUNT = "account"
    DOCUMENT = "document"
    PHONE = "phone"
    ORDER = "order"
    NUMBER = "number"
    SHOP = "shop"
    PERSON = "person"
    COURTESY = "courtesy"


def _any(*patterns: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("".join(patterns), flags)


def _exact(*patterns: str) -> re.Pattern[str]:
    return _any(*patterns, flags=0)


_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d{1,2})"
_GAP = r"[\s().\-–_/·]{0,4}"  # between the digits of one number
_NO = r"(?:n(?:[uú]m(?:ero)?|ro|[°ºo])?\.?|number|#)"
_HOLDS = rf"(?:\s{{0,3}}(?:es|is|de|of|el|la|:|=|-)){{0,2}}\s{{0,3}}(?:{_NO}\s{{0,3}})?[:#=\s]{{0,3}}"
_QUOTED = r"[«\"“'‘](?P<private>[^«»\"“”'’\n]{2,60})[»\"”'’]"
_CAPITAL = r"[A-ZÁÉÍÓÚÜÑ][\wÁÉÍÓÚÜÑáéíóúüñ'’&-]{0,40}"
_CAPITALS = rf"(?P<private>{_CAPITAL}(?:\s+(?:(?:de|del|la|las|los|y|e|&)\s+){{0,2}}{_CAPITAL}){{0,3}})"
_CALLED = r"(?:\s+(?:que\s+)?(?:se\s+llama|llamad[ao]|es|is|is\s+called|called|named|de\s+nombre))"
_SHOPS = r"(?:tienda|negocio|comercio|empresa|local|bodega|marca|shop|store|business|company)"
_AROUND = r"[^\s@<>()\[\],;:\"'«»]{1,200}"
_AT = r"\s{0,2}[(\[{]?\s?\b(?:arroba|at)\b\s?[)\]}]?\s{0,2}"
_DOT = r"(?:\s{0,2}[(\[{]?\s?\b(?:punto|dot)\b\s?[)\]}]?\s{0,2}|\.)"
_PAPERS = (
    r"(?:c[eé]dula(?:\s+de\s+identidad)?|c\.?\s?i\.?|rif|r\.i\.f\.?|dni|nie|nit|ruc|curp|ssn|pasaporte|passport"
    r"|documento(?:\s+de\s+identidad)?|id(?:entity)?\s+(?:card|number)|licencia|license)"
)
_CARDS = (
    r"\b(?:tarjeta|cuenta|card|account|terminad[ao]s?|ending|termina)\b"
    r"(?:\s+(?:que|en|in|n[°ºo]\.?|n[uú]mero|with|con|bancaria|termina|terminad[ao]|ending)){0,3}"
)
_PHONES = (
    r"\b(?:tel[eé]fonos?|tel[eé]f|tlf|tel|cel(?:ular)?|m[oó]vil|whats?app|phone|mobile|llam[ae]\w{0,6}(?:\s+al)?"
    r"|call(?:\s+me)?(?:\s+at)?)\.?"
)
_ORDERS = (
    r"\b(?:pedidos?|[oó]rden(?:es)?|facturas?|tickets?|casos?|reclamos?|referencia|ref|recibo|gu[ií]a"
    r"|transferencia|transacci[oó]n|pago\s+m[oó]vil|comprobante|control|orders?|invoices?|receipt|case"
    r"|reference|transaction|tracking|clientes?|customers?|suscripci[oó]n|subscription|serial|s/n)\b\.?"
)
_SECRETS = (
    r"\b(?:contraseña|clave|password|passwd|pwd|pin|token|api[ _-]?key"
    r"|(?:c[oó]digo|code)(?:\s+de\s+(?:verificaci[oó]n|seguridad))?)"
)
_TITLES = (
    r"\b(?:[Mm]e\s+llamo|[Mm]i\s+nombre\s+es|[Mm]y\s+name\s+is|[Tt]he\s+name\s+is|[Ll]e\s+(?:habla|escribe)|[Ss]oy"
    r"|I\s+am|I['’]m|[Ss]e[ñn]or(?:a|ita)?|[Ss]r(?:a|ta)?\.|[Dd]ra?\.|[Mm]r?s?\.|[Ll]ic\.|[Ii]ng\.)\s+(?!TuQR\b)"
)

PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.LINK, _any(r"\b(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>\"'«»]{1,4000}")),
    (Kind.MAIL, _any(_AROUND, r"\s?@\s?", _AROUND)),
    (Kind.MAIL, _any(r"(?<![\w.+-])[\w.+-]{1,64}", _AT, r"[\w-]{1,63}(?:", _DOT, r"[a-z]{2,12}){1,4}")),
    (Kind.LINK, _any(r"(?<![\w.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:com|net|org|ve|info|shop"
                     r"|store|app|io)(?:\.[a-z]{2})?\b(?:/[^\s<>\"'«»]{0,4000})?")),
    (Kind.KEY, _any(_SECRETS, r"\s{0,3}(?:(?:es|is)?\s{0,3}[:=]\s{0,3}|(?:es|is)\s+(?=[«\"'“]|\S{0,60}\d))",
                    r"(?P<private>[«\"'“]?[^\s,;]{1,200})")),
    (Kind.KEY, _any(r"(?<![\w-])(?=[\w-]{0,99}\d)(?=[\w-]{0,99}[a-z])[a-z0-9_-]{20,500}(?!\w)")),
    (Kind.PHONE, _any(rf"(?<![\w+])(?<!\d[\s.\-–])(?:\+|00)\s?\(?\d(?:{_GAP}\d){{6,14}}(?!\d)")),
    (Kind.ADDRESS, _any(r"(?<![\d.])(?:", _OCTET, r"\.){3}", _OCTET, r"(?::\d{1,5})?(?!\.?\d)")),
    (Kind.ADDRESS, _any(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![\w:])")),
    (Kind.ADDRESS, _any(r"(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?",
                        r"(?![\w:])")),
    (Kind.ACCOUNT, _any(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){3,7}(?:[ -]?[a-z0-9]{1,4})?\b(?<=\d)")),
    (Kind.ACCOUNT, _any(rf"(?<![\w+])\d(?:{_GAP}\d){{12,25}}(?!\w)")),
    (Kind.ACCOUNT, _any(r"(?:[*•]{2}[*•x\s-]{0,30}?|\bx{4}[x\s-]{0,30}?)\d{3,6}\b")),
    (Kind.ACCOUNT, _any(_CARDS, r"[\s:#]{0,3}(?P<private>\d[\d\s.-]{2,40}\d)")),
    (Kind.DOCUMENT, _any(r"\b", _PAPERS, r"(?!\w)", _HOLDS,
                         r"(?P<private>[a-z]{0,3}[-.\s]{0,2}\d[\d.\s-]{3,30}\d[a-z]?)")),
    (Kind.DOCUMENT, _any(r"\b(?:pasaporte|passport)\b[^\n\d]{0,12}?",
                         r"(?P<private>\b[a-z]{0,3}[-\s]?\d{5,9}[a-z]?\b)")),
    (Kind.DOCUMENT, _any(r"(?<!\w)[vejgpc]\s?[-.–:]?\s?\d{1,2}[.\s]?\d{3}[.\s]?\d{3}(?:\s?[-–]\s?\d)?",
                         r"(?!\d)")),
    (Kind.DOCUMENT, _any(r"(?<!\w)[vejgpc]\s?[-.–:]\s?\d{5,10}(?:\s?[-–]\s?\d)?(?!\d)")),
    (Kind.PHONE, _any(rf"(?<![\w.])\(?0{_GAP}[24]{_GAP}\d{_GAP}\d(?:{_GAP}\d){{7}}(?!\d)")),
    (Kind.PHONE, _any(rf"(?<![\w.])\(?4{_GAP}[12]{_GAP}[246](?:{_GAP}\d){{7}}(?!\d)")),
    (Kind.PHONE, _any(_PHONES, _HOLDS, r"(?P<private>\+?\(?\d[\d\s().\-/]{5,30}\d)")),
    (Kind.ORDER, _any(r"\bTQ[-\s]?[A-Z0-9]{4,8}\b")),
    (Kind.ORDER, _any(_ORDERS, _HOLDS, r"(?P<private>(?=[\w/-]{0,40}\d\d)[a-z0-9]{1,40}",
                      r"(?:[-/][a-z0-9]{1,40}){0,6})")),
    (Kind.ORDER, _any(r"(?<![\w&])#\s?(?P<private>[a-z]{0,4}-?\d{3,40})\b")),
    (Kind.ORDER, _any(rf"\b{_NO}\s{{0,3}}[:#]?\s{{0,3}}(?P<private>\d{{4,40}})\b")),
    (Kind.NUMBER, _any(rf"(?<!\w)\+?\(?\d(?:{_GAP}\d){{5,}}(?!\w)")),
    (Kind.SHOP, _any(r"\b", _SHOPS, r"(?:\s+(?:virtual|online|en\s+l[ií]nea))?(?:\s?,)?", _CALLED,
                     r"?\s{0,3}:?\s{0,3}", _QUOTED)),
    (Kind.SHOP, _exact(r"\b[Mm]i\s+(?:tienda|negocio|comercio|empresa|bodega)\s?,?\s+(?!TuQR\b)", _CAPITALS)),
    (Kind.SHOP, _exact(r"\b(?i:", _SHOPS, r")\s?,?(?i:", _CALLED, r")\s?:?\s+(?!TuQR\b)", _CAPITALS)),
    (Kind.PERSON, _exact(_TITLES, _CAPITALS)),
)  # fmt: skip

GREETING = _any(
    r"\s*[¡!]?\s*(?:hola|buen[oa]s?(?:\s+(?:d[ií]as?|tardes?|noches?))?|saludos|estimad[oa]s?|querid[oa]s?",
    r"|apreciad[oa]s?|hi|hello|hey|dear|good\s+(?:morning|afternoon|evening))\b",
    r"[^\n.,:;!?¡¿]{0,40}(?:[.,:;!?]{1,5}\s*|$)",
)
SIGNATURE = _any(
    r"\s*[¡!]?\s*(?:saludos|atentamente|atte\b|att\b|cordialmente|gracias|muchas\s+gracias|un\s+abrazo",
    r"|quedo\s+atent[oa]|quedo\s+a\s+la\s+orden|regards|best|kind\s+regards|thanks|thank\s+you|cheers|sincerely",
    r"|yours|--\s*$)[^\n]{0,60}$",
)
