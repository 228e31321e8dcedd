"""What happened in the demo before anybody looked: tickets in every stage, with what was said on them."""

from dataclasses import dataclass
from datetime import timedelta

from app.kernel.terms import Language, ProductArea, TicketType
from app.tickets.details import Details
from app.tickets.vocabulary import Impact

ANA, VICTOR = "ana@demo.tuqr.com", "victor@demo.tuqr.com"
JUAN, LUISA = "juan@demo.tuqr.com", "luisa@demo.tuqr.com"
_CHROME, _PHONE = "Chrome 131", "Samsung Galaxy A14"


@dataclass(frozen=True, slots=True)
class Step:
    """Something done on a ticket; ``verb`` is a name in ``demo_tickets``."""

    after: timedelta
    who: str
    verb: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What the requester did before writing: a search, articles opened, and a step that did not work."""

    query: str
    opened: tuple[str, ...]
    failed: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket of the demo and what was done on it afterwards, in order.

    It was sent ``ago``, or where that is a share so long ago that as much of the time for the first
    answer is used up.
    """

    key: str
    who: str
    ago: timedelta | float
    details: Details
    impacts: frozenset[Impact] = frozenset()
    steps: tuple[Step, ...] = ()
    tried: Tried | None = None


def _minutes(amount: int) -> timedelta:
    return timedelta(minutes=amount)


def _hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


