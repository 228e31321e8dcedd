"""What a browser says about itself, in words a person recognises: Chrome 130, Windows, computer."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from ua_parser import OS, Device, UserAgent, parse

_LONGEST = 512  # characters of the header that are looked at
_NAMES = {"Mac OS X": "macOS", "Mobile Safari UI/WKWebView": "Safari", "Mobile Safari": "Safari"}
_FROZEN = {("Windows", "10"), ("Mac OS X", "10")}  # what newer versions say too
_NAMELESS = frozenset({"K", "Mac", "Generic Smartphone", "Generic Tablet", "Generic Feature Phone"})
_TABLET = re.compile(r"iPad|Tablet|Android(?!.*Mobile)", re.IGNORECASE)
_PHONE = re.compile(r"Mobile|iPhone|Phone", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """Browser, system and device; "" for what the browser does not tell."""

    browser: str = ""
    system: str = ""
    device: str = ""


def device_of(user_agent: str) -> DeviceWords:
    """Read a ``User-Agent``; versions that browsers no longer tell are left out."""
    told = user_agent[:_LONGEST]
    if not told.strip():
        return DeviceWords()
    found = parse(told)
    return DeviceWords(
        _browser(found.user_agent), _system(found.os, found.device), _device(told, found.device)
    )


def _browser(found: UserAgent | None) -> str:
    if found is None:
        return ""
    return " ".join(filter(None, (_NAMES.get(found.family, found.family), found.major)))


def _system(found: OS | None, device: Device | None) -> str:
    if found is None:
        return ""
    name = _NAMES.get(found.family, found.family)
    says_nothing = (found.family, found.major) in _FROZEN or (device is not None and device.family == "K")
    if says_nothing or not found.major:
        return name
    return f"{name} {'.'.join(filter(None, (found.major, found.minor)))}"


def _device(told: str, found: Device | None) -> str:
    kind = _("Computer")
    if _TABLET.search(told):
        kind = _("Tablet")
    elif _PHONE.search(told):
        kind = _("Phone")
    named = found is not None and found.family not in _NAMELESS
    return f"{kind} ({found.family})" if named and found else kind
