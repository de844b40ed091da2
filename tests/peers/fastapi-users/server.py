"""fastapi-users as the benchmark measures it beside Tegata: accounts with a password of argon2id, sessions
that are read from PostgreSQL, a password reset that mails nothing, and a list of cargo records.

    DATABASE_URL   an empty database
    CARGO_URL      the database with Tegata's cargo records
    ACCOUNTS       accounts `person00000@example.jp`, ...
    PASSWORD       of all of them

`python server.py` makes the schema and the accounts; `uvicorn server:app` serves.
"""

import asyncio
import os
import uuid
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, UUIDIDMixin, schemas
from fastapi_users.authentication import AuthenticationBackend, BearerTransport
from fastapi_users.authentication.strategy.db import DatabaseStrategy
from fastapi_users.password import PasswordHelper
from fastapi_users_db_sqlalchemy import SQLAlchemyBaseUserTableUUID, SQLAlchemyUserDatabase
from fastapi_users_db_sqlalchemy.access_token import (
    SQLAlchemyAccessTokenDatabase,
    SQLAlchemyBaseAccessTokenTableUUID,
)
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, DateTime, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SECRET = "a secret of the benchmark, which guards nothing"
TOKYO = timezone(timedelta(hours=9))
# Two processes serve, with as many connections together as Tegata has.
engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=8, max_overflow=0)
cargo_engine = create_async_engine(os.environ["CARGO_URL"], pool_size=8, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)
cargo_sessions = async_sessionmaker(cargo_engine, expire_on_commit=False)
passwords = PasswordHelper(
    PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))
)


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    pass


class AccessToken(SQLAlchemyBaseAccessTokenTableUUID, Base):
    pass


class CargoRecord(DeclarativeBase):
    pass


class Record(CargoRecord):
    """What Tegata stores of a cargo record."""

    __tablename__ = "cargo_records"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    company_id: Mapped[uuid.UUID]
    direction: Mapped[str] = mapped_column(Text)
    mawb: Mapped[str] = mapped_column(Text)
    hawb: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    alert: Mapped[bool]
    alerts: Mapped[str] = mapped_column(Text)
    reservation: Mapped[bool]
    bonded_warehouse: Mapped[str | None] = mapped_column(Text)
    shipper: Mapped[str | None] = mapped_column(Text)
    customs_broker: Mapped[str | None] = mapped_column(Text)
    pieces: Mapped[int | None] = mapped_column(BigInteger)
    weight_grams: Mapped[int | None] = mapped_column(BigInteger)
    flight: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str | None] = mapped_column(Text)
    destination: Mapped[str | None] = mapped_column(Text)
    special_handling: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class RecordView(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: uuid.UUID
    company_id: uuid.UUID
    direction: str
    mawb: str
    hawb: str
    status: str
    alert: bool
    alerts: str
    reservation: bool
    bonded_warehouse: str | None
    shipper: str | None
    customs_broker: str | None
    pieces: int | None
    weight_grams: int | None
    flight: str | None
    origin: str | None
    destination: str | None
    special_handling: str
    registered_at: datetime
    version: int
    updated_at: datetime


class UserManager(UUIDIDMixin, BaseUserManager[User, uuid.UUID]):
    reset_password_token_secret = SECRET
    verification_token_secret = SECRET


async def session():
    async with sessions() as opened:
        yield opened


async def cargo_session():
    async with cargo_sessions() as opened:
        yield opened


async def user_manager(db: Annotated[AsyncSession, Depends(session)]):
    yield UserManager(SQLAlchemyUserDatabase(db, User), passwords)


def strategy(db: Annotated[AsyncSession, Depends(session)]):
    return DatabaseStrategy(SQLAlchemyAccessTokenDatabase(db, AccessToken), lifetime_seconds=86400)


backend = AuthenticationBackend("database", BearerTransport(tokenUrl="auth/login"), strategy)
users = FastAPIUsers[User, uuid.UUID](user_manager, [backend])
router = APIRouter()


@router.get("/ready")
async def ready() -> dict[str, str]:
    return {}


@router.get("/cargo-records")
async def cargo_records(
    user: Annotated[User, Depends(users.current_user(active=True))],
    db: Annotated[AsyncSession, Depends(cargo_session)],
    company: uuid.UUID,
    since: date,
    until: date,
    limit: int,
) -> list[RecordView]:
    statement = (
        select(Record)
        .where(Record.company_id == company)
        .where(Record.registered_at >= datetime.combine(since, time(), TOKYO))
        .where(Record.registered_at < datetime.combine(until + timedelta(days=1), time(), TOKYO))
        .order_by(Record.registered_at.desc(), Record.id.desc())
        .limit(limit)
    )
    return list((await db.scalars(statement)).all())


app = FastAPI()
app.include_router(router)
app.include_router(users.get_auth_router(backend), prefix="/auth")
app.include_router(users.get_reset_password_router(), prefix="/auth")
app.include_router(users.get_users_router(schemas.BaseUser[uuid.UUID], schemas.BaseUserUpdate), prefix="/users")


async def prepare() -> None:
    """The accounts share a password hash: it costs the same to verify."""
    hashed = passwords.hash(os.environ["PASSWORD"])
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        numbers = range(int(os.environ["ACCOUNTS"]))
        people = [
            {"id": uuid.uuid4(), "email": f"person{n:05}@example.jp", "hashed_password": hashed}
            for n in numbers
        ]
        await connection.execute(insert(User), people)


if __name__ == "__main__":
    asyncio.run(prepare())
