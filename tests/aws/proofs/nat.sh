#!/bin/bash
# Runs the user data in the file $1 as a NAT instance between a private network and the internet, all of them
# network namespaces, and tries who reaches whom. In a network and a mount namespace of its own, as its root.
#
#   client 10.20.16.10 ── vpc ── 198.51.100.10 internet
#                          └── 10.20.0.5 nat
set -euo pipefail

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -r "$work"' EXIT
mount -t tmpfs none /run
sysctl --quiet --write net.ipv4.ip_forward=1

# A namespace $1 with the address $2, connected to ours, which has the address $3 there.
connect() {
  ip netns add "$1"
  ip link add "$1" type veth peer name eth0 netns "$1"
  ip address add "$3" dev "$1"
  ip link set "$1" up
  ip -netns "$1" address add "$2" dev eth0
  ip -netns "$1" link set eth0 up
  ip -netns "$1" link set lo up
  ip -netns "$1" route add default via "${3%/*}"
}
connect client 10.20.16.10/20 10.20.16.1/20
connect nat 10.20.0.5/24 10.20.0.1/24
connect internet 198.51.100.10/24 198.51.100.1/24
# As the private subnet's routes say; and somebody outside takes the instance for a gateway.
for side in client internet; do ip rule add iif "$side" to 10.20.0.0/24 lookup main priority 1; done
ip rule add iif client lookup 100 priority 2
ip rule add iif internet lookup 100 priority 2
ip route add default via 10.20.0.5 dev nat table 100

# What the instance has and we do without: a swap file, packages, systemd, CloudFormation.
mkdir -p "$work/bin" "$work/etc/sysctl.d" "$work/etc/sysconfig"
printf '#!/bin/sh\ntouch "${2#of=}"\n' >"$work/bin/dd"
printf '#!/bin/sh\nnft -f "%s/etc/sysconfig/nftables.conf"\n' "$work" >"$work/bin/systemctl"
for command in mkswap swapon dnf cfn-signal; do printf '#!/bin/sh\n' >"$work/bin/$command"; done
chmod +x "$work"/bin/*
sed "s#/etc/#$work/etc/#g; s#/swap#$work/swap#g; s#/opt/aws/#$work/#g" "$1" >"$work/user-data"
PATH="$work/bin:$PATH:/usr/sbin" ip netns exec nat bash "$work/user-data" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

# A server in the namespace $1 at the port $2, which logs who comes.
serve() {
  (cd "$work/bin" && exec ip netns exec "$1" python3 -m http.server "$2" >/dev/null 2>"$work/$1-$2") &
  until ip netns exec "$1" bash -c "exec 3<>/dev/tcp/127.0.0.1/$2" 2>/dev/null; do sleep 0.05; done
}
serve internet 443
serve internet 80
serve client 443

# Whether $1 gets an answer from $2.
reaches() {
  ip netns exec "$1" python3 -c "import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)" \
    "http://$2/" 2>/dev/null
}
fail() { echo "$*"; exit 1; }

reaches client 198.51.100.10:443 || fail "the client does not reach the internet"
grep --quiet '^10\.20\.0\.5 ' "$work/internet-443" || fail "the internet sees another address than the instance's"
if grep --quiet '^10\.20\.16\.10 ' "$work/internet-443"; then fail "the internet sees the client's address"; fi
if reaches client 198.51.100.10:80; then fail "the instance forwards more than HTTPS"; fi
if reaches internet 10.20.16.10:443; then fail "the internet reaches the client through the instance"; fi
echo "reached"
