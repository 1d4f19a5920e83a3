"""A baseline: the design most would write first. A list of connections; each vote is committed alone, counted anew
and sent to everyone, one after the other."""

from __future__ import annotations

import os
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from sqlalchemy import event, func
from sqlmodel import Field, Session, SQLModel, col, create_engine, select


class NaiveVote(SQLModel, table=True):
    __tablename__ = "naive_vote"
    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    idea: str = Field(index=True)
    choice: str


engine = create_engine(f"sqlite:///{os.environ['COMMON_GROUND_DATA_DIR']}/naive.db")
app = FastAPI()
connections: list[WebSocket] = []


@event.listens_for(engine, "connect")
def _durable(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


@app.get("/readyz")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.websocket("/vote/{person}")
async def vote(socket: WebSocket, person: str) -> None:
    await socket.accept()
    connections.append(socket)
    try:
        while True:
            message = await socket.receive_json()
            tally = _save(person, message["idea"], message["choice"])
            await socket.send_json({"ack": message["id"]})
            for other in list(connections):
                await other.send_json({"tally": tally})
    except WebSocketDisconnect:
        connections.remove(socket)


def _save(person: str, idea: str, choice: str) -> list[list[Any]]:
    with Session(engine) as db:
        known = db.exec(select(NaiveVote).where(NaiveVote.person == person, NaiveVote.idea == idea)).first()
        known = known or NaiveVote(person=person, idea=idea, choice=choice)
        known.choice = choice
        db.add(known)
        db.commit()
        counted = db.exec(
            select(NaiveVote.idea, NaiveVote.choice, func.count()).group_by(col(NaiveVote.idea), col(NaiveVote.choice))
        )
        return [list(row) for row in counted]


if __name__ == "__main__":
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["naive_vote"]])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[-1]), access_log=False, log_level="warning")
