# The agent's pod, its process, its metrics and its log. Sourced by kubeadm.sh.
# shellcheck shell=bash

pod() { kube -n peerproof get pods -l app.kubernetes.io/name=peerproof -o "jsonpath=$1"; }
pod_ip() { pod '{.items[0].status.podIP}'; }
restarts() { pod '{.items[0].status.containerStatuses[0].restartCount}'; }
# In the pod's own network, because nobody can tell its address while etcd and so the API server are down.
metrics() { node nsenter -t "$(agent_pid)" -n curl -sf --max-time 5 http://127.0.0.1:19380/metrics; }
metric() { metrics | grep -q "^$1"; }

# The node's own verdict on rule 2.5, and what one source says of it.
verdict() { metric "peerproof_rule_status{.*cis-kubernetes-2.5\",status=\"$1\"} 1"; }
source_says() { metric "peerproof_member_rule_status{.*cis-kubernetes-2.5\",.*source=\"$1\",status=\"$2\"} 1"; }

# The newest, where one pod replaces another.
agent_pid() { node pgrep -n -f '^/nodejs/bin/node .*/app/dist/peerproof.js'; }
etcd_pid() { node pgrep -x etcd; }
# By time: of a pod that replaces another, the directories do not sort that way.
agent_log() { node sh -c 'sort /var/log/pods/peerproof_*/peerproof/*.log'; }

# verdict_after TIME STATUS: when the agent logged that verdict of rule 2.5, in milliseconds after TIME, unasked
verdict_after() {
  local line stamp
  line=$(agent_log | grep 'msg="verdict changed"' | grep 'rule=cis-kubernetes-2.5' | grep "to=$2" | tail -n 1) || return 1
  stamp=$(date -d "$(grep -oE ' ts=[^ ]+' <<<"$line" | cut -d= -f2)" +%s%3N)
  [[ $stamp -ge $1 ]] && echo $((stamp - $1))
}
