" What an LMS plugin for Neovim does with sockconnect() and rpcrequest(): g:args holds the chapter,
" the address and an employee. Each chapter checks its answers, prints what test_clients.py wants to
" see of them, and "done" at its end. client.lua has what is done in Lua.
function! s:print(text) abort
  call luaeval('io.stdout:write(_A, "\n") and io.stdout:flush()', a:text)
endfunction

function! s:show(value) abort
  call s:print(json_encode(a:value))
endfunction

function! s:wait_for_line() abort
  call luaeval('io.read()')
endfunction

function! s:check(holds, value) abort
  if !a:holds
    throw 'wrong: ' .. string(a:value)
  endif
endfunction

function! s:connect() abort
  return sockconnect(s:address =~# '^/' ? 'pipe' : 'tcp', s:address, {'rpc': v:true})
endfunction

function! s:call(method, args) abort
  return rpcrequest(s:channel, a:method, a:args)
endfunction

" What v:exception says of the error that a call ends with.
function! s:shown(method, ...) abort
  try
    call call('rpcrequest', [s:channel, a:method] + a:000)
  catch
    return v:exception
  endtry
  throw 'no error from ' .. a:method .. string(a:000)
endfunction

function! s:recommendation() abort
  let answer = s:call('recommend', {'employee': s:employee, 'k': 8, 'lang': 'en'})
  call s:check(len(answer.items) > 2, answer)
  let last = {'rank': 0, 'score': 1.0e9}
  for item in answer.items
    let sum = 0.0
    for part in map(copy(item.why), {_, why -> why.contribution}) + values(item.terms)
      let sum += part
    endfor
    call s:check(abs(sum - item.score) <= 1.0e-6 * item.score, item)
    call s:check(type(item.score) == v:t_float && type(item.price_cents) == v:t_number, item)
    call s:check(item.rank == last.rank + 1 && item.score <= last.score, item)
    let last = item
  endfor
  call s:show(answer)
endfunction

function! s:errors() abort
  call s:show([s:shown('recommend', {'employee': 'wd-☃'}),
        \ s:shown('recommend', {'employee': s:employee, 'k': 'vijf'}),
        \ s:shown('recommend', {'employee': s:employee, 'k': 101}),
        \ s:shown('recomend', {})])
endfunction

function! s:event(name, more) abort
  return extend({'id': a:name .. '-' .. s:employee, 'employee': s:employee, 'type': 'shown',
        \ 'course': 'k-meldcode-cert', 'at': '2026-11-20T10:00:00Z'}, a:more)
endfunction

" Neovim closes a channel on which an answer comes that it did not ask for: that the requests
" after the notifications are answered shows that there was none.
function! s:notifications() abort
  let before = s:call('server.stats', {}).notifications_failed
  for number in range(50)
    call rpcnotify(s:channel, 'recommend', {'employee': s:employee})
  endfor
  call rpcnotify(s:channel, 'no.such.method')
  call rpcnotify(s:channel, 'recommend', {'employee': 'nobody'})
  call rpcnotify(s:channel, 'event.add', {'items': [s:event('told', {})]})
  call s:call('event.add', {'items': [s:event('asked', {})]})
  let events = s:call('event.list', {'employee': s:employee}).items
  let ids = map(events, {_, item -> item.id})
  call s:check(index(ids, 'told-' .. s:employee) >= 0, ids)
  call s:check(index(ids, 'asked-' .. s:employee) >= 0, ids)
  call s:show(s:call('server.stats', {}).notifications_failed - before)
endfunction

function! s:writing() abort
  let course = s:call('recommend', {'employee': s:employee, 'k': 1}).items[0].course
  let said = 'één dag – prima 😀'
  let rated = {'course': course, 'type': 'rated', 'value': 4, 'reason': said}
  let done = {'course': course, 'type': 'completed'}
  let events = {'items': [s:event('rated', rated), s:event('done', done)]}
  let answer = s:call('event.add', events)
  call s:check(answer.written == 2 && answer.duplicates == 0, answer)
  let again = s:call('event.add', events)
  call s:check(again.duplicates == 2 && again.revision == answer.revision, again)
  let items = s:call('event.list', {'employee': s:employee}).items
  call filter(items, {_, item -> item.id ==# 'rated-' .. s:employee})
  call s:check(items[0].value == 4.0 && items[0].reason ==# said, items)
  let left = s:call('recommend', {'employee': s:employee, 'k': 100}).items
  call map(left, {_, item -> item.course})
  call s:check(!empty(left) && index(left, course) < 0, left)
  call s:show(course)
endfunction

" Empty maps and lists, arguments of rpcrequest() that are no map, Neovim's own method names, and
" that the daemon never calls back.
function! s:peculiar() abort
  let alive = {'alive': v:true}
  call s:check(rpcrequest(s:channel, 'server.ping') == alive, 'no argument')
  call s:check(rpcrequest(s:channel, 'server.ping', {}) == alive, 'an empty map')
  call s:check(rpcrequest(s:channel, 'server.ping', []) == alive, 'an empty list')
  let whole = s:call('recommend', {'employee': s:employee, 'k': 5, 'filters': {}})
  let other = {'employee': s:employee, 'k': 5.0, 'filters': [], 'as_of': v:null}
  call s:check(s:call('recommend', other) == whole, 'the same in another form')
  call s:check(s:call('recommend', other).items[0].why[0].weight is 1.0, 'floats stay floats')
  call s:show([s:shown('recommend', s:employee, 5), s:shown('recommend', s:employee),
        \ s:shown('nvim_get_api_info'), s:shown('nvim_set_client_info', 'lms', {}, 'ui', {}, {}),
        \ s:shown('nvim_error_event', {})])
  let channel = nvim_get_chan_info(s:channel)
  call s:check(channel.mode ==# 'rpc' && empty(get(channel, 'client', {})), channel)
endfunction

function! s:restart() abort
  let before = s:call('recommend', {'employee': s:employee})
  call s:show('asked')
  call s:wait_for_line()
  try
    call s:call('recommend', {'employee': s:employee})
    call s:print('the daemon has ended and answers')
  catch /channel/
    call s:show('noticed')
  endtry
  try
    call s:connect()
    call s:print('nobody listens and the connection was made')
  catch /connection refused/
    call s:show('refused')
  endtry
  call s:wait_for_line()
  let s:channel = s:connect()
  call s:check(s:call('recommend', {'employee': s:employee}) == before, before)
  call s:show('same')
endfunction

let [s:chapter, s:address, s:employee] = g:args
try
  let s:channel = s:connect()
  call call('s:' .. s:chapter, [])
  call s:print('done')
catch
  call luaeval('io.stderr:write(_A, "\n")', v:throwpoint .. ': ' .. v:exception)
  cquit 1
endtry
qall!
