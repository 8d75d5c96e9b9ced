"""HEAD is answered as GET is, without the body."""

from __future__ import annotations

from asyncio import Event

from starlette.types import Message, Send


class Head:
    """The other side of somebody who asks for the head alone: gone as soon as they have it."""

    def __init__(self, send: Send) -> None:
        self._send, self._sent, self._asked = send, Event(), False

    async def receive(self) -> Message:
        """The request, which has no body; and that its sender is gone, once that is so."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._sent.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send the head on, and nothing after it."""
        if message["type"] == "http.response.start":
            await self._send(message)
        elif not self._sent.is_set():
            self._sent.set()
            await self._send({"type": "http.response.body", "body": b""})
