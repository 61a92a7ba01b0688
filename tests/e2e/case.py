"""Test cases with a real daemon behind them: one for each test, or one that the tests of a class share."""
import unittest

from client import Daemon, load
from world import TODAY


class OwnDaemon(unittest.TestCase):
    """A daemon for each test, on a store that holds `records`."""

    def records(self) -> dict:
        return {}

    def setUp(self):
        self.daemon = Daemon(today=TODAY)
        self.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        self.addCleanup(lambda: self.client.close())  # whichever it is by then
        load(self.client, self.records())

    def reconnect(self) -> None:
        self.client.close()
        self.client = self.daemon.client()

    def call(self, method: str, **args):
        return self.client.call(method, args)


class SharedDaemon(unittest.TestCase):
    """One daemon for all tests of the class, on a store that holds `records`."""

    @classmethod
    def records(cls) -> dict:
        return {}

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(today=TODAY)
        cls.addClassCleanup(cls.daemon.__exit__)
        cls.client = cls.daemon.client()
        cls.addClassCleanup(cls.client.close)
        load(cls.client, cls.records())
