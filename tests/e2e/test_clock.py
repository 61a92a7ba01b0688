"""A wall clock that is set back, and forth, under a running daemon: nothing is lost or out of order,
and nothing waits for the clock to come round again."""
import datetime
import tempfile
import time
import unittest

from client import RpcError, load
from faults import FULL, LIBRARY, FaultyDaemon, crash_and_start, people
from world import evidence, town

HOUR, DAY = 3600, 86400


@unittest.skipUnless(LIBRARY, "the library of faults is not built")
class Clock(unittest.TestCase):
    def setUp(self):
        config = tempfile.NamedTemporaryFile("w", suffix=".json")
        self.addCleanup(config.close)
        config.write('{"peers_seconds": 0, "least_group": 1}')
        config.flush()
        self.daemon = FaultyDaemon(today=None, config=config.name)
        self.addCleanup(self.daemon.__exit__)
        self.client = self.daemon.client()
        self.addCleanup(lambda: self.client.close())
        load(self.client, town())

    def step(self, seconds: int) -> None:
        self.daemon.orders.give(clock_s=seconds)

    def call(self, method: str, **args):
        return self.client.call(method, args)

    def day(self, shift_s: int) -> str:
        return str(datetime.date.today() + datetime.timedelta(seconds=shift_s))

    def wait_for(self, what, seconds: float = 15) -> None:
        until = time.monotonic() + seconds
        while not what():
            self.assertLess(time.monotonic(), until, "it waits for the clock")

    def test_revisions_go_on_and_all_is_there(self):
        revisions, written = [], {"e1"}
        for turn, shift in enumerate((0, -HOUR, -40 * DAY, 0, 3 * DAY, -DAY, 5 * HOUR)):
            self.step(shift)
            revisions.append(self.call("employee.put", items=people(f"t{turn}-", 5))["revision"])
            written |= {p["id"] for p in people(f"t{turn}-", 5)}
            revisions.append(self.call("evidence.add", items=[
                evidence(turn / 2, by=f"b{turn}", at="2026-01-01")])["revision"])
            revisions.append(self.call("course.put", items=[
                {**town()["course"][0], "price_cents": turn}])["revision"])
        self.assertEqual(revisions, sorted(set(revisions)))
        self.client.close()
        self.client = crash_and_start(self, self.daemon)
        self.assertEqual({p["id"] for p in self.client.everything("employee")}, written)
        self.assertEqual(self.call("course.get", id="k1")["item"]["price_cents"], 6)
        self.assertEqual(len(self.call("evidence.list", employee="e1")["items"]), 7)

    def test_what_is_counted_a_second_later_is_not_counted_hours_later(self):
        """Votes of people are counted once their writes rest; set back meanwhile, still."""
        def stamp():
            return self.call("server.info")["snapshot"]
        for shift in (-DAY, 0, -40 * DAY) if FULL else (-DAY,):
            before = stamp()
            self.call("evidence.add", items=[evidence(2, by=f"x{shift}", at="2025-01-01")])
            self.step(shift)   # while it waits
            self.wait_for(lambda: stamp() != before)

    def test_the_day_follows_the_clock_both_ways(self):
        """A certificate that lapsed while the clock was ahead holds again when it is set back."""
        load(self.client, town(mandatory=True))
        self.call("evidence.add", items=[evidence(4, source="certificate", at=self.day(-DAY),
                                                  valid_until=self.day(DAY))])
        for shift in (10 * DAY, 0) + ((-3 * DAY, 10 * DAY, 0) if FULL else ()):
            self.step(shift)
            self.wait_for(lambda: self.call("server.info")["today"] == self.day(shift))
            self.assertEqual(self.call("recommend", employee="e1")["as_of"], self.day(shift))
            gaps = self.call("gap.employee", employee="e1")["items"]
            self.assertEqual([gap["lapsed"] for gap in gaps], [True] if shift > DAY else [])

    def test_a_booking_that_is_granted_before_it_was_asked_for_is_granted(self):
        (one,) = self.call("booking.request", items=[{"employee": "e1", "course": "k1"}],
                           by="boss")["ids"]
        self.step(-2 if datetime.datetime.now().time() < datetime.time(1) else -HOUR)
        self.call("booking.approve", ids=[one], by="boss")
        events = self.call("event.list", employee="e1")["items"]
        asked, granted = (next(e["at"] for e in events if e["type"] == kind)
                          for kind in ("requested", "approved"))
        self.assertGreater(granted, asked)
        for state, n in (("approved", 1), ("requested", 0)):
            self.assertEqual(self.call("booking.list", org="stad", state=state)["bookings"], n)

    def test_uptime_and_idle_connections_do_not_care(self):
        self.step(-40 * DAY)
        self.assertGreaterEqual(self.call("server.stats")["uptime_seconds"], 0)
        self.step(40 * DAY)
        self.assertLess(self.call("server.stats")["uptime_seconds"], HOUR)
        self.assertTrue(self.call("recommend", employee="e1")["items"])


if __name__ == "__main__":
    unittest.main()
