// Where each command of the pages is tried: commands.test.ts holds both to each other. A new command gets its line here.

export type Claim = {
  readonly test: string;
  readonly title: string;
  /** Of the command, or of what its make target runs; the test holds it. */
  readonly word: string;
};

const documented = 'test/system/e2e/documented-commands.test.ts';
const example: Omit<Claim, 'word'> = {
  test: documented,
  title: 'the commands of README.md print what it shows',
};
const runbookClaim: Claim = {
  test: documented,
  title: 'the questions of the runbooks are answered as they say',
  word: '192.0.2.11:2380',
};
const config: Claim = {
  test: 'test/project/docs/examples.test.ts',
  title: '$text prints what docs/examples shows',
  word: 'config',
};
const completion: Omit<Claim, 'title'> = {
  test: 'test/system/completion/completion.test.ts',
  word: 'completion',
};
const printsCompletion = { ...completion, title: 'peerproof completion %s prints the script' };
const completes = { ...completion, title: 'the commands are offered, after options as well' };

/** Run by run-commands.test.ts. */
export const runHere: readonly RegExp[] = [
  /^peerproof /,
  /^curl -s http:\/\/127\.0\.0\.1:19380\//,
  /^node (?:test\/fixtures\/make-proc|src\/main)\.ts /,
  /^make node_modules && npm run bundle$/,
  /^(?:scp|install) /,
  /^\/usr\/local\/lib\/peerproof\/node /,
  /^promtool check web-config FILE$/,
  /^date \+%s$/,
];

/** Run by another test. */
export const claims: Readonly<Record<string, Claim>> = {
  'npm run grafana': {
    test: 'test/conformance/grafana/dashboard.test.ts',
    title: 'grafana/peerproof.json is what its source generates (npm run grafana)',
    word: 'npm run grafana',
  },
  'ps -ww -o args= -C etcd | grep -e --peer-cert-file= | grep -e --peer-key-file= | grep -q -e --peer-client-cert-auth=true && echo PASS':
    { ...example, word: 'peer-client-cert-auth' },
  'curl -s http://192.0.2.151:2380/version': { ...example, word: '192.0.2.151:2380' },
  'peerproof check --rule=2.4': { ...example, word: 'peerproof' },
  'curl -sS -m 5 http://192.0.2.11:2380/version': runbookClaim,
  'curl -skS --http1.1 -m 5 https://192.0.2.11:2380/version': runbookClaim,
  'openssl s_client -connect 192.0.2.11:2380 </dev/null 2>/dev/null | openssl x509 -noout -subject -issuer -dates':
    runbookClaim,
  "openssl s_client -connect 192.0.2.11:2380 </dev/null 2>/dev/null | openssl x509 -noout -text | grep -E 'DNS:|Signature Algorithm|Public-Key'":
    runbookClaim,
  "openssl s_client -connect 192.0.2.11:2380 </dev/null | grep -A3 'Acceptable client certificate CA names'":
    runbookClaim,
  'peerproof config': config,
  'peerproof config -': config,
  'peerproof config --rule=2.4 etcd.yaml': config,
  'kubectl patch --local --filename=etcd.yaml --type=json --patch-file=patches/etcd+json.yaml --output=yaml | peerproof config - --rule=2.4 --rule=2.5':
    config,
  'peerproof config --rule=2.5 -- ETCD_NAME=cp-1 ETCD_PEER_AUTO_TLS=true /usr/local/bin/etcd --listen-peer-urls=https://192.0.2.11:2380':
    config,
  'peerproof completion SHELL': printsCompletion,
  'peerproof completion bash > /etc/bash_completion.d/peerproof': completes,
  'peerproof completion zsh > "${fpath[1]}/_peerproof"': completes,
  'peerproof completion fish > ~/.config/fish/completions/peerproof.fish': completes,
};

/** What a make target runs, another test runs. */
export const runTargets: Readonly<Record<string, Claim>> = {
  demo: {
    test: 'test/system/e2e/demo.test.ts',
    title: 'runs through the four verdicts, and ends with 0 when only the tour is wanted',
    word: 'scripts/demo.ts',
  },
  'demo-live': {
    test: 'test/system/e2e/demo-live.test.ts',
    title: 'a broken member reaches the pager, and its end too',
    word: 'scripts/demo-live.ts',
  },
  run: {
    test: 'test/project/bundle.test.ts',
    title: 'the bundled program says the same as the one of many files',
    word: 'src/main.ts',
  },
  soak: {
    test: 'test/system/e2e/soak.test.ts',
    title: 'gives back descriptors, timers, watches and series when all is quiet again',
    word: 'bench/soak.ts',
  },
  audit: {
    test: 'test/project/supply-chain/audit.test.ts',
    title: 'a known vulnerability is named and ends with 1',
    word: 'scripts/audit.ts',
  },
  sbom: {
    test: 'test/project/supply-chain/sbom.test.ts',
    title: 'the SBOM is a CycloneDX document about this version of the program',
    word: 'scripts/sbom.ts',
  },
  docs: {
    test: 'test/project/docs/generated.test.ts',
    title: 'is what make docs writes',
    word: 'scripts/docs',
  },
  screenshots: {
    test: 'test/system/browser/screenshots.test.ts',
    title: 'takes each picture that docs/images has, and no other',
    word: 'scripts/screenshots.ts',
  },
  fuzz: {
    test: 'test/system/e2e/fuzz.test.ts',
    title: 'tries hostile inputs with a seed that it tells, and counts them',
    word: 'test/system/fuzz/main.ts',
  },
};

