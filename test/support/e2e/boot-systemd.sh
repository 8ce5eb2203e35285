#!/usr/bin/env bash
# Becomes a systemd with process, mount and control-group namespaces of its own, which knows peerproof.service and nothing else.
set -euo pipefail
directory=$1 # a copy of the unit, its drop-ins, dist/ and node lie here; the marker "booted" tells that the rest is systemd's

mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
umount --lazy /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs /usr/local/lib
mkdir -p /run/units /usr/local/lib/peerproof
cp "$directory"/lib/* /usr/local/lib/peerproof/
touch /usr/local/lib/peerproof/node
mount --bind "$2" /usr/local/lib/peerproof/node
# Drop-ins that the test writes later appear here.
mount --bind "$directory/units" /run/units

exec env --ignore-environment PATH="$PATH" container=unshare SYSTEMD_UNIT_PATH=/run/units \
  /lib/systemd/systemd --system --unit=first.target --log-target=console --show-status=no
