"""Letters arrive at a real mail server once, and whatever a server does wrong has a clear end."""

import dataclasses
import socket
import ssl
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.terms import Language
from app.notifications.channels.email import EmailChannel, SmtpServer, email_channel
from app.notifications.channels.port import Letter, TryLater, Undeliverable
from app.notifications.mail.message import Sender, message_of
from app.settings import Settings
from tests.notifications.mail_servers import (
    TAKEN,
    UP_TO_THE_LETTER,
    Sink,
    dribbles,
    hangs_up,
    mail_server,
    odd_server,
    papers,
    read_letter,
    says,
    says_nothing,
    takes_then,
)

US = Sender("TuQR", "soporte@tuqr.com")
LETTER = Letter(
    message_id="<1.abc@tuqr.com>",
    to_address="ana@example.com",
    to_name="Ana Ñáñez",
    language=Language.ES,
    title="[TQ-7F3K9] No puedo facturar",
    text="Hola, Ana:\n\n.Línea que empieza con punto\nñandú €\n",
    html="<p>Hola, Ana</p>",
    thread=("<ticket.TQ-7F3K9@tuqr.com>", "<0.abc@tuqr.com>"),
    headers={"List-Unsubscribe": f"<https://ayuda.tuqr.com/es/unsubscribe/{'x-' * 60}>"},
)


def channel_to(port: int, **options: object) -> EmailChannel:
    """Return a channel to a server of this test; its patience is short."""
    known = {"host": "127.0.0.1", "port": port, "security": "none", "patience": 0.5, **options}
    return EmailChannel(SmtpServer(**known), US)  # type: ignore[arg-type]


def test_ana_gets_the_letter_as_it_was_written() -> None:
    sink = Sink()
    with mail_server(sink) as port:
        channel_to(port, patience=5).deliver(LETTER)
    [letter] = sink.letters
    assert sink.envelopes[0].rcpt_tos == ["ana@example.com"]
    assert sink.envelopes[0].mail_from == "soporte@tuqr.com"
    assert letter["To"] == "Ana Ñáñez <ana@example.com>"
    assert letter["From"] == "TuQR <soporte@tuqr.com>"
    assert letter["Subject"] == "[TQ-7F3K9] No puedo facturar"
    assert letter["Message-ID"] == "<1.abc@tuqr.com>"
    assert letter["In-Reply-To"] == "<0.abc@tuqr.com>"
    assert letter["References"] == "<ticket.TQ-7F3K9@tuqr.com> <0.abc@tuqr.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "es"
    unsubscribe = LETTER.headers["List-Unsubscribe"].encode()
    assert b"\r\nList-Unsubscribe: " + unsubscribe + b"\r\n" in sink.raw[0], "programs read one unbroken line"
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html
    assert max(map(len, sink.raw[0].splitlines())) < 998


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_and_our_password_go_encrypted(security: str) -> None:
    sink, (shows, trust) = Sink(), papers()
    options = {
        "starttls": {"tls_context": shows, "require_starttls": True},
        "tls": {"ssl_context": shows, "auth_require_tls": False},
    }[security]
    known = {"security": security, "trust": trust, "user": "portal", "password": "secreto", "patience": 5}
    with mail_server(sink, authenticator=sink.authenticate, auth_required=True, **options) as port:
        channel_to(port, host="localhost", **known).deliver(LETTER)
    assert sink.signed_in == [b"portal"]
    assert len(sink.letters) == 1
    assert sink.was_encrypted == [True]


def test_nothing_goes_to_a_server_that_cannot_show_who_it_is() -> None:
    sink, (shows, _trust) = Sink(), papers()
    with mail_server(sink, tls_context=shows) as port, pytest.raises(TryLater, match="CERTIFICATE"):
        channel_to(port, host="localhost", security="starttls", patience=5).deliver(LETTER)
    assert not sink.envelopes


def test_nothing_goes_in_clear_when_a_server_offers_no_encryption() -> None:
    sink = Sink()
    with mail_server(sink) as port, pytest.raises(TryLater, match="STARTTLS"):
        channel_to(port, security="starttls", patience=5).deliver(LETTER)
    assert not sink.envelopes


def test_a_wrong_password_of_ours_loses_no_letter() -> None:
    sink = Sink()
    options = {"authenticator": sink.authenticate, "auth_require_tls": False, "auth_required": True}
    with mail_server(sink, **options) as port, pytest.raises(TryLater, match="535"):
        channel_to(port, user="portal", password="otra", patience=5).deliver(LETTER)


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ("550 5.1.1 no such mailbox", Undeliverable),
        ("553 5.1.3 bad address", Undeliverable),
        ("450 4.2.1 mailbox busy", TryLater),
        ("421 4.3.2 closing down", TryLater),
        ("452 4.2.2 mailbox full", TryLater),
    ],
)
def test_a_refused_mailbox_ends_a_letter_only_when_it_is_refused_for_good(
    answer: str, end: type[Exception]
) -> None:
    sink = Sink(recipients={"ana@example.com": answer})
    with mail_server(sink) as port, pytest.raises(end, match=answer[:3]):
        channel_to(port, patience=5).deliver(LETTER)
    assert not sink.envelopes


