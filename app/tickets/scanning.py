"""Asks a virus scanner about a file, where the installation has one (security 39)."""

import socket
import struct
from typing import BinaryIO, Protocol, cast

import structlog
from flask import Flask, current_app

from app.kernel.errors import RuleBroken
from app.kernel.wording import N_

log = structlog.get_logger("uploads")
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_PATIENCE = 30.0  # seconds for each step of the conversation


class ScannerAway(Exception):
    """The scanner could not be asked, or did not answer clearly; nobody knows what the file is."""


class Scanner(Protocol):
    """Whoever can say whether a file is harmful."""

    def finding(self, content: BinaryIO) -> str:
        """Return the name of what was found in ``content``, empty if nothing. Raises ScannerAway."""


class Clamd:
    """ClamAV's daemon at ``host:port``, asked by its INSTREAM command."""

    def __init__(self, address: str) -> None:
        host, _colon, port = address.rpartition(":")
        self._address = host.strip("[]"), int(port)

    def finding(self, content: BinaryIO) -> str:
        """Return the name of what was found in ``content``, empty if nothing. Raises ScannerAway."""
        try:
            answer = self._answer(content)
        except OSError as error:
            raise ScannerAway(str(error)) from error
        if answer == "stream: OK":
            return ""
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAway(answer or "no answer")

    def _answer(self, content: BinaryIO) -> str:
        with socket.create_connection(self._address, _PATIENCE) as line:
            line.sendall(b"zINSTREAM\0")
            while piece := content.read(_PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
                heard = line.recv(_LONGEST_ANSWER)
                if not heard:
                    break
                answer += heard
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def supply_scanner(app: Flask, scanner: Scanner | None) -> None:
    """Tell tickets whom to ask about files; None where the installation has no scanner."""
    app.extensions["scanner"] = scanner


def current_scanner() -> Scanner | None:
    """Return what ``supply_scanner`` was given."""
    return cast(Scanner | None, current_app.extensions["scanner"])


def require_harmless(scanner: Scanner, name: str, content: BinaryIO) -> None:
    """Raise RuleBroken when something was found, or when the scanner cannot be asked (fail closed)."""
    try:
        found = scanner.finding(content)
    except ScannerAway as error:
        log.error("file not scanned", error=str(error))
        raise RuleBroken(
            N_("We cannot check «%(name)s» for viruses right now. Try again in a minute."),
            name=name,
            field="attachments",
        ) from error
    if found:
        log.warning("harmful file refused", found=found)
        raise RuleBroken(
            N_("«%(name)s» has a virus, so we did not take it. Check your device."),
            name=name,
            field="attachments",
        )
