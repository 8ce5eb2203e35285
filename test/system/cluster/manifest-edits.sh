# etcd's manifest is edited while etcd runs: by editors, by kubeadm, and with a backup left beside it. Sourced by kubeadm.sh.
# shellcheck shell=bash

# edit_and_follow WAY FROM TO VERDICT: from the rename, or the last write, to the verdict in the log and to the etcd that kubelet starts
edit_and_follow() {
  local old_pid start ended='' took='' restarted='' limit=1000
  old_pid=$(etcd_pid)
  "$1" "$2" "$3" >"$WORK/edit.log" 2>&1 || fail "$1"
  start=$(node stat -c %.3Z "$manifest" | tr -d .)
  for _ in $(seq 600); do
    [[ -n $ended ]] || node test -d "/proc/$old_pid" || ended=$(($(now) - start))
    [[ -n $restarted ]] || restarted=$(restarted_after "$start" "$old_pid") || true
    [[ -n $took ]] || took=$(verdict_after "$start" "$4") || true
    [[ -n $took && -n $restarted ]] && break
    sleep 0.1
  done
  took "$took" "from the edit to the verdict $4 in the log"
  took "$ended" 'from the edit until kubelet had ended the old etcd (seen up to 0.3 s late)'
  took "$restarted" "from the edit until kubelet had started etcd with $3"
  # An insecure manifest decides at once; with a repaired one, the process that still runs does.
  [[ $4 == fail ]] || limit=$((${ended:-0} + 1000))
  check_now 'the verdict came within a second of what decides it' test "${took:-$((limit + 1))}" -le "$limit"
  process_verdict "$start" "$3"
  check "etcd runs with $3" runs_with "$3"
  check 'manifest and process agree' metric 'peerproof_configuration_drift{.*} 0'
  check_within 60 'the API server answers again' kube get --raw=/readyz
}

runs_with() { node pgrep -f "^etcd .*--peer-client-cert-auth=$1"; }

# Without capabilities a process can be judged to fail, not to pass.
process_verdict() {
  local expected=unknown
  [[ $2 == true ]] || expected=fail
  wait_for 60 source_says process "$expected" >/dev/null
  took $(($(now) - $1)) "from the edit until a scrape says $expected of the new process"
}

# restarted_after TIME PID: when another etcd than PID started, in milliseconds after TIME
restarted_after() {
  local pid ticks uptime
  pid=$(etcd_pid) && [[ $pid != "$2" ]] || return 1
  ticks=$(node awk '{ print $22 }' "/proc/$pid/stat")
  uptime=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
  echo $(($(now) - uptime + ticks * 10 - $1))
}

# An atomic rename over the manifest, as editors do it.
rename_over() { node sed -i "s/--peer-client-cert-auth=$1/--peer-client-cert-auth=$2/" "$manifest"; }

# The two renames of `kubeadm upgrade`: the old manifest into a backup, then the new one into its place.
kubeadm_upgrade() {
  node sh -ec "cd /etc/kubernetes && mkdir -p tmp/kubeadm-upgraded-manifests tmp/kubeadm-backup-manifests
    sed 's/--peer-client-cert-auth=$1/--peer-client-cert-auth=$2/' manifests/etcd.yaml >tmp/kubeadm-upgraded-manifests/etcd.yaml
    chmod 600 tmp/kubeadm-upgraded-manifests/etcd.yaml
    mv manifests/etcd.yaml tmp/kubeadm-backup-manifests/etcd.yaml
    mv tmp/kubeadm-upgraded-manifests/etcd.yaml manifests/etcd.yaml"
}

# kubeadm itself. It writes the file in place.
kubeadm_init_phase() {
  node sh -ec "sed '/^networking:/a etcd: {local: {extraArgs: {peer-client-cert-auth: \"$2\"}}}' /run/kubeadm.yaml >/run/kubeadm-etcd.yaml
    exec '$BIN/kubeadm' init phase etcd local --config /run/kubeadm-etcd.yaml"
}

as_kubeadm_edits() {
  begin 'kubeadm edits the manifest: two renames, as its upgrade does'
  edit_and_follow kubeadm_upgrade true false fail
  edit_and_follow kubeadm_upgrade false true pass
  check 'the backup in /etc/kubernetes/tmp says otherwise' node grep -q -- --peer-client-cert-auth=false /etc/kubernetes/tmp/kubeadm-backup-manifests/etcd.yaml
  check_now 'a backup there changes no verdict' verdict pass
  begin 'kubeadm edits the manifest: kubeadm init phase etcd local'
  edit_and_follow kubeadm_init_phase true false fail
}

# From an insecure manifest on: the repair leaves the insecure text in a file that kubelet reads as one more pod called etcd.
backup_beside() {
  local start
  begin 'The repair leaves etcd.yaml.bak in the manifests directory'
  node sed -i.bak s/--peer-client-cert-auth=false/--peer-client-cert-auth=true/ "$manifest"
  for _ in $(seq 9); do
    sleep 5
    note "etcd runs with $(node pgrep -af '^etcd ' | grep -oE 'peer-client-cert-auth=[a-z]+' || echo 'nothing: kubelet has stopped it'), the agent says $(metrics | grep -oE '^peerproof_rule_status\{.*2\.5",status="[a-z_]+"\} 1' | grep -oE '[a-z_]+"} 1' | cut -d'"' -f1)"
  done
  check_now 'the manifest is repaired' node grep -q -- --peer-client-cert-auth=true "$manifest"
  check_now 'the verdict is still fail' verdict fail
  check_now 'by the manifests' source_says manifest fail
  start=$(now)
  node rm "$manifest.bak"
  check_within 120 'etcd runs with true' runs_with true
  took $(($(now) - start)) 'from the removal of the backup until etcd runs with true'
  check_within 60 'the API server answers again' kube get --raw=/readyz
  took "$(verdict_after "$start" pass)" 'from the removal of the backup to the verdict pass in the log'
  check 'rule 2.5 passes again' verdict pass
}

# kubeadm reset and init replace the directory under the mount: the pod sees the old one, notices, and is restarted.
replaced_directory() {
  local directory=${manifest%/*} start
  begin 'The manifests directory is replaced'
  node cp -a "$directory" "$directory.new"
  start=$(now)
  node sh -c "mv $directory $directory.old && mv $directory.new $directory"
  check 'liveness says that the mount is stale' stale_mount
  for _ in $(seq 120); do [[ $(restarts) == 1 ]] && break; sleep 0.5; done
  check 'the container was restarted' test "$(restarts)" = 1
  check 'rule 2.5 passes again' verdict pass
  took $(($(now) - start)) 'from the new directory to the verdict pass'
  # The old directory stays: kubelet still watches it, and would take its end for the end of every static pod.
}

stale_mount() { node curl -s "http://$(pod_ip):19381/healthz" | grep -q 'replaced on the host'; }
