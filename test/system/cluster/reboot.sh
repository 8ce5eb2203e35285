# The node loses its power and boots from the same disk. Sourced by kubeadm.sh.
# shellcheck shell=bash

# Everything on the node ends at once; cluster.sh down would also wipe the disk.
power_off() {
  local group
  kill -9 "$(cat "$WORK/init.pid")"
  while kill -0 "$(cat "$WORK/unshare.pid")" 2>/dev/null; do sleep 0.1; done
  for group in /sys/fs/cgroup/*/kubepods /sys/fs/cgroup/*/k8s.io; do
    [[ ! -d $group ]] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
  rm -f "$WORK/ready" "$WORK/init.pid"
}

# What cluster.sh up does, but for the disk and kubeadm init: kubelet has its configuration.
power_on() {
  setsid unshare --mount --pid --fork --net --uts --ipc --mount-proc --propagation private \
    "$cluster_scripts/cluster.sh" node >"$WORK/node.log" 2>&1 &
  echo $! >"$WORK/unshare.pid"
  wait_for 10 test -f "$WORK/ready" >/dev/null
  pgrep -P "$(cat "$WORK/unshare.pid")" >"$WORK/init.pid"
  connect_monitoring
  wait_for 10 node ctr version >/dev/null
  # shellcheck disable=SC2016
  node env "PATH=$BIN:$PATH" bash -c '. /var/lib/kubelet/kubeadm-flags.env
    exec setsid kubelet --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf \
      --hostname-override=node1 --node-ip=10.99.0.1 $KUBELET_KUBEADM_ARGS' >"$WORK/kubelet-after-boot.log" 2>&1 &
}

reboot_node() {
  local before off on
  begin 'The node reboots'
  before=$(pod '{.items[0].metadata.name}')
  off=$(now)
  power_off
  on=$(now)
  power_on
  wait_for 180 first_verdict_after "$on" >/dev/null || fail 'the agent comes back'
  took "$(first_verdict_after "$on")" 'from boot to the first verdict, by its own time'
  took "$(wait_for 60 etcd_pid >/dev/null && restarted_after "$on" 0)" 'from boot to the start of etcd'
  check_within 120 'the API server answers again' kube get --raw=/readyz
  check_within 60 'the pod is ready again' test_ready
  took "$(wait_for 60 scraped_after "$on" >/dev/null && echo $(($(now) - on)))" 'from boot until Prometheus has the verdict again'
  check_now 'it is the same pod, restarted by itself' test "$(pod '{.items[0].metadata.name}')" = "$before"
  check 'rule 2.5 passes' verdict pass
  check 'there is one member, as before' test "$(metrics | grep -c '^peerproof_member_info{.*source="process"')" = 1
  check 'manifest and process agree' metric 'peerproof_configuration_drift{.*} 0'
  sleep 35
  check_now 'Prometheus has one target' value_is 'count(up{job="peerproof"})' 1
  check_now 'Prometheus has one series for each status, none of them stale' value_is 'count(peerproof_rule_status{node="node1"})' 8
  took "$(longest_between_samples $((($(now) - off) / 1000 + 30)))" 'the longest time between two samples in Prometheus'
}

# The first since TIME, whatever it says.
first_verdict_after() {
  local stamp
  for stamp in $(agent_log | grep 'rule=cis-kubernetes-2.5 from=none' | grep -oE ' ts=[^ ]+' | cut -d= -f2); do
    stamp=$(date -d "$stamp" +%s%3N)
    [[ $stamp -lt $1 ]] || { echo $((stamp - $1)); return; }
  done
  return 1
}

test_ready() { [[ $(pod '{.items[0].status.containerStatuses[0].ready}') == true ]]; }
scraped_after() { holds "timestamp(peerproof_rule_status{node=\"node1\",status=\"pass\"}) * 1000 > $1"; }
value_is() { [[ $(query "$1" | jq -r '.data.result[0].value[1]') == "$2" ]]; }
