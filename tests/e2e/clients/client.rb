# What an LMS in Ruby does with `msgpack` alone: client.rb CHAPTER ADDRESS EMPLOYEE. Each chapter
# checks its answers, prints what test_clients.py wants to see of them, and "done" at its end.
require "json"
require "msgpack"
require "socket"
require "time"

class RpcError < StandardError; end

class Bekwaam
  attr_accessor :packed
  attr_reader :received, :socket

  def initialize(address)
    host, port = address.split(":")
    @socket = address.start_with?("/") ? UNIXSocket.new(address) : TCPSocket.new(host, port.to_i)
    @unpacker = MessagePack::Unpacker.new(@socket)
    @packed = ->(message) { message.to_msgpack }
    @msgid = @received = 0
  end

  def send(*message)
    @socket.write(@packed.call(message))
  end

  def receive
    @received += 1
    @unpacker.read
  end

  def call(method, args = {})
    @msgid += 1
    send(0, @msgid, method, [args])
    kind, msgid, error, result = receive
    check([kind, msgid] == [1, @msgid], "an answer to #{@msgid}: #{[kind, msgid]}")
    raise RpcError, error if error
    result
  end
end

def check(holds, text)
  abort "wrong: #{text}" unless holds
end

def show(value)
  puts JSON.generate([value])[1..-2]
  $stdout.flush
end

# The message of the error that a call ends with.
def shown(lms, *call)
  lms.call(*call)
  abort "no error from #{call}"
rescue RpcError => e
  e.message
end

def recommendation(lms, employee, _address)
  answer = lms.call("recommend", employee: employee, k: 8, lang: "en")
  items = answer["items"]
  check(items.size > 2, "several courses")
  items.each do |item|
    sum = item["why"].sum { |why| why["contribution"] } + item["terms"].values.sum
    check((sum - item["score"]).abs <= 1e-6 * item["score"], "the score is the sum: #{item}")
    check(item["score"].is_a?(Float) && item["price_cents"].is_a?(Integer), "types: #{item}")
  end
  check(items.map { |item| item["rank"] } == (1..items.size).to_a, "ranks count from 1")
  scores = items.map { |item| item["score"] }
  check(scores == scores.sort.reverse, "ranks follow the score")
  show(answer)
end

def errors(lms, employee, _address)
  show([shown(lms, "recommend", employee: "wd-☃"),
        shown(lms, "recommend", employee: employee, k: "vijf"),
        shown(lms, "recommend", employee: employee, k: 101),
        shown(lms, "recomend")])
end

def pipelined(lms, _employee, _address)
  asked = (1..200).to_h { |number| [number, format("wd-%04d", number)] }
  asked[77] = "nobody"
  asked.each { |msgid, employee| lms.send(0, msgid, "recommend", [{ employee: employee }]) }
  failed = []
  200.times do
    _kind, msgid, error, result = lms.receive
    employee = asked.delete(msgid)
    error ? failed << error : check(result["employee"] == employee, "the answer to #{msgid}")
  end
  check(asked.empty?, "all are answered")
  show(failed)
end

def event(employee, name, **more)
  { id: "#{name}-#{employee}", employee: employee, course: "k-meldcode-cert", type: :shown,
    at: "2026-11-20T10:00:00Z" }.merge(more)
end

def notifications(lms, employee, _address)
  before = lms.call("server.stats")["notifications_failed"]
  50.times { lms.send(2, "recommend", [{ employee: employee }]) }
  lms.send(2, "no.such.method", [])
  lms.send(2, "recommend", [{ employee: "nobody" }])
  lms.send(2, "event.add", [{ items: [event(employee, "told")] }])
  lms.call("event.add", items: [event(employee, "asked")])
  ids = lms.call("event.list", employee: employee)["items"].map { |item| item["id"] }
  check((["told-#{employee}", "asked-#{employee}"] - ids).empty?, "both events are there")
  failed = lms.call("server.stats")["notifications_failed"] - before
  check(lms.received == 4, "only requests are answered: #{lms.received}")
  show(failed)
end

def writing(lms, employee, _address)
  course = lms.call("recommend", employee: employee, k: 1)["items"][0]["course"]
  said = "één dag – prima 😀"
  events = [event(employee, "rated", course: course, type: :rated, value: 4, reason: said),
            event(employee, "done", course: course, type: :completed)]
  answer = lms.call("event.add", items: events)
  check(answer.values_at("written", "duplicates") == [2, 0], "both are written: #{answer}")
  again = lms.call("event.add", items: events)
  check(again.values_at("duplicates", "revision") == [2, answer["revision"]], "again: #{again}")
  items = lms.call("event.list", employee: employee)["items"]
  rated = items.find { |item| item["id"] == "rated-#{employee}" }
  check(rated.values_at("value", "reason") == [4.0, said], "as it was written: #{rated}")
  left = lms.call("recommend", employee: employee, k: 100)["items"].map { |item| item["course"] }
  check(!left.empty? && !left.include?(course), "a completed course is not suggested again")
  show(course)
end

# Symbols, binary strings, the specification without bin, integral floats, times, several
# messages in one write.
def peculiar(lms, employee, _address)
  check(lms.call("server.ping".b) == { "alive" => true }, "a method as bin")
  whole = lms.call(:recommend, employee: employee, k: 5, goal: { kind: :current }, filters: {})
  check(whole["items"][0]["title"].encoding == Encoding::UTF_8, "a title is text")
  lms.packed = lambda do |message|
    packer = MessagePack::Packer.new(compatibility_mode: true)
    packer.write(message).to_s
  end
  old = lms.call("recommend", "employee" => employee.b, "k" => 5.0, "goal" => { kind: :current })
  check(old == whole, "the same in the form without bin")
  factory = MessagePack::Factory.new
  factory.register_type(-1, Time, packer: MessagePack::Time::Packer)
  lms.packed = ->(message) { factory.dump(message) }
  show([shown(lms, "recommend", employee: employee.b),
        shown(lms, "recommend", employee: employee, as_of: Time.at(1_795_000_000)),
        shown(lms, "recommend", employee: employee, diversity: Float::NAN),
        shown(lms, "recommend", employee: employee, k: 2.5)])
  both = [7, 2**32 - 1].map { |msgid| [0, msgid, "server.ping", [[]]].to_msgpack }
  lms.socket.write(both.join)
  got = [lms.receive, lms.receive].map { |answer| answer[1] }
  check(got.sort == [7, 2**32 - 1], "two in one write: #{got}")
end

def restart(lms, employee, address)
  before = lms.call("recommend", employee: employee)
  show("asked")
  $stdin.gets
  begin
    lms.call("recommend", employee: employee)
    abort "the daemon has ended and answers"
  rescue EOFError, SystemCallError
    show("noticed")
  end
  begin
    Bekwaam.new(address)
    abort "nobody listens and the connection was made"
  rescue SystemCallError
    show("refused")
  end
  $stdin.gets
  after = Bekwaam.new(address).call("recommend", employee: employee)
  check(after == before, "the same answer after the restart")
  show("same")
end

chapter, address, employee = ARGV
method(chapter).call(Bekwaam.new(address), employee, address)
puts "done"
