"""Typed settings, read once from the environment (``SUPPORT_…``) and loud on nonsense."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self

from pydantic import EmailStr, Field, HttpUrl, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?")


class Settings(BaseSettings):
    """Everything an installation can choose. Raises ValidationError on a value that makes no sense."""

    model_config = SettingsConfigDict(env_prefix="SUPPORT_", env_file=None, extra="forbid", frozen=True)

    environment: Literal["development", "production"] = "development"
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    web_processes: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=4, ge=1, le=64)
    log_format: Literal["console", "json"] = "console"

    base_url: HttpUrl = HttpUrl("http://127.0.0.1:8000")
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = Field(default=0, ge=0, le=5)
    secret_key: str = ""
    old_secret_keys: tuple[str, ...] = ()

    data_folder: Path = ROOT / ".support"
    database_url: str = ""

    articles_repository: Path = ROOT
    articles_branch: str = "HEAD"
    articles_folder: str = "articles"
    article_source: Literal["auto", "git", "folder"] = "auto"
    search_index_folder: Path = ROOT / "search_index"
    finds_policy: Literal["warn", "block"] = "warn"
    keep_generations: int = Field(default=3, ge=1, le=50)

    attachment_megabytes: int = Field(default=25, ge=1, le=500)
    attachments_per_message: int = Field(default=10, ge=1, le=50)
    upload_megabytes_per_day: int = Field(default=500, ge=1)
    virus_scanner: str = Field(default="", pattern=r"^$|^\S+:\d{1,5}$")  # host:port of ClamAV's clamd

    smtp_host: str = ""  # empty: letters go to the log and to the data folder
    smtp_port: int = Field(default=0, ge=0, le=65535)  # 0: the one that belongs to the security
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_seconds: int = Field(default=20, ge=1, le=30)  # for each word of the server
    mail_from: EmailStr = "soporte@tuqr.com"
    mail_sender_name: str = Field(default="TuQR", min_length=1, max_length=60)
    mail_reply_domain: str = ""  # empty: answers are not read, letters say so

    votes_per_hour: int = Field(default=60, ge=1)
    suggestion_holdout: float = Field(default=0.05, ge=0, le=1)  # share of ticket forms without suggestions

    query_days: int = Field(default=396, ge=1)  # 13 months: a month can be compared with last year's
    ready_heartbeat_seconds: int = Field(default=0, ge=0)  # 0: /readyz asks for no worker

    @property
    def is_production(self) -> bool:
        """Say whether strangers can reach this installation."""
        return self.environment == "production"

    @property
    def database(self) -> str:
        """Return the SQLAlchemy URL; a SQLite file in the data folder unless one is set."""
        return self.database_url or f"sqlite:///{self.data_folder / 'support.db'}"

    @property
    def signing_key(self) -> str:
        """Return the secret; in development one is made once and kept in the data folder."""
        return self.secret_key or _kept_secret(self.data_folder / "secret_key")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the host names answered; the base URL's and, in development, loopback."""
        local = () if self.is_production else ("127.0.0.1", "localhost", "[::1]")
        return (*self.trusted_hosts, self.base_url.host or "", *local)

    @model_validator(mode="after")
    def _mail_makes_sense(self) -> Self:
        if not self.smtp_host and (self.smtp_user or self.smtp_password.get_secret_value()):
            raise ValueError("SUPPORT_SMTP_HOST must be set when SUPPORT_SMTP_USER or _PASSWORD is")
        if bool(self.smtp_user) != bool(self.smtp_password.get_secret_value()):
            raise ValueError("SUPPORT_SMTP_USER and SUPPORT_SMTP_PASSWORD are set together or not at all")
        if any(not _HOST.fullmatch(host) for host in (self.smtp_host, self.mail_reply_domain) if host):
            raise ValueError("SUPPORT_SMTP_HOST and SUPPORT_MAIL_REPLY_DOMAIN are names without spaces or @")
        if not self.mail_from.isascii():
            raise ValueError("SUPPORT_MAIL_FROM must be an address that every mail server knows (ASCII)")
        if not self.mail_sender_name.isprintable():
            raise ValueError("SUPPORT_MAIL_SENDER_NAME must be one line")
        if self.smtp_user and self.smtp_security == "none" and self.is_production:
            raise ValueError("SUPPORT_SMTP_SECURITY must not be none where a password is sent")
        return self

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if not self.is_production:
            return self
        if len(self.secret_key) < 32:
            raise ValueError("SUPPORT_SECRET_KEY must have at least 32 characters in production")
        if self.base_url.scheme != "https":
            raise ValueError("SUPPORT_BASE_URL must begin with https:// in production")
        if self.demo:
            raise ValueError("SUPPORT_DEMO is for trying the product, never for production")
        return self


def _kept_secret(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError), open(file, "x", opener=_owner_only) as made:
        made.write(secrets.token_urlsafe(48))
    return file.read_text()


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
