# A machine beside the node, which outlives its reboots: Prometheus and Alertmanager with the shipped configuration, and a webhook.
# It is the node's gateway, in a network namespace of its own. Sourced by kubeadm.sh.
# shellcheck shell=bash
monitoring=$WORK/monitoring

start_monitoring() {
  rm -rf "$monitoring"
  mkdir -p "$monitoring"
  setsid unshare --net --pid --fork --mount-proc sleep infinity >/dev/null 2>&1 &
  until pgrep -P $! >"$monitoring/init.pid"; do sleep 0.1; done
  on_monitoring ip link set lo up
  connect_monitoring
  configure_prometheus
  sed -e 's/group_interval: 5m/group_interval: 15s/' \
    -e '/- name: peerproof-pager/a\    webhook_configs: [{url: "http://127.0.0.1:9095/page"}]' \
    -e '/- name: peerproof-tickets/a\    webhook_configs: [{url: "http://127.0.0.1:9095/ticket"}]' \
    "$project/manifests/components/alertmanager/alertmanager.yaml" >"$monitoring/alertmanager.yaml"
  touch "$monitoring/notifications"
  in_background webhook "$project/node_modules/.bin/node" "$project/test/system/cluster/webhook-receiver.ts" 9095 "$monitoring/notifications"
  in_background alertmanager prometheus-alertmanager --config.file="$monitoring/alertmanager.yaml" \
    --storage.path="$monitoring/alertmanager" --cluster.listen-address= --web.listen-address=127.0.0.1:9093
  in_background discovery "$project/test/system/cluster/discover-pods.sh" "$monitoring"
  in_background prometheus prometheus --config.file="$monitoring/prometheus.yaml" \
    --storage.tsdb.path="$monitoring/prometheus" --web.listen-address=127.0.0.1:9090
  wait_for 60 scraped
}

on_monitoring() { nsenter -t "$(cat "$monitoring/init.pid")" -n -p -- "$@"; }
in_background() { on_monitoring setsid "${@:2}" >"$monitoring/$1.log" 2>&1 & }
# Its first process takes all others with it.
stop_monitoring() {
  [[ -s $monitoring/init.pid ]] || return 0
  kill -9 "$(cat "$monitoring/init.pid")" || true
  rm "$monitoring/init.pid"
}

# Also after a boot: the node's end of the cable is new then.
connect_monitoring() {
  nsenter -t "$(cat "$WORK/init.pid")" -n ip link set eth0p netns "$(cat "$monitoring/init.pid")"
  on_monitoring ip address add 10.99.0.254/24 dev eth0p
  on_monitoring ip link set eth0p up
  on_monitoring ip route add 10.244.0.0/24 via 10.99.0.1
}

# The shipped scrape job and rules, and Alertmanager's address. Debian builds Prometheus without kubernetes_sd: what that finds comes from a file.
configure_prometheus() {
  local shipped=$project/manifests/components/prometheus-scrape-config
  kube create namespace monitoring
  kube -n monitoring create serviceaccount prometheus
  kube -n monitoring create token prometheus --duration=24h >"$monitoring/token"
  node cat /etc/kubernetes/pki/ca.crt >"$monitoring/ca.crt"
  cp "$shipped/peerproof.rules.yaml" "$monitoring"
  sed -e '/^    kubernetes_sd_configs:/,/^    relabel_configs:/{/relabel_configs/!d}' \
    -e '/^    relabel_configs:/i\    file_sd_configs: [{files: [targets.json]}]' "$shipped/prometheus.yaml" >"$monitoring/prometheus.yaml"
  echo 'alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:9093"]}]}]}' >>"$monitoring/prometheus.yaml"
  echo '[]' >"$monitoring/targets.json"
  promtool check config "$monitoring/prometheus.yaml"
}

# query EXPRESSION: Prometheus' answer now, as JSON
query() { on_monitoring curl -sf --max-time 10 http://127.0.0.1:9090/api/v1/query --data-urlencode "query=$1"; }
holds() { query "$1" | jq -e '.data.result | length > 0'; }
scraped() { holds 'peerproof_rule_status{job="peerproof",node="node1"}'; }

# notified PATH STATUS FIELD=TEXT...: the first notification since $since of such an alert, with the time that it came
notified() {
  jq -cse --argjson since "$since" --arg path "/$1" --arg status "$2" --arg name "$3" \
    '[.[] | select(.at >= $since and .path == $path) | .at as $at | .body.alerts[]
      | select(.status == $status and .labels.alertname == $name) | {at: $at, labels, annotations}] | first // empty' "$monitoring/notifications"
}
