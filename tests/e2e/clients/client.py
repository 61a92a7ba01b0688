"""What an LMS in Python does with `msgpack` alone: client.py CHAPTER ADDRESS EMPLOYEE. Each chapter
checks its answers, prints what test_clients.py wants to see of them, and "done" at its end."""
import itertools
import json
import math
import socket
import sys

import msgpack


class RpcError(Exception):
    pass


class Bekwaam:
    def __init__(self, address):
        if address.startswith("/"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(address)
        else:
            host, port = address.split(":")
            self.socket = socket.create_connection((host, int(port)))
        self.packer = msgpack.Packer()
        self.unpacker = msgpack.Unpacker()
        self.msgids = itertools.count(1)
        self.received = 0

    def send(self, *message):
        self.socket.sendall(self.packer.pack(message))

    def receive(self):
        for message in self.unpacker:
            self.received += 1
            return message
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the daemon closed the connection")
        self.unpacker.feed(data)
        return self.receive()

    def call(self, method, **args):
        msgid = next(self.msgids)
        self.send(0, msgid, method, [args])
        kind, answered, error, result = self.receive()
        assert (kind, answered) == (1, msgid), (kind, answered)
        if error is not None:
            raise RpcError(error)
        return result


def show(value):
    print(json.dumps(value), flush=True)


def shown(call, *args, **named):
    """The message of the error that a call ends with."""
    try:
        call(*args, **named)
    except RpcError as error:
        return str(error)
    raise AssertionError(f"no error from {args} {named}")


def recommendation(lms, employee, _address):
    answer = lms.call("recommend", employee=employee, k=8, lang="en")
    assert len(answer["items"]) > 2
    for item in answer["items"]:
        parts = [why["contribution"] for why in item["why"]] + list(item["terms"].values())
        assert math.isclose(item["score"], sum(parts), rel_tol=1e-6), item
        assert type(item["score"]) is float and type(item["price_cents"]) is int
    assert [item["rank"] for item in answer["items"]] == list(range(1, len(answer["items"]) + 1))
    scores = [item["score"] for item in answer["items"]]
    assert scores == sorted(scores, reverse=True)
    show(answer)


def errors(lms, employee, _address):
    show([shown(lms.call, "recommend", employee="wd-☃"),
          shown(lms.call, "recommend", employee=employee, k="vijf"),
          shown(lms.call, "recommend", employee=employee, k=101),
          shown(lms.call, "recomend")])


def pipelined(lms, _employee, _address):
    asked = {number: f"wd-{number:04}" for number in range(1, 201)}
    asked[77] = "nobody"
    for msgid, employee in asked.items():
        lms.send(0, msgid, "recommend", [{"employee": employee}])
    failed = []
    for _ in range(200):
        _kind, msgid, error, result = lms.receive()
        employee = asked.pop(msgid)
        if error:
            failed.append(error)
        else:
            assert result["employee"] == employee
    assert not asked
    show(failed)


def event(employee, name, **more):
    return {"id": f"{name}-{employee}", "employee": employee, "course": "k-meldcode-cert",
            "type": "shown", "at": "2026-11-20T10:00:00Z", **more}


def notifications(lms, employee, _address):
    before = lms.call("server.stats")["notifications_failed"]
    for _ in range(50):
        lms.send(2, "recommend", [{"employee": employee}])
    lms.send(2, "no.such.method", [])
    lms.send(2, "recommend", [{"employee": "nobody"}])
    lms.send(2, "event.add", [{"items": [event(employee, "told")]}])
    lms.call("event.add", items=[event(employee, "asked")])
    ids = [item["id"] for item in lms.call("event.list", employee=employee)["items"]]
    assert f"told-{employee}" in ids and f"asked-{employee}" in ids
    failed = lms.call("server.stats")["notifications_failed"] - before
    assert lms.received == 4, lms.received
    show(failed)


def writing(lms, employee, _address):
    course = lms.call("recommend", employee=employee, k=1)["items"][0]["course"]
    said = "één dag – prima 😀"
    events = [event(employee, "rated", course=course, type="rated", value=4, reason=said),
              event(employee, "done", course=course, type="completed")]
    answer = lms.call("event.add", items=events)
    assert (answer["written"], answer["duplicates"]) == (2, 0), answer
    again = lms.call("event.add", items=events)
    assert (again["duplicates"], again["revision"]) == (2, answer["revision"]), again
    items = {item["id"]: item for item in lms.call("event.list", employee=employee)["items"]}
    rated = items[f"rated-{employee}"]
    assert (rated["value"], rated["reason"]) == (4.0, said), rated
    left = lms.call("recommend", employee=employee, k=100)["items"]
    assert left and course not in [item["course"] for item in left]
    show(course)


def peculiar(lms, employee, address):
    """bytes as method, the specification without bin, narrow floats, tuples, dates, NaN, one byte
    at a time."""
    assert lms.call(b"server.ping") == {"alive": True}
    whole = lms.call("recommend", employee=employee, k=5, diversity=0.5, filters={})
    lms.packer = msgpack.Packer(use_bin_type=False, use_single_float=True)
    old = lms.call(b"recommend", employee=employee.encode(), k=5.0, diversity=0.5, exclude=())
    assert old == whole
    lms.packer = msgpack.Packer(datetime=True)
    now = msgpack.Timestamp(1795000000).to_datetime()
    show([shown(lms.call, "recommend", employee=employee.encode()),
          shown(lms.call, "recommend", employee=employee, as_of=now),
          shown(lms.call, "recommend", employee=employee, diversity=math.nan),
          shown(lms.call, "recommend", employee=employee, k=2.5)])
    slow = Bekwaam(address)
    for byte in slow.packer.pack([0, 2 ** 32 - 1, "recommend", [{"employee": employee, "k": 5,
                                                                "diversity": 0.5}]]):
        slow.socket.sendall(bytes([byte]))
    assert slow.receive() == [1, 2 ** 32 - 1, None, whole]


def restart(lms, employee, address):
    before = lms.call("recommend", employee=employee)
    show("asked")
    input()
    try:
        lms.call("recommend", employee=employee)
        raise AssertionError("the daemon has ended and answers")
    except OSError:
        show("noticed")
    try:
        Bekwaam(address)
        raise AssertionError("nobody listens and the connection was made")
    except OSError:
        show("refused")
    input()
    assert Bekwaam(address).call("recommend", employee=employee) == before
    show("same")


chapter, to, who = sys.argv[1:]
globals()[chapter](Bekwaam(to), who, to)
print("done")
