# kubectl drain, and an eviction of the agent's own pod. Sourced by kubeadm.sh.
# shellcheck shell=bash

eviction() {
  local before start
  begin 'kubectl drain and eviction'
  kube run bystander --image=k8s.gcr.io/pause:3.2 --overrides='{"spec":{"tolerations":[{"operator":"Exists"}]}}' >/dev/null
  check_within 60 'another pod runs' kube wait --for=condition=Ready pod/bystander --timeout=1s
  before=$(pod '{.items[0].metadata.name}')
  check_now 'drain succeeds with the flag for DaemonSets' kube drain node1 --ignore-daemonsets --force --timeout=90s
  check 'the other pod had to go' is_gone bystander
  check_now 'the node is cordoned' test "$(kube get node node1 -o 'jsonpath={.spec.unschedulable}')" = true
  check_now "the agent's pod is the same" test "$(pod '{.items[0].metadata.name}')" = "$before"
  check 'rule 2.5 passes' verdict pass
  watch_verdicts
  start=$(now)
  evict "$before" >"$WORK/eviction.log" 2>&1 || fail 'the Eviction API takes the pod'
  took "$(wait_for 60 replaced "$before")" 'from the eviction to another pod that is ready, on the cordoned node'
  check 'rule 2.5 passes' verdict pass
  report_gaps "$start" 'eviction'
  check_now 'a verdict is missing for half a minute at most' test "$silence" -le 30000
  kube uncordon node1 >/dev/null
}

is_gone() { ! kube get pod "$1"; }

# What drain does to pods that it does not skip. policy/v1 came with Kubernetes 1.22.
evict() {
  printf '{"apiVersion":"policy/v1beta1","kind":"Eviction","metadata":{"name":"%s","namespace":"peerproof"}}' "$1" |
    kube create --raw "/api/v1/namespaces/peerproof/pods/$1/eviction" -f -
}

replaced() {
  [[ $(pod '{range .items[*]}{.metadata.name} {.status.containerStatuses[0].ready}{"\n"}{end}' | grep -v "^$1 ") == *' true' ]]
}
