# From the pod to the page: an insecure etcd, Prometheus, Alertmanager, a webhook, and the way back. Sourced by kubeadm.sh.
# shellcheck shell=bash

alert_path() {
  local since page
  begin 'The alert path'
  check 'Prometheus found the pod by the shipped job and Role' holds 'up{job="peerproof",node="node1",pod=~"peerproof-.+"} == 1'
  check 'it has the verdict pass' holds 'peerproof_rule_status{node="node1",rule="cis-kubernetes-2.5",status="pass"} == 1'
  check_within 60 'nothing is alerted' nothing_fires
  since=$(now)
  rename_over true false
  took "$(wait_for 180 notified page firing PeerproofNoncompliant)" 'from the edit to the page'
  page=$(notified page firing PeerproofNoncompliant) || page='{}'
  check_now 'the page names the node' jq -e '.labels.node == "node1"' <<<"$page"
  check_now 'the page names the rule' jq -e '.labels.rule == "cis-kubernetes-2.5"' <<<"$page"
  check_now 'the page gives the reason' jq -e '.annotations.description | contains("client_cert_auth_false")' <<<"$page"
  check_now 'the page is critical' jq -e '.labels.severity == "critical"' <<<"$page"
  check_now 'the page came within 90 s' test "$(($(jq '.at // 9e12 | floor' <<<"$page") - since))" -le 90000
  note "$(jq -r '.annotations.description // "no page"' <<<"$page")"
  since=$(now)
  rename_over false true
  took "$(wait_for 180 notified page resolved PeerproofNoncompliant)" 'from the repair to resolved (group_interval shortened from 5 min to 15 s)'
  check_now 'the page is resolved' notified page resolved PeerproofNoncompliant
  check_within 60 'the API server answers again' kube get --raw=/readyz
}

nothing_fires() { [[ $(query 'ALERTS{alertstate="firing"}' | jq '.data.result | length') == 0 ]]; }

# Whatever else was said is to be read.
all_notifications() {
  begin 'All that Alertmanager sent'
  jq -r '.path as $path | .body.alerts[] | "\($path) \(.status) \(.labels.alertname) \(.labels.rule // "")"' "$monitoring/notifications" |
    sort | uniq -c | while read -r line; do note "$line"; done
  check_now 'no page but the one that was wanted' jq -se '[.[] | select(.path == "/page") | .body.alerts[].labels]
    | all(.alertname == "PeerproofNoncompliant" and .rule == "cis-kubernetes-2.5")' "$monitoring/notifications"
}
