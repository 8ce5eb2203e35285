# The steps of kubeadm.sh, which sources this file.
# shellcheck shell=bash
failures=0

cluster() { "$cluster_scripts/cluster.sh" "$@"; }
node() { cluster on-node "$@"; }
kube() { cluster kubectl "$@"; }
now() { date +%s%3N; }

# step TITLE COMMAND...: says how long it took
step() {
  local title=$1 start
  start=$(now)
  shift
  "$@" >"$WORK/step.log" 2>&1 || { cat "$WORK/step.log"; echo "failed: $title"; exit 1; }
  printf '%8s ms  %s\n' $(($(now) - start)) "$title"
}

# check TITLE COMMAND...: tries for ten seconds, because mounts, scrapes and restarts take a moment
check() {
  local title=$1
  shift
  for _ in $(seq 50); do
    if "$@" >/dev/null 2>&1; then
      printf '         ok  %s\n' "$title"
      return
    fi
    sleep 0.2
  done
  failures=$((failures + 1))
  printf '     FAILED  %s\n' "$title"
}

# The name that the overlay asks for, so that kubelet finds the image and pulls nothing.
build_image() {
  local name
  name=$(kubectl kustomize "$project/manifests/overlays/kubeadm" | awk '$1 == "image:" { print $2 }')
  step 'build the image' buildah bud --layers --isolation chroot --network host -t "$name" "$project"
  rm -f "$AGENT_TAR"
  step 'export the image' buildah push "$name" "docker-archive:$AGENT_TAR:$name"
}

roll_out() {
  for _ in $(seq 20); do kube apply -k "$1" && break; sleep 1; done
  # The controllers are still starting: there may be no status to wait for yet.
  for _ in $(seq 60); do
    [[ $(kube -n peerproof get daemonset peerproof -o 'jsonpath={.status.desiredNumberScheduled}') == 1 ]] && break
    sleep 0.5
  done
  kube -n peerproof rollout status daemonset/peerproof --timeout=120s
}

pod() { kube -n peerproof get pods -l app.kubernetes.io/name=peerproof -o "jsonpath=$1"; }
metrics() { node curl -sf --max-time 5 "http://$(pod '{.items[0].status.podIP}'):19380/metrics"; }
metric() { metrics | grep -q "^$1"; }
agent_pid() { node pgrep -f '^/nodejs/bin/node .*/app/dist/peerproof.js'; }
agent_log() { node sh -c 'cat /var/log/pods/peerproof_*/peerproof/*.log'; }
etcd_pid() { node pgrep -x etcd; }
status_field() { node awk -v "name=$1:" '$1 == name { $1 = ""; print substr($0, 2) }' "/proc/$(agent_pid)/status"; }

cpu_ticks() { node awk '{ print $14 + $15 }' "/proc/$(agent_pid)/stat"; }

check_process() {
  check 'runs as uid 0' test "$(status_field Uid)" = '0 0 0 0'
  check 'runs as gid 0' test "$(status_field Gid)" = '0 0 0 0'
  check 'holds no capability' test "$(status_field CapEff)$(status_field CapPrm)$(status_field CapBnd)" = "$(printf '0%.0s' {1..48})"
  check 'cannot gain privileges' test "$(status_field NoNewPrivs)" = 1
  check 'is filtered by seccomp' test "$(status_field Seccomp)" = 2
  check 'sees no process of the node as its own' test "$(node readlink "/proc/$(agent_pid)/ns/pid")" != "$(node readlink /proc/self/ns/pid)"
  printf '             memory: %s\n' "$(node grep -E 'VmRSS|VmHWM|RssAnon' "/proc/$(agent_pid)/status" | tr -s '\t\n ' ' ')"
  local before
  before=$(cpu_ticks)
  printf '             processor until ready: %s ms\n' $((before * 10))
  sleep 20
  printf '             processor at rest: %s ms in 20 s\n' $((($(cpu_ticks) - before) * 10))
}

# verdict_after TIME STATUS: when the agent logged that verdict of rule 2.5, in milliseconds after TIME, unasked
verdict_after() {
  local line stamp
  line=$(agent_log | grep 'msg="verdict changed"' | grep 'rule=cis-kubernetes-2.5' | grep "to=$2" | tail -n 1) || return 1
  stamp=$(date -d "$(grep -oE ' ts=[^ ]+' <<<"$line" | cut -d= -f2)" +%s%3N)
  [[ $stamp -ge $1 ]] && echo $((stamp - $1))
}

# change_peer_auth FROM TO VERDICT: an atomic rename, as editors and kubeadm do it. Nothing scrapes meanwhile.
change_peer_auth() {
  local old_pid start ended='' took='' restarted=''
  old_pid=$(etcd_pid)
  start=$(now)
  node sed -i "s/--peer-client-cert-auth=$1/--peer-client-cert-auth=$2/" "$manifest"
  for _ in $(seq 600); do
    [[ -n $ended ]] || node test -d "/proc/$old_pid" || ended=$(($(now) - start))
    [[ -n $restarted ]] || restarted=$(restarted_after "$start" "$old_pid") || true
    [[ -n $took ]] || took=$(verdict_after "$start" "$3") || true
    [[ -n $took && -n $restarted ]] && break
    sleep 0.1
  done
  printf '%8s ms  from the edit to the verdict %s in the log\n' "${took:-never}" "$3"
  printf '%8s ms  from the edit until kubelet had ended the old etcd (seen up to 0.3 s late)\n' "${ended:-never}"
  printf '%8s ms  from the edit until kubelet had started etcd with %s\n' "${restarted:-never}" "$2"
  check "etcd runs with $2" node pgrep -f "^etcd .*--peer-client-cert-auth=$2"
  check 'manifest and process agree' metric 'peerproof_configuration_drift{.*} 0'
  check 'the API server answers again' kube get --raw=/readyz
}

