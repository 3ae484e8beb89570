"""Runs the migrations on a database file without an alembic.ini; importing Alembic takes 0.7 s, so import this late."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import DBAPIError

from app.journal.connection import journal_error, open_writer
from app.ports import JournalError


def configuration() -> Config:
    """Where Alembic finds the migrations: beside this module."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(path: Path) -> None:
    """Brings a database to the newest schema in one transaction; raises JournalError with the reason when it can't."""
    engine = create_engine(URL.create("sqlite", database=str(path)), creator=lambda: open_writer(path))
    config = configuration()
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.exec_driver_sql("COMMIT")
    except CommandError as failure:
        raise JournalError(f"{path} has a schema this program doesn't know: {failure}") from failure
    except DBAPIError as failure:
        raise journal_error(failure.orig if isinstance(failure.orig, Exception) else failure) from failure
    finally:
        engine.dispose()
