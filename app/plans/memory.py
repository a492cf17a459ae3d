"""What was computed lately, kept in memory so that it is not computed again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Memory[Key: Hashable, Value]:
    """The last few values, each made once even where several ask for it at the same moment.

    Parameters
    ----------
    most
        So many values are kept; of more the least used goes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._making: dict[Key, Lock] = {}
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return a value, made now where it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, Lock())
        try:
            with making:
                with self._lock:
                    if key in self._kept:
                        return self._kept[key]
                value = make()
                self.put(key, value)
                return value
        finally:
            with self._lock:
                self._making.pop(key, None)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def newest(self, wanted: Callable[[Key], bool], rank: Callable[[Key], int]) -> tuple[Key, Value] | None:
        """Return the value of highest rank among those whose key is wanted."""
        with self._lock:
            found = max((key for key in self._kept if wanted(key)), key=rank, default=None)
            if found is None:
                return None
            self._kept.move_to_end(found)
            return found, self._kept[found]
