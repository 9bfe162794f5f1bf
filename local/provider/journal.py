"""Which creations were begun from here: so that one that was interrupted is taken up, and nothing else is taken over.

Real azure-native refuses to create what exists already, and so does this provider, for it may be somebody else's. But
an engine or provider killed between the PUT and the saving of the state leaves a resource that the state doesn't know;
the next `pulumi up` has to adopt it. The journal tells the two apart: before each PUT of a creation it notes the id and
the URN. An existing resource is adopted if the same URN's creation was begun here; the same PUT is then sent again, for
the program may have changed meanwhile. A deletion takes the note away.

The notes lie beside the control plane's own database and go with it. One small file each, replaced whole; not synced
to disk, because what it guards against is the end of a process, not of the machine.
"""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path


class Journal:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _note(self, resource_id: str) -> Path:
        return self.folder / hashlib.sha256(resource_id.lower().encode()).hexdigest()[:32]

    def begin(self, resource_id: str, urn: str) -> None:
        note = self._note(resource_id)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = note.with_suffix(f".{threading.get_ident()}")
        partial.write_text(f"{urn}\n{resource_id}\n")
        partial.replace(note)

    def begun(self, resource_id: str, urn: str) -> bool:
        note = self._note(resource_id)
        return note.is_file() and note.read_text().splitlines()[0] == urn

    def forget(self, resource_id: str) -> None:
        self._note(resource_id).unlink(missing_ok=True)
