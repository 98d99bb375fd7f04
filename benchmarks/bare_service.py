"""The least that a Flask service can do with the same request: parse it; for `/rows` commit one row too.

It runs under the same gunicorn configuration as the service that it is compared with.
"""

import os
from pathlib import Path
from typing import Any

from flask import Flask, request
from sqlalchemy import LargeBinary, String, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.schema import CreateTable


class Base(DeclarativeBase):
    pass


class Row(Base):
    __tablename__ = "row"

    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[str] = mapped_column(String(20))


def _durable(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=30000")


def make_app() -> Flask:
    """The application; its database is `GONGSHI_DATABASE_URL`, else SQLite in the home."""
    home = Path(os.environ["GONGSHI_HOME"])
    url = os.environ.get("GONGSHI_DATABASE_URL", f"sqlite:///{home}/bare.db")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    with engine.begin() as connection:  # two processes start at once
        connection.execute(CreateTable(Row.__table__, if_not_exists=True))
    app = Flask(__name__)

    @app.post("/parse")
    def parse() -> dict[str, int]:
        return {"records": len(request.get_json()["records"])}

    @app.post("/rows")
    def rows() -> dict[str, int]:
        body = request.get_json()
        with Session(engine) as session:
            session.add(Row(content=request.get_data(), kind="bare"))
            session.commit()
        return {"records": len(body["records"])}

    return app
