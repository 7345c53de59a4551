# Becomes a server, "$@", which is told to stop once whoever holds our stdin is gone, however that came about.
exec 3<&0

# `read` fails when the other end of the pipe closes. A line says that the server has ended by itself, and that its
# number may be another's by now.
{ read -r _ <&3 || kill -TERM "$$"; } &

exec "$@" </dev/null 3<&-