/** Make targets that no test runs, and why. */
export const otherTargets: Readonly<Record<string, string>> = {
  help: 'commands.test.ts runs it as it is',
  test: 'runs this very test',
  check: 'is the first part of make test, before this test begins',
  fmt: 'changes the sources',
  node_modules: 'installs from a registry',
  reproduce:
    'installs from a registry; what it compares, test/project/supply-chain/reproducible-bundle.test.ts compares without one',
  bench: 'takes ten minutes of a machine that does nothing else',
  fleet: 'takes eight minutes of a machine that does nothing else',
};

/** Not run at all, by what is missing here. Everything else about them is checked as far as it can be. */
export const elsewhere: Readonly<Record<string, readonly string[]>> = {
  'a cluster': [
    'kubectl apply -k manifests/overlays/kubeadm',
    'kubectl get node $NODE --show-labels',
    'kubectl describe node $NODE | grep -A3 Taints',
    'kubectl -n peerproof get pods -o wide --field-selector spec.nodeName=$NODE',
    'kubectl -n peerproof describe daemonset peerproof',
    'kubectl -n peerproof get events --sort-by=.lastTimestamp | tail',
    'kubectl -n peerproof get daemonset,pods -o wide',
    "kubectl get nodes -l 'node-role.kubernetes.io/control-plane'",
    'kubectl get podmonitors,prometheusrules -A | grep peerproof',
    'kubectl -n peerproof describe $POD',
    'kubectl -n peerproof logs ds/peerproof --previous',
    'kubectl -n peerproof logs $POD',
    'kubectl -n peerproof logs $POD --tail=50',
    'kubectl -n peerproof port-forward $POD 19380 &',
    'kubectl -n peerproof delete $POD',
    'POD=$(kubectl -n peerproof get pods -l app.kubernetes.io/name=peerproof --field-selector spec.nodeName=$NODE -o name)',
    'NODE=cp-1',
    'kubectl create clusterrolebinding peerproof-metrics-reader --clusterrole=peerproof-metrics-reader --serviceaccount=monitoring:prometheus-k8s',
    'kubectl -n peerproof create secret generic peerproof-web --from-file=web-config.yaml --from-file=tls.crt --from-file=tls.key --from-file=ca.crt',
    'curl --cacert ca.crt -H "Authorization: Bearer $(kubectl -n monitoring create token prometheus-k8s)" https://…:19380/metrics',
  ],
  'a control-plane node': [
    'ls -la /etc/kubernetes/manifests',
    "tr '\\0' '\\n' </proc/$(pidof etcd)/cmdline",
    'crictl ps -a --name etcd',
    'journalctl -u kubelet --since -1h | grep -i etcd',
    "ss -ltnp '( sport = :2380 )'",
    'openssl x509 -noout -dates -in /etc/kubernetes/pki/etcd/peer.crt',
    'mv /etc/kubernetes/pki/etcd/peer.crt /etc/kubernetes/pki/etcd/peer.key /root/',
    'kubeadm certs check-expiration',
    'kubeadm certs renew etcd-peer',
    'kubeadm init phase certs etcd-peer --config kubeadm.yaml',
    'kubeadm reset',
    'chronyc tracking',
  ],
  etcdctl: [
    'etcdctl endpoint health --cluster',
    'etcdctl --endpoints=http://192.0.2.11:2380 endpoint status',
    'etcdctl member update ID --peer-urls=https://...',
  ],
  'a registry': [
    'buildah bud -t your.registry/peerproof:0.1.0 .',
    'buildah push your.registry/peerproof:0.1.0',
    'buildah bud --build-arg VERSION=0.1.0 --build-arg REVISION=$(git rev-parse HEAD) --build-arg CREATED=$(date -u +%Y-%m-%dT%H:%M:%SZ) --build-arg BASE_DIGEST=sha256:… -t your.registry/peerproof:0.1.0 .',
  ],
  'a host whose services may change; test/system/e2e/systemd-unit.test.ts boots one': [
    'systemctl daemon-reload',
    'systemctl enable --now peerproof',
    'systemctl disable --now peerproof',
    'systemd-analyze security peerproof',
  ],
  'tests that do not run themselves': [
    'npm test -- test/conformance/oracle/oracle.test.ts',
    'npm test -- test/unit/resolve/etcd/command-line.test.ts',
  ],
  'a mount that hangs; test/system/faults makes one': ['umount -l'],
  'a key to sign with': ['git tag --sign v0.1.0'],
  'a container runtime': ['docker run --rm --interactive … config - <etcd.yaml'],
  'apache2-utils': ['htpasswd -nBC 10 prometheus'],
};
