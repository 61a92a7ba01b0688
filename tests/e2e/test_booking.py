"""From plan to booking: asked for, granted, refused; as events, each once, and what cannot be is said."""
import threading
import unittest

from case import OwnDaemon
from client import RpcError
from world import TODAY, make_course, town

SESSIONS = [{"id": "past", "start": "2026-11-22", "place": "Hier"},
            {"id": "today", "start": TODAY, "end": "2026-11-30", "place": "Daar"},
            {"id": "two", "start": "2027-01-11", "seats": 2},
            {"id": "full", "start": "2027-02-01", "seats": 0}]


class Booking(OwnDaemon):
    def records(self) -> dict:
        people = [{"id": f"e{i}", "org": "stad", "team": "balie", "role": "clerk"} for i in range(1, 7)]
        return {**town(), "employee": people, "course": [
            make_course("k1", price=10000, sessions=SESSIONS, external_id="X-1",
                        url="https://voorbeeld.invalid/k1"),
            make_course("k2", competency="law", price=5000), make_course("old", retired=True),
            make_course("over", sessions=[{"id": "o", "start": "2026-01-01"}])]}

    def request(self, *items, by="boss", **more):
        return self.call("booking.request", items=[dict(zip(("employee", "course", "session"), i))
                                                   for i in items], by=by, **more)

    def events(self, employee: str = "e1") -> list[dict]:
        return sorted(self.call("event.list", employee=employee)["items"], key=lambda e: e["at"])

    def refuse(self, code: str, text: str, call, *args, **more):
        before = self.call("server.info")["revision"]
        with self.assertRaisesRegex(RpcError, f"^{code}: .*{text}"):
            call(*args, **more)
        self.assertEqual(self.call("server.info")["revision"], before, "nothing is written")

    def test_a_request_is_an_event_that_says_what_was_agreed(self):
        answer = self.request(("e1", "k1", "two"), reason="plan 2027")
        self.assertEqual((answer["written"], answer["duplicates"], len(answer["ids"])), (1, 0, 1))
        (event,) = self.events()
        self.assertTrue(event.pop("at").startswith(TODAY + "T"))
        self.assertEqual(event, {"id": answer["ids"][0], "employee": "e1", "course": "k1", "type": "requested",
                                 "by": "boss", "session": "two", "price_cents": 10000, "reason": "plan 2027"})
        self.call("course.put", items=[make_course("k1", price=99900, sessions=SESSIONS)])
        self.assertEqual(self.call("report.budget", org="stad", to="2027-12-31")["requested_cents"], 10000)
        priced = self.call("booking.request", by="boss", items=[
            {"employee": "e2", "course": "k1", "session": "two", "price_cents": 4000}])
        self.assertEqual(self.events("e2")[0]["price_cents"], 4000)
        self.assertNotEqual(priced["ids"], answer["ids"])

    def test_the_same_again_changes_nothing(self):
        first = self.request(("e1", "k1", "two"), ("e2", "k2"))
        for by in ("boss", "other"):
            again = self.request(("e2", "k2"), ("e1", "k1", "two"), ("e2", "k2"), by=by)
            self.assertEqual(again, {"written": 0, "revision": first["revision"], "duplicates": 3,
                                     "ids": [first["ids"][1], first["ids"][0], first["ids"][1]]})
        self.assertEqual(self.request(("e1", "k1"))["duplicates"], 1, "whichever session: it is asked for")
        granted = self.call("booking.approve", ids=first["ids"], by="boss")
        self.assertEqual((granted["written"], granted["ids"]), (2, first["ids"]))
        again = self.call("booking.approve", ids=first["ids"], by="boss")
        self.assertEqual((again["written"], again["duplicates"], again["revision"]),
                         (0, 2, granted["revision"]))
        self.assertEqual(self.request(("e1", "k1", "two"))["ids"], first["ids"][:1])
        self.assertEqual(len(self.events()), 2)

    def test_the_budget_follows(self):
        def budget():
            got = self.call("report.budget", org="stad", **{"from": "2026-01-01"}, to="2027-12-31")
            return got["requested_cents"], got["committed_cents"], got["spent_cents"]
        (one, two, three) = self.request(("e1", "k1", "two"), ("e2", "k2"), ("e3", "k2"))["ids"]
        self.assertEqual(budget(), (20000, 0, 0))
        self.call("booking.approve", ids=[one, two], by="boss")
        self.assertEqual(budget(), (5000, 15000, 0))
        self.call("booking.decline", ids=[three], by="boss", reason="later")
        self.assertEqual(budget(), (0, 15000, 0))
        self.call("event.add", items=[{"id": "x", "employee": "e2", "course": "k2", "type": "completed",
                                       "at": "2026-11-23T20:00:00Z"}])
        self.assertEqual(budget(), (0, 10000, 5000))
        self.call("booking.decline", items=[{"employee": "e1", "course": "k1"}], by="boss")
        self.assertEqual(budget(), (0, 0, 5000))

    def test_nobody_approves_for_themselves(self):
        ids = self.request(("e1", "k2"), by="e1")["ids"]
        self.refuse("forbidden", '"e1" cannot approve', self.call, "booking.approve", ids=ids, by="e1")
        self.refuse("bad_request", "by is missing", self.call, "booking.approve", ids=ids)
        self.assertEqual(self.call("booking.approve", ids=ids, by="e2")["written"], 1)
        self.refuse("forbidden", "cannot approve", self.call, "booking.approve", ids=ids, by="e1")
        self.assertEqual(self.call("booking.decline", ids=ids, by="e1")["written"], 1, "may withdraw")
        self.assertEqual([(e["type"], e["by"]) for e in self.events()],
                         [("requested", "e1"), ("approved", "e2"), ("declined", "e1")])

    def test_what_cannot_be_booked(self):
        for item, code, text in (
                (("nix", "k1"), "not_found", r'items\[0\].employee: there is no employee "nix"'),
                (("e1", "nix"), "not_found", r'items\[0\].course: there is no course "nix"'),
                (("e1", "k1", "nix"), "not_found", r'no session "nix"; to be chosen: today, two$'),
                (("e1", "k1", "past"), "conflict", r'"past" began on 2026-11-22; to be chosen: today, two$'),
                (("e1", "k1", "full"), "conflict", r'"full" is full'),
                (("e1", "old"), "conflict", "is retired"),
                (("e1", "over"), "conflict", "no session that is still to come"),
                (("e1", "over", "o"), "conflict", "began on 2026-01-01; to be chosen: none")):
            self.refuse(code, text, self.request, item)
        self.refuse("not_found", r"items\[1\].course", self.request, ("e1", "k2"), ("e1", "nix"))
        self.assertEqual(self.events(), [], "all or nothing")
        self.call("org.put", items=[{"id": "dorp", "name": "Dorp"}])
        self.call("course.put", items=[{**make_course("dorps"), "org": "dorp"}])
        self.refuse("not_found", 'no course "dorps" that employee "e1" sees', self.request, ("e1", "dorps"))
        self.refuse("bad_request", "items", self.call, "booking.request", items=[], by="boss")
        self.refuse("bad_request", "by is missing", self.call, "booking.request",
                    items=[{"employee": "e1", "course": "k2"}])
        self.refuse("bad_request", "ids, items: which", self.call, "booking.approve", by="boss")

    def test_seats_are_those_that_are_left(self):
        self.request(("e1", "k1", "two"), ("e2", "k1", "two"))
        self.refuse("conflict", r'items\[0\].session: "two" has 2 seats left, and 2 are asked for', self.request,
                    ("e3", "k1", "two"))
        self.request(("e3", "k1", "today"))
        self.call("booking.decline", items=[{"employee": "e1", "course": "k1"}], by="boss")
        self.refuse("conflict", r'items\[1\].session: "two" has 2 seats', self.request, ("e4", "k1", "two"),
                    ("e5", "k1", "two"))
        self.request(("e4", "k1", "two"))
        # Who is enrolled is known to the provider, whose seats are those that are left after that.
        self.call("event.add", items=[{"id": "in", "employee": "e2", "course": "k1", "type": "enrolled",
                                       "session": "two", "at": "2026-11-23T23:00:00Z"}])
        self.request(("e5", "k1", "two"))
        self.refuse("conflict", "2 are asked for", self.request, ("e6", "k1", "two"))

    def test_the_last_seat_goes_to_one(self):
        """Many ask at once, on connections of their own."""
        answers = []

        def ask(number: int):
            client = self.daemon.client()
            try:
                answers.append(client.call("booking.request", {"by": "boss", "items": [
                    {"employee": f"e{number}", "course": "k1", "session": "two"}]})["written"])
            except RpcError as error:
                answers.append(error.code)
            client.close()
        threads = [threading.Thread(target=ask, args=(i,)) for i in range(1, 7)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(map(str, answers)), ["1", "1"] + 4 * ["conflict"])

    def test_a_session_can_be_chosen_later(self):
        (booking,) = self.request(("e1", "k1"))["ids"]
        self.assertEqual(self.request(("e1", "k1", "two"))["ids"], [booking])
        self.assertEqual(self.request(("e1", "k1", "two"))["duplicates"], 1)
        (other,) = self.request(("e2", "k1"))["ids"]
        self.refuse("conflict", "is full", self.call, "booking.approve", by="boss",
                    items=[{"employee": "e2", "course": "k1", "session": "full"}])
        self.call("booking.approve", by="boss", items=[{"employee": "e2", "course": "k1", "session": "today"}])
        runs = self.call("booking.list", org="stad")["items"][0]["courses"]
        self.assertEqual([(r["session"], [e["id"] for e in r["enrolments"]]) for r in runs],
                         [("today", [other]), ("two", [booking])])

    def test_decisions_that_come_too_late(self):
        ids = self.request(("e1", "k2"), ("e2", "k2"))["ids"]
        self.call("booking.decline", ids=ids[:1], by="boss")
        self.assertEqual(self.call("booking.decline", ids=ids[:1], by="boss")["duplicates"], 1)
        self.refuse("conflict", r"ids\[0\]: the booking is declined; only what is requested can be approved",
                    self.call, "booking.approve", ids=ids[:1], by="boss")
        self.call("event.add", items=[{"id": "c", "employee": "e2", "course": "k2", "type": "enrolled",
                                       "at": "2026-11-23T23:59:59Z"}])
        self.refuse("conflict", "the booking is enrolled; only what is requested or approved", self.call,
                    "booking.decline", ids=ids[1:], by="boss")
        self.refuse("not_found", 'there is no booking "nix"', self.call, "booking.approve", ids=["nix"], by="boss")
        self.refuse("not_found", '"e3" has not asked for course "k2"', self.call, "booking.approve", by="boss",
                    items=[{"employee": "e3", "course": "k2"}])
        again = self.request(("e1", "k2"))
        self.assertEqual(again["written"], 1)
        self.assertNotEqual(again["ids"], ids[:1], "asked anew")

    def test_bookings_that_others_began_are_the_same(self):
        self.call("event.add", items=[{"id": "lms-1", "employee": "e1", "course": "k2", "type": "requested",
                                       "at": "2026-11-20T08:00:00Z"}])
        self.assertEqual(self.request(("e1", "k2"))["ids"], ["lms-1"])
        self.assertEqual(self.call("booking.approve", ids=["lms-1"], by="boss")["ids"], ["lms-1"])
        self.refuse("not_found", "no booking", self.call, "booking.approve", by="boss",
                    ids=[self.events()[1]["id"]])

    def test_the_list_is_by_provider_course_and_session(self):
        ids = self.request(("e2", "k1", "two"), ("e1", "k1", "two"), ("e1", "k2"), ("e3", "k1", "today"))["ids"]
        self.call("booking.approve", ids=ids[:1], by="chief")
        got = self.call("booking.list", org="stad", lang="en")
        self.assertEqual((got["bookings"], got["cost_cents"]), (4, 35000))
        self.assertEqual([(p["provider"], p["bookings"], p["cost_cents"]) for p in got["items"]],
                         [("k1", 3, 30000), ("k2", 1, 5000)])
        runs = got["items"][0]["courses"]
        self.assertEqual([(r["session"], r["start"], r.get("end"), r.get("place"), r["people"], r["cost_cents"])
                          for r in runs], [("today", TODAY, "2026-11-30", "Daar", 1, 10000),
                                           ("two", "2027-01-11", None, None, 2, 20000)])
        self.assertEqual((runs[0]["external_id"], runs[0]["url"]), ("X-1", "https://voorbeeld.invalid/k1"))
        self.assertEqual([(e["employee"], e["state"], e["by"], e.get("approved_by"), e["since"])
                          for e in runs[1]["enrolments"]],
                         [("e1", "requested", "boss", None, TODAY), ("e2", "approved", "chief", "chief", TODAY)])
        self.assertNotIn("start", got["items"][1]["courses"][0])
        for args, n in (({"provider": "k2"}, 1), ({"provider": "x"}, 0), ({"state": "approved"}, 1),
                        ({"state": "requested"}, 3), ({"state": "all"}, 4), ({"state": "completed"}, 0)):
            self.assertEqual(self.call("booking.list", org="stad", **args)["bookings"], n, args)
        self.call("booking.decline", ids=ids[3:], by="boss")
        self.assertEqual(self.call("booking.list", team="balie")["bookings"], 3)
        self.assertEqual(self.call("booking.list", team="balie", state="declined")["bookings"], 1)
        small = self.call("booking.list", org="stad", min_group=10)
        self.assertNotIn("items", small)
        self.assertEqual(small["bookings"], 3)
        with self.assertRaisesRegex(RpcError, "^bad_request: state: "):
            self.call("booking.list", org="stad", state="lost")

    def test_bookings_survive_and_are_logged_as_records(self):
        ids = self.request(("e1", "k1", "two"))["ids"]
        self.call("booking.approve", ids=ids, by="boss")
        before = self.call("booking.list", org="stad")
        events = self.events()
        self.assertLess(events[0]["at"], events[1]["at"], "in order of time, however fast they come")
        self.client.close()
        self.daemon.restart()
        self.client = self.daemon.client()
        after = self.call("booking.list", org="stad")
        self.assertEqual({**after, "snapshot": 0}, {**before, "snapshot": 0})
        again = self.call("event.add", items=events)
        self.assertEqual((again["written"], again["duplicates"]), (0, 2), "an export can be read back")


if __name__ == "__main__":
    unittest.main()
