"""A process that saves until it is killed, and says after every save that it is done."""

import os
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from xunjian.db.photos import PhotoStore
from xunjian.db.schema.visit import Evidence, Finding
from xunjian.db.store import Store
from xunjian.db.uids import new_uid

Acknowledged = tuple[str, str | None, str]
"""A finding's uid, its statement where that was saved, and the hash of its photo."""


def save_until_killed(folder: Path, visit: str, done: Connection) -> None:
    """Save a finding with a photo, then edit it, without end; send every save that has returned."""
    store = Store.open(folder / "xunjian.db")
    photos = PhotoStore(folder / "photos", folder / "tmp")
    for number in count():
        finding = new_uid()
        photo = photos.add(os.urandom(20_000), "image/jpeg")
        with store.write(by="李敏", reason="记录问题") as session:
            session.add(Finding(uid=finding, visit=visit, fact=f"第{number}条"))
            session.add(Evidence(uid=new_uid(), visit=visit, owner=finding, sha256=photo.sha256, size=photo.size))
        done.send((finding, None, photo.sha256))
        with store.write(by="王强", reason="改问题") as session:
            session.get_one(Finding, finding).statement = f"陈述{number}"
        done.send((finding, f"陈述{number}", photo.sha256))