@pytest.mark.parametrize(
    ("answer", "end"),
    [("554 5.7.1 content rejected", Undeliverable), ("451 4.7.1 try again", TryLater)],
)
def test_a_refused_letter_ends_only_when_it_is_refused_for_good(answer: str, end: type[Exception]) -> None:
    sink = Sink(answer=answer)
    with mail_server(sink) as port:
        with pytest.raises(end, match=answer[:3]):
            channel_to(port, patience=5).deliver(LETTER)
        sink.answer = TAKEN
        channel_to(port, patience=5).deliver(LETTER)
    assert [letter["Message-ID"] for letter in sink.letters] == [LETTER.message_id]


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(says_nothing, id="never greets"),
        pytest.param(dribbles, id="sends a byte now and then"),
        pytest.param(hangs_up, id="hangs up at once"),
        pytest.param(says(b"554 go away", then=hangs_up), id="refuses everybody"),
        pytest.param(says(b"421 too busy", then=hangs_up), id="is busy"),
        pytest.param(says(b"\xff\xfe\x00", then=says_nothing), id="talks nonsense"),
        pytest.param(says(b"220 hello", b"250 hello", b"250 from", then=hangs_up), id="drops in the middle"),
        pytest.param(says(b"220 hello", b"250 hello", b"530 sign in", then=hangs_up), id="refuses us"),
        pytest.param(says(*UP_TO_THE_LETTER, then=hangs_up), id="drops before the letter"),
        pytest.param(takes_then(hangs_up), id="drops after the letter"),
        pytest.param(takes_then(says_nothing), id="hangs after the letter"),
    ],
)
def test_a_server_in_trouble_gets_the_letter_later(behave: object) -> None:
    with odd_server(behave) as port, pytest.raises(TryLater):  # type: ignore[arg-type]
        channel_to(port).deliver(LETTER)


def test_a_letter_that_was_taken_is_not_sent_again_when_the_goodbye_hangs() -> None:
    read = []

    def takes_and_sleeps(caller: socket.socket) -> None:
        says(*UP_TO_THE_LETTER, then=says_nothing)(caller)
        read.append(read_letter(caller))
        caller.sendall(b"250 taken\r\n")

    with odd_server(takes_and_sleeps) as port:
        channel_to(port).deliver(LETTER)
    assert len(read) == 1


def test_a_server_that_is_not_there_gets_the_letter_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(TryLater):
        channel_to(port).deliver(LETTER)


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.com\r\nBcc: todos@example.com",
        "ana@example.com\n",
        "ana\0@example.com",
        "ana",
        "",
        "ana@example.com, pedro@example.com",
        "Ana <ana@example.com>",
        "ana@[127.0.0.1]",
        "añil@example.com",
    ],
)
def test_what_is_no_address_never_reaches_a_server(address: str) -> None:
    sink = Sink()
    with mail_server(sink) as port, pytest.raises(Undeliverable):
        channel_to(port, patience=5).deliver(dataclasses.replace(LETTER, to_address=address))
    assert not sink.envelopes


def test_a_domain_with_an_accent_is_written_as_servers_know_it() -> None:
    sink = Sink()
    with mail_server(sink) as port:
        channel_to(port, patience=5).deliver(dataclasses.replace(LETTER, to_address="ana@peña.com"))
    assert sink.envelopes[0].rcpt_tos == ["ana@xn--pea-8ma.com"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message_id", "<1@tuqr.com>\r\nBcc: x@example.com"),
        ("message_id", "1@tuqr.com"),
        ("message_id", ""),
        ("reply_to", "soporte@tuqr.com\r\nBcc: x@example.com"),
        ("thread", ("<1@tuqr.com>\nBcc: x@example.com",)),
        ("headers", {"X-Test": "a\r\nBcc: x@example.com"}),
        ("headers", {"Bcc": "x@example.com"}),
        ("headers", {"X: y\nBcc": "x@example.com"}),
    ],
)
def test_a_letter_cannot_bring_headers_of_its_own(field: str, value: object) -> None:
    with pytest.raises(Undeliverable):
        channel_to(1).deliver(dataclasses.replace(LETTER, **{field: value}))  # type: ignore[arg-type]


def settings(**values: object) -> Settings:
    """Return settings that name a mail server."""
    return Settings(**values)  # type: ignore[arg-type]


