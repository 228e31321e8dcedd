"""The few words the renderer writes into an article itself, in the article's language.

They are part of the article's text, fixed when it is published, so they follow its language and not
the reader's.
"""

from app.kernel.terms import Language

WORDS: dict[Language, dict[str, str]] = {
    Language.ES: {
        "anchor": "Enlace a «{text}»",
        "code": "Ejemplo de código",
        "table": "Tabla",
        "video": "Video",
        "note": "Nota",
        "info": "Información",
        "tip": "Consejo",
        "warning": "Atención",
        "danger": "Peligro",
    },
    Language.EN: {
        "anchor": "Link to “{text}”",
        "code": "Code example",
        "table": "Table",
        "video": "Video",
        "note": "Note",
        "info": "Information",
        "tip": "Tip",
        "warning": "Careful",
        "danger": "Danger",
    },
}
