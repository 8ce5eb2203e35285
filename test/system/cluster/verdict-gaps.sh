# For how long nobody gives a verdict: asked of every agent that runs, and of Prometheus. Sourced by kubeadm.sh.
# shellcheck shell=bash

# Asks each agent in its own network, four times a second, because addresses change with the pods. Begins once Prometheus has
# settled after what went before.
watch_verdicts() {
  sleep 40
  : >"$WORK/watching"
  # shellcheck disable=SC2016
  node bash -c 'while [[ -e $1 ]]; do
    for pid in $(pgrep -f "^/nodejs/bin/node .*/app/dist/peerproof.js"); do
      nsenter -t "$pid" -n curl -sf --max-time 2 http://127.0.0.1:19380/metrics | grep -q "^peerproof_rule_status{.*status=\"pass\"} 1" && date +%s%3N
    done
    sleep 0.2
  done' watch "$WORK/watching" >"$WORK/verdicts" 2>/dev/null &
  sleep 2
}

# The longest time between two answers, in milliseconds.
longest_silence() {
  rm "$WORK/watching"
  sort -n "$WORK/verdicts" | awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { print most ? most : "never" }'
}

# The longest time between two samples of the node's verdict within SECONDS, whichever pod they came from.
longest_between_samples() {
  query "peerproof_rule_status{node=\"node1\",rule=\"cis-kubernetes-2.5\",status=\"pass\"}[$1s]" |
    jq '[.data.result[].values[][0]] | sort | [., .[1:]] | transpose | map(select(.[1] != null) | .[1] - .[0]) | max * 1000 | floor'
}

# Seconds of the last SECONDS in which the alerts' own series had no verdict.
seconds_without_verdict() {
  local end
  end=$(date +%s)
  on_monitoring curl -sf --max-time 10 http://127.0.0.1:9090/api/v1/query_range --data-urlencode "start=$((end - $1))" --data-urlencode "end=$end" \
    --data-urlencode step=1 --data-urlencode 'query=node_rule_status:peerproof_rule_status:max{node="node1",rule="cis-kubernetes-2.5",status="pass"}' |
    jq "$1 + 1 - ([.data.result[].values[][0]] | unique | length)"
}

# report_gaps TIME WHAT: what both say of the time since, once Prometheus has scraped twice more
report_gaps() {
  local span
  silence=$(longest_silence)
  sleep 35
  span=$((($(now) - $1) / 1000))
  between=$(longest_between_samples $((span + 20)))
  blind=$(seconds_without_verdict "$span")
  took "$silence" "$2: the longest time in which no pod answered with a verdict"
  took "$between" "$2: the longest time between two samples in Prometheus, which scrapes every 15 s"
  took "$((blind * 1000))" "$2: without a verdict in the alerts' series"
}