# restarted_after TIME PID: when another etcd than PID started, in milliseconds after TIME
restarted_after() {
  local pid ticks uptime
  pid=$(etcd_pid) && [[ $pid != "$2" ]] || return 1
  ticks=$(node awk '{ print $22 }' "/proc/$pid/stat")
  uptime=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
  echo $(($(now) - uptime + ticks * 10 - $1))
}

# The component full-evidence. Kubernetes before 1.30 does not know the field for AppArmor, hence no validation.
full_evidence() {
  local directory=$WORK/full-evidence
  check 'without it, the process alone decides nothing' metric 'peerproof_member_rule_status{.*cis-kubernetes-2.5",.*source="process",status="unknown"} 1'
  mkdir -p "$directory"
  printf '%s\n' 'kind: Kustomization' "resources: [$(relative "$directory" overlays/kubeadm)]" \
    "components: [$(relative "$directory" components/full-evidence)]" >"$directory/kustomization.yaml"
  step 'roll out full-evidence' apply_and_wait --validate=false -k "$directory"
  check 'holds SYS_PTRACE and DAC_READ_SEARCH alone' test "$(status_field CapEff)" = 0000000000080004
  check 'with it, the process decides' metric 'peerproof_member_rule_status{.*cis-kubernetes-2.5",.*source="process",status="pass"} 1'
  step 'roll back' apply_and_wait -k "$project/manifests/overlays/kubeadm"
}

relative() { realpath --relative-to="$1" "$project/manifests/$2"; }

apply_and_wait() {
  kube apply "$@"
  kube -n peerproof rollout status daemonset/peerproof --timeout=120s
}

# kubeadm reset and init replace the directory under the mount: the pod sees the old one, notices, and is restarted.
replaced_directory() {
  local directory=${manifest%/*} start
  node cp -a "$directory" "$directory.new"
  start=$(now)
  node sh -c "mv $directory $directory.old && mv $directory.new $directory"
  check 'liveness says that the mount is stale' stale_mount
  for _ in $(seq 120); do [[ $(restarts) == 1 ]] && break; sleep 0.5; done
  check 'the container was restarted' test "$(restarts)" = 1
  check 'rule 2.5 passes again' metric 'peerproof_rule_compliant{.*cis-kubernetes-2.5"} 1'
  printf '%8s ms  from the new directory to the verdict pass\n' $(($(now) - start))
  # The old directory stays: kubelet still watches it, and would take its end for the end of every static pod.
}

restarts() { pod '{.items[0].status.containerStatuses[0].restartCount}'; }
stale_mount() { node curl -s "http://$(pod '{.items[0].status.podIP}'):19381/healthz" | grep -q 'replaced on the host'; }

# A wrong --path.manifests: the pod runs and says so.
wrong_directory() {
  local patch='[{"op":"replace","path":"/spec/template/spec/containers/0/args/0","value":"--path.manifests=/etc/kubernetes/manifest"}]'
  step 'roll out a wrong --path.manifests' patch_and_wait "$patch"
  check 'the manifest source is down' metric 'peerproof_source_up{.*source="manifest"} 0'
  check 'the error is counted' metric 'peerproof_source_errors_total{source="manifest",reason="manifest_directory_missing"} [1-9]'
  check 'the verdict names the reason' metric 'peerproof_rule_reason{.*reason="manifest_directory_missing"} 1'
  printf '             reasons: %s\n' "$(metrics | grep -oE '^peerproof_rule_reason\{.*2\.5.*reason="[a-z_]+"' | grep -oE '[a-z_]+"$' | tr -d '"' | tr '\n' ' ')"
  check 'no rule counts as compliant' metric 'peerproof_rule_compliant{.*} 0'
  check 'the verdict is unknown' metric 'peerproof_rule_status{.*cis-kubernetes-2.5",status="unknown"} 1'
  sleep 15
  check 'nothing restarted' test "$(restarts)" = 0
}

patch_and_wait() {
  for _ in $(seq 60); do kube get --raw=/readyz && break; sleep 1; done
  kube -n peerproof patch daemonset peerproof --type=json -p "$1"
  kube -n peerproof rollout status daemonset/peerproof --timeout=120s
}

# A wrong overlay: the directory is not on the node, so kubelet does not start the pod and says why.
wrong_volume() {
  local patch='[{"op":"replace","path":"/spec/template/spec/volumes/0/hostPath/path","value":"/var/lib/rancher/rke2/agent/pod-manifests"}]'
  kube -n peerproof patch daemonset peerproof --type=json -p "$patch" >/dev/null
  # kubelet first ends the old pod, then tells of the mount.
  for _ in $(seq 30); do mount_failed && break; sleep 1; done
  check 'an event names the missing directory' mount_failed
  check 'the pod is not ready' test "$(pod '{.items[0].status.containerStatuses[0].ready}')" = false
  check 'nothing was created on the node' node test ! -e /var/lib/rancher/rke2/agent/pod-manifests
}

mount_failed() { kube -n peerproof get events -o 'jsonpath={.items[*].message}' | grep -q 'hostPath type check failed'; }

report() {
  trap - EXIT
  step 'take the node down' cluster down
  [[ $failures == 0 ]] || { echo "$failures checks failed"; exit 1; }
  echo 'all checks passed'
}
