"""TuQR's help centre."""

from app.wiring import create_app

__all__ = ["create_app"]
