# Runs a server, "$@", until it ends or until whoever holds our stdin is gone, however that came about.
exec 3<&0
"$@" </dev/null 3<&- &
server=$!

# `read` returns when the other end of the pipe closes. To PostgreSQL, INT means a fast and orderly stop.
{ read -r _ <&3; kill -INT "$server"; } &
watcher=$!
exec 3<&-

wait "$server"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