def test_without_a_mail_server_there_is_no_such_channel() -> None:
    assert email_channel(settings()) is None
    assert email_channel(settings(smtp_host="mail.example.com")) is not None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"smtp_user": "portal", "smtp_password": "x"}, "SUPPORT_SMTP_HOST"),
        ({"smtp_host": "mail.example.com", "smtp_user": "portal"}, "set together"),
        ({"smtp_host": "mail.example.com", "smtp_password": "x"}, "set together"),
        ({"smtp_host": "mail example com"}, "names without spaces"),
        ({"mail_reply_domain": "soporte@tuqr.com"}, "names without spaces"),
        ({"smtp_host": "mail.example.com", "smtp_port": 70000}, "smtp_port"),
        ({"smtp_host": "mail.example.com", "smtp_security": "maybe"}, "smtp_security"),
        ({"smtp_timeout_seconds": 0}, "smtp_timeout_seconds"),
        ({"mail_from": "soporte@tuqr.com\nBcc: x@example.com"}, "mail_from"),
        ({"mail_sender_name": "TuQR\nBcc: x@example.com"}, "one line"),
        ({"mail_from": "añil@tuqr.com"}, "SUPPORT_MAIL_FROM"),
        ({"mail_sender_name": ""}, "mail_sender_name"),
    ],
)
def test_settings_that_make_no_sense_are_told_at_the_start(values: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        settings(**values)


def test_a_password_is_never_sent_in_clear_by_an_installation_that_strangers_reach() -> None:
    known = {"environment": "production", "secret_key": "x" * 32, "base_url": "https://ayuda.tuqr.com"}
    mail = {"smtp_host": "mail.example.com", "smtp_user": "portal", "smtp_password": "x"}
    with pytest.raises(ValueError, match="SUPPORT_SMTP_SECURITY"):
        settings(**known, **mail, smtp_security="none")
    assert "secreto" not in repr(settings(smtp_host="h", smtp_user="portal", smtp_password="secreto"))


_HEADER_NAMES = {
    "from",
    "to",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "content-language",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
}
_nasty = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [
                *("\r\n", "\n", "\r", "\0", "\v", "\u2028", "\x85", "\ud800", "ñ", " ", "\t", "😀", "a" * 80),
                *(",", '"', "<", ">", "@", "\\", "(", "=?utf-8?q?=0D=0ABcc:_x?=", "=?utf-8?b?DQpCY2M6IHg=?="),
                "Bcc: x@example.com",
            ]
        ),
        max_size=30,
    ).map("".join),
)


@given(title=_nasty, name=_nasty)
def test_whatever_people_write_no_letter_has_more_headers_than_ours(title: str, name: str) -> None:
    letter = Letter(
        message_id="<1@tuqr.com>",
        to_address="ana@example.com",
        to_name=name,
        language=Language.ES,
        title=title,
        text="Hola",
        reply_to="soporte+x@tuqr.com",
    )
    raw = raw_of(letter)
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert b"\0" not in head
    assert b"\r" not in head.replace(b"\r\n", b"")
    assert b"\n" not in head.replace(b"\r\n", b"")
    lines = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    names = [line.split(b":", 1)[0].decode("ascii").lower() for line in lines]
    assert set(names) <= _HEADER_NAMES
    assert len(names) == len(set(names))


def test_long_addresses_of_ours_stay_readable() -> None:
    long = f"soporte+tq-7f3k9.{'0' * 32}@{'respuestas.' * 8}tuqr.com"
    thread = tuple(f"<{str(number) * 32}@{'correo.' * 8}tuqr.com>" for number in range(9))
    letter = dataclasses.replace(LETTER, reply_to=long, thread=thread, message_id=f"<{'a' * 100}@tuqr.com>")
    head = raw_of(letter).split(b"\r\n\r\n", 1)[0].decode("ascii")
    assert f"<{long}>" in head
    assert f"References: {' '.join(thread)}\r\n" in head.replace("\r\n ", " ")
    assert max(map(len, head.splitlines())) < 200
    assert f"<{'a' * 100}@tuqr.com>" in head
    assert "=?utf-8?q?=3C" not in head


@given(text=_nasty, html=_nasty)
def test_whatever_people_write_the_body_stays_a_body(text: str, html: str) -> None:
    raw = raw_of(dataclasses.replace(LETTER, text=text, html=html))
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert b"bcc" not in head.lower()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def raw_of(letter: Letter) -> bytes:
    """Return what goes over the line."""
    return message_of(letter, US, datetime(2026, 11, 23, 14, tzinfo=UTC)).as_bytes()


def test_the_default_patience_asks_for_certificates() -> None:
    assert SmtpServer("mail.example.com").security == "starttls"
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED
