"""Nothing private leaves a ticket: planted values in the spellings of customers, wherever they stand."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.editorial.drafting.private_patterns import Kind
from app.editorial.drafting.redaction import Redacted, folded, marks_in, names_pattern, redact

PEOPLE = names_pattern(["Ana Rojas", "Pedro Gil", "José Ñáñez"], ["Ana", "Rojas"])
GAPS = st.sampled_from(["", " ", "-", ".", " - "])
BEFORE = st.sampled_from(["", "Mi dato es ", "llámame: ", "(", "es «", "Hola, ", "n° ", "\n", "x, ", "1. "])
AFTER = st.sampled_from(["", ".", ", gracias", ")", " y no puedo vender", "\n", "?", "»", " 50 unidades"])


def _clean(text: str, *, is_letter: bool = False) -> Redacted:
    return redact(text, str, PEOPLE, is_letter=is_letter)


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def _phone(draw: st.DrawFn) -> str:
    gap, rest = draw(GAPS), draw(_digits(7))
    code = draw(st.sampled_from(["0412", "0414", "0424", "0416", "0212", "(0212)", "+58 412", "+58(414)",
                                 "58-416", "0058 412", "412", "+1 (305)", "+34 6", "+57 3"]))  # fmt: skip
    return f"{code}{gap}{rest[:3]}{gap}{rest[3:5]}{gap}{rest[5:]}"


@st.composite
def _paper(draw: st.DrawFn) -> str:
    letter, gap, number = (
        draw(st.sampled_from("VEJGPvej")),
        draw(st.sampled_from(["-", "", " ", "- "])),
        draw(_digits(8)),
    )
    grouped = draw(st.sampled_from([number, f"{number[:2]}.{number[2:5]}.{number[5:]}"]))
    return f"{letter}{gap}{grouped}{draw(st.sampled_from(['', '-3']))}"


@st.composite
def _card(draw: st.DrawFn) -> str:
    number, gap = draw(_digits(16)), draw(st.sampled_from([" ", "-", ""]))
    return gap.join(number[start : start + 4] for start in range(0, 16, 4))


@st.composite
def _order(draw: st.DrawFn) -> str:
    word = draw(
        st.sampled_from(
            [
                "pedido ",
                "Pedido N° ",
                "orden #",
                "factura nro. ",
                "ticket TQ-",
                "invoice ",
                "#",
                "la orden es ",
            ]
        )
    )
    return f"{word}{draw(_digits(5))}"


@st.composite
def _mail(draw: st.DrawFn) -> str:
    local = draw(st.from_regex(r"\A[a-zñ]{3,9}[._+]?[a-z]{2,6}\Z"))
    at = draw(st.sampled_from(["@", " @ ", "＠", " (arroba) ", " [at] ", "\u200b@"]))
    return f"{local}{at}{draw(st.sampled_from(['gmail.com', 'Mi-Tienda.com.ve', 'correo.example']))}"


@settings(max_examples=200, deadline=None)
@example(before="", planted="0100 0000 0000 0000", after="")
@given(before=BEFORE, planted=st.one_of(_phone(), _paper(), _card(), _order()), after=AFTER)
def test_no_number_that_belongs_to_somebody_stays(before: str, planted: str, after: str) -> None:
    done = _clean(f"{before}{planted}{after}")
    left = re.sub(r"\D", "", done.text.replace("50 unidades", "").removeprefix("1. "))
    assert len(left) < 4, (done.text, planted)
    assert done.removed
    assert marks_in(done.text) >= 1


@settings(max_examples=100, deadline=None)
@given(before=BEFORE, planted=_mail(), after=AFTER)
def test_no_address_of_mail_stays(before: str, planted: str, after: str) -> None:
    done = _clean(f"{before}{planted}{after}")
    assert planted[:5] not in done.text
    assert "gmail" not in done.text
    assert "Mi-Tienda" not in done.text


@pytest.mark.parametrize(
    ("planted", "secret"),
    [
        ("https://app.tuqr.com/reset?token=abc123", "abc123"),
        ("mira www.dulces-ana.com.ve/carrito", "dulces"),
        ("entra en dulcesana.tuqr.com/es", "dulcesana"),
        ("Cuenta 0102-0123-45-0123456789", "0123"),
        ("IBAN ES91 2100 0418 4502 0005 1332", "2100"),
        ("tarjeta terminada en 4321", "4321"),
        ("**** **** **** 4321", "4321"),
        ("pasaporte AB123456", "123456"),
        ("mi C.I. es 12 345 678", "345"),
        ("desde 190.202.11.7 o 2001:db8::8a2e", "202"),
        ("desde 2001:db8:0:0:0:8a2e:370:7334", "7334"),
        ("mi contraseña es Perro123", "Perro"),
        ("clave: s3creta", "s3creta"),
        ("usa sk_live_abcdef0123456789XYZ", "abcdef"),
        ("Mi tienda «Dulces de Ana» no abre", "Dulces"),
        ("mi tienda La Bodeguita de Luis no abre", "Bodeguita"),
        ("un negocio llamado Zapatos Pérez", "Zapatos"),
        ("Me llamo Ramón Díaz y vendo", "Ramón"),
        ("se lo dije a ANA  ROJAS ayer", "ROJAS"),
        ("soy ana, otra vez", "ana"),
        ("José Ñañez y jose nanez lo saben", "anez"),
        ("habla con Pedro\u200b Gil", "Gil"),
    ],
)
def test_what_people_write_about_themselves_is_taken_out(planted: str, secret: str) -> None:
    done = _clean(planted)
    assert secret not in done.text
    assert done.removed


@pytest.mark.parametrize(
    "harmless",
    [
        "Agrego un producto con 50 unidades y queda con stock 0.",
        "Sale el error E-409 y luego el 500, en Chrome 131 con un Samsung Galaxy A14.",
        "Entra en **Configuración → Tienda** y elige Guardar a las 10:30.",
        "La contraseña es incorrecta, dice. La tienda está lista y el pedido no llega.",
        "La anatomía del anaquel: pago de 1.250,00 Bs y 20 % menos.",
        "¿Cómo uso UEPS en vez de PEPS?",
    ],
)
def test_what_an_article_needs_stays(harmless: str) -> None:
    assert _clean(harmless) == Redacted(harmless, ())


def test_greetings_and_signatures_go_and_the_rest_of_the_letter_stays() -> None:
    done = _clean("¡Hola, Ana!\n\nEntra en Productos.\n\nSaludos,\nJuan\nSoporte TuQR", is_letter=True)
    assert "Entra en Productos." in done.text
    assert not {"Hola", "Juan", "Saludos"} & set(re.findall(r"\w+", done.text))
    assert {each.kind for each in done.removed} >= {Kind.COURTESY}
    alone = _clean(
        "Gracias por guardar los cambios antes de salir del todo de la pantalla de productos.", is_letter=True
    )
    assert "guardar" in alone.text


def test_what_was_marked_is_not_marked_again_and_marks_cannot_be_forged() -> None:
    done = redact("‹Ana› a@b.com", lambda kind: "teléfono de Ana", PEOPLE)
    assert done.text.count("‹") == 2
    assert "‹Ana›" not in done.text


@given(st.text(max_size=200))
def test_any_text_comes_through(text: str) -> None:
    done = _clean(text, is_letter=True)
    assert all(letter == "\n" or letter.isprintable() for letter in done.text)
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize("unit", ["a", "a-", "V-", "•x", "1 ", "a at ", "mi tienda "])
def test_no_text_takes_long(unit: str) -> None:
    began = time.process_time()
    _clean((unit * 64_000)[:64_000], is_letter=True)
    assert time.process_time() - began < 10