STORIES: tuple[Story, ...] = (
    Story(
        "recibo",
        ANA,
        timedelta(days=9),
        Details(
            title="El recibo de la venta no le llega al cliente",
            happened="Hice una venta de 3 productos y el cliente dice que nunca recibió el correo.",
            type=TicketType.TECHNICAL,
            area=ProductArea.SALES,
            browser=_CHROME,
            system="Windows 11",
        ),
        steps=(
            Step(_hours(1), JUAN, "ask", "Hola, Ana. ¿Puedes decirme el correo que escribiste en la venta?"),
            Step(_hours(2), ANA, "reply", "Es carmen.lopez@gmial.com. Ay, creo que está mal escrito."),
            Step(
                _hours(3),
                JUAN,
                "resolve",
                "Eso era: faltaba corregir «gmial». Abre la venta, elige «Reenviar recibo» "
                "y escribe el correo correcto.",
            ),
            Step(_hours(5), ANA, "confirm"),
        ),
    ),
    Story(
        "logo",
        ANA,
        timedelta(days=3),
        Details(
            title="¿Cómo cambio el logo de mi tienda?",
            happened="Tengo un logo nuevo y no encuentro dónde subirlo.",
            type=TicketType.HOW_TO,
            area=ProductArea.SHOP,
        ),
        impacts=frozenset({Impact.ONLY_A_QUESTION}),
        steps=(
            Step(_hours(2), JUAN, "start"),
            Step(
                timedelta(days=2, hours=4),
                JUAN,
                "resolve",
                "Hola, Ana. Ve a Configuración → Tienda → Apariencia y elige «Cambiar logo». Usa una imagen "
                "cuadrada de al menos 512 píxeles.\n\n¿Lo ves ya en tu tienda?",
            ),
        ),
    ),
    Story(
        "reporte",
        ANA,
        timedelta(days=1, hours=2),
        Details(
            title="El reporte de ventas no muestra las de ayer",
            happened="Vendí 14 productos ayer y el reporte dice cero.",
            expected="Ver las ventas de ayer.",
            obtained="El total dice $0,00.",
            type=TicketType.TECHNICAL,
            area=ProductArea.REPORTS,
            browser=_CHROME,
            system="Android 14",
            device=_PHONE,
        ),
        steps=(
            Step(_minutes(40), JUAN, "start"),
            Step(
                _minutes(55),
                JUAN,
                "note",
                "Parece el filtro de almacén: igual que a otra tienda el lunes.",
            ),
            Step(
                _hours(1),
                JUAN,
                "ask",
                "Hola, Ana. ¿Qué almacén tienes elegido arriba del reporte? Si puedes, envíame una captura.",
            ),
        ),
    ),
    Story(
        "stock",
        ANA,
        _hours(3),
        Details(
            title="Guardo un producto y queda con stock 0",
            happened="Agrego un producto con 50 unidades, lo guardo y aparece con stock 0.",
            expected="Que quede con 50 unidades.",
            obtained="Stock 0.",
            steps="1. Productos → Agregar\n2. Escribo 50 en cantidad\n3. Guardar",
            occurred="hoy en la mañana",
            type=TicketType.TECHNICAL,
            area=ProductArea.INVENTORY,
            browser=_CHROME,
            system="Android 14",
            device=_PHONE,
            screen="412 × 915",
        ),
        impacts=frozenset({Impact.CANNOT_WORK}),
        tried=Tried(
            "producto queda en cero",
            opened=("stock-queda-en-cero", "producto-no-se-guarda"),
            failed=("stock-queda-en-cero", 2),
        ),
    ),
    Story(
        "cobro",
        ANA,
        _hours(5),
        Details(
            title="Me cobraron dos veces la suscripción",
            happened="En mi banco salen dos cargos de este mes por el plan.",
            type=TicketType.BILLING,
            area=ProductArea.SUBSCRIPTION,
        ),
        steps=(
            Step(
                _hours(1),
                LUISA,
                "reply",
                "Hola, Ana. Vemos los dos cargos y ya pedimos a administración que revise el segundo.",
            ),
            Step(_hours(2), ANA, "reply", "Gracias, Luisa. ¿Cuánto tarda la devolución?"),
            Step(
                _hours(4.8),
                ANA,
                "escalate",
                "Es el segundo mes que pasa y mañana pago la nómina: necesito saber cuándo vuelve el dinero.",
            ),
        ),
    ),
    Story(
        "cierre",
        ANA,
        0.85,
        Details(
            title="¿Puedo exportar el cierre de caja por cajero?",
            happened="Quiero el cierre de cada cajero por separado para mi contadora.",
            type=TicketType.HOW_TO,
            area=ProductArea.REPORTS,
        ),
        impacts=frozenset({Impact.ONLY_A_QUESTION}),
    ),
    Story(
        "impresora",
        ANA,
        1.1,
        Details(
            title="La impresora de recibos imprime signos raros",
            happened="Desde la actualización los acentos salen como signos en todos los recibos.",
            type=TicketType.TECHNICAL,
            area=ProductArea.SALES,
            browser=_CHROME,
            system="Windows 11",
        ),
    ),
    Story(
        "contable",
        VICTOR,
        _hours(7),
        Details(
            title="La conexión con el sistema contable se detuvo",
            happened="Desde anoche no pasan las ventas al sistema contable. Sale «error 401».",
            type=TicketType.TECHNICAL,
            area=ProductArea.INTEGRATIONS,
            browser="Edge 130",
            system="Windows 11",
        ),
        impacts=frozenset({Impact.CUSTOMERS_AFFECTED}),
        steps=(
            Step(_minutes(20), LUISA, "take"),
            Step(
                _minutes(25), LUISA, "reply", "Hola, Víctor. Venció la clave de la conexión; ya la renovamos."
            ),
            Step(_minutes(50), LUISA, "note", "La clave vence cada 90 días: pedir un aviso a desarrollo."),
            Step(_hours(2), VICTOR, "reply", "Sigue igual después de renovarla. ¿Pueden revisar otra vez?"),
        ),
    ),
    Story(
        "colores",
        VICTOR,
        _hours(2),
        Details(
            title="Usar los colores de nuestra marca en la tienda",
            happened="Queremos el verde de la marca en botones y encabezado. Tenemos el manual en PDF.",
            type=TicketType.CUSTOMIZATION,
            area=ProductArea.SHOP,
        ),
        impacts=frozenset({Impact.ONLY_A_QUESTION}),
    ),
    Story(
        "checkout",
        VICTOR,
        _minutes(22),
        Details(
            title="Nadie puede pagar: el checkout no carga",
            happened="El checkout queda en blanco en las dos cajas y en la tienda web.",
            type=TicketType.EMERGENCY,
            area=ProductArea.PAYMENTS,
            language=Language.ES,
            browser=_CHROME,
            system="Windows 11",
        ),
        impacts=frozenset({Impact.CANNOT_SELL, Impact.CUSTOMERS_AFFECTED}),
    ),
)
