-- Posts JSON with a key: wrk -s wrk.lua URL -- KEY BODY COUNT. "{n}" in the body becomes 1 to COUNT in turn.
-- The last line is for support/wrk.mjs.
function init(args)
  wrk.method = "POST"
  wrk.headers["X-API-Key"] = args[1]
  wrk.headers["Content-Type"] = "application/json"
  local count = tonumber(args[3])
  wrk.body = args[2]
  if count == 1 then return end
  local requests = {}
  for n = 1, count do requests[n] = wrk.format(nil, nil, nil, (args[2]:gsub("{n}", tostring(n)))) end
  local last = 0
  request = function()
    last = last % count + 1
    return requests[last]
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("result %d %d %d\n", summary.requests, summary.duration,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
