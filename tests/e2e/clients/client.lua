-- What a plugin for Neovim does in Lua, as client.vim does it in Vim script. `pipelined` uses
-- Neovim's event loop and msgpack: rpcrequest() waits for each answer. (vim.mpack.Session would do,
-- but that of Neovim 0.7 loses its way when the head of an answer is split over two reads.)
local chapter, address, employee = unpack(vim.g.args)
local mpack, uv = vim.mpack, vim.loop

local function show(value)
  io.stdout:write(vim.json.encode(value), '\n')
  io.stdout:flush()
end

-- Sends `bytes`, then hands what comes back to `receive` until that says it is enough.
local function talk(bytes, receive)
  local socket = address:sub(1, 1) == '/' and uv.new_pipe(false) or uv.new_tcp()
  local failed, enough
  local function connected(err)
    failed = err
    if err then return end
    socket:write(bytes)
    socket:read_start(function(read_err, data)
      failed = read_err or (not data and 'the daemon closed the connection')
      local well, result = pcall(receive, data or '')
      if well then enough = result else failed = result end
    end)
  end
  if address:sub(1, 1) == '/' then
    socket:connect(address, connected)
  else
    local host, port = address:match('^(.*):(%d+)$')
    socket:connect(host, tonumber(port), connected)
  end
  local over = vim.wait(60000, function() return failed or enough end, 5)
  socket:close()
  assert(over and not failed, failed or 'no answer within a minute')
end

local chapters = {}

function chapters.pipelined()
  local unpack_next = mpack.Unpacker()
  local bytes, asked, left, errors = {}, {}, 200, {}
  for msgid = 1, 200 do
    asked[msgid] = msgid == 77 and 'nobody' or ('wd-%04d'):format(msgid)
    local params = { { employee = asked[msgid] } }
    table.insert(bytes, mpack.encode({ 0, msgid, 'recommend', params }))
  end
  talk(table.concat(bytes), function(data)
    local at = 1
    while at <= #data do
      local answer
      answer, at = unpack_next(data, at)
      if answer then
        local _, msgid, err, result = unpack(answer)
        assert(err ~= mpack.NIL or result.employee == asked[msgid], asked[msgid])
        if err ~= mpack.NIL then table.insert(errors, err) end
        asked[msgid], left = nil, left - 1
      end
    end
    return left == 0
  end)
  assert(next(asked) == nil)
  show(errors)
end

-- One kind of number and one kind of table: an empty one goes out as a list.
function chapters.lua()
  local kind = address:sub(1, 1) == '/' and 'pipe' or 'tcp'
  local channel = vim.fn.sockconnect(kind, address, { rpc = true })
  assert(vim.rpcrequest(channel, 'server.ping', {}).alive)
  local asked = { employee = employee, k = 5, diversity = 1 }
  local whole = vim.rpcrequest(channel, 'recommend', asked)
  asked.filters, asked.exclude = {}, {}
  assert(vim.deep_equal(vim.rpcrequest(channel, 'recommend', asked), whole))
  asked.filters = vim.empty_dict()
  assert(vim.deep_equal(vim.rpcrequest(channel, 'recommend', asked), whole))
  local well, text = pcall(vim.rpcrequest, channel, 'recommend', { employee = 'wd-☃' })
  assert(not well)
  show(text)
end

local well, text = xpcall(chapters[chapter], debug.traceback)
if not well then
  io.stderr:write(text, '\n')
  vim.cmd('cquit 1')
end
io.stdout:write('done\n')
io.stdout:flush()
vim.cmd('qall!')
