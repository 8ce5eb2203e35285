#compdef peerproof
# Completes peerproof in zsh: put it into a directory of $fpath as _peerproof, or source <(peerproof completion zsh)
_peerproof() {
  local curcontext=$curcontext state line
  local -A opt_args
  _arguments -C -S -A '-*' \
      '(- *)'{-h,--help}'[print the options]' \
      '(- *)--version[print the version]' \
      '--web.listen-address=[where /metrics, the page and the report are served]:ADDR:( )' \
      '--web.telemetry-path=[path of the metrics]:PATH:( )' \
      '--web.config.file=[TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them]:FILE:_files' \
      '--web.authentication=[none, or kubernetes\: the API server decides by bearer token and RBAC]:MODE:(none kubernetes)' \
      '--web.health-address=[where /healthz and /readyz are served]:ADDR:( )' \
      '--path.rootfs=[the host'\''s root directory]:DIR:_files -/' \
      '--path.procfs=[the process directory (default\: /proc, or DIR/proc with --path.rootfs=DIR)]:DIR:_files -/' \
      '*--path.manifests=[static pod directory, repeatable (default\: those of the known distributions that exist)]:DIR:_files -/' \
      '--node-name=[the node label (default\: $NODE_NAME, else the host name)]:NAME:( )' \
      '--resync-interval=[look at everything again at least this often]:TIME:( )' \
      '--probe=[ask the peer listeners themselves]:on|off:(on off)' \
      '--probe-interval=[how often to ask them again; a new one is asked at once]:TIME:( )' \
      '--single-member=[auto, no, or not_applicable\: this etcd is a single member]:MODE:(auto no not_applicable)' \
      '--no-etcd=[verdict without any etcd\: unknown or not_applicable]:STATUS:(unknown not_applicable)' \
      '--log.level=[debug, info, warn or error]:LEVEL:(debug info warn error)' \
      '--log.format=[logfmt or json]:FORMAT:(logfmt json)' \
      '--output=[table, json or markdown; all but rules\: junit or sarif]:FORMAT:(table json junit sarif markdown)' \
      '*--rule=[this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable]:RULE:(2.1 cis-kubernetes-2.1 2.2 cis-kubernetes-2.2 2.3 cis-kubernetes-2.3 2.4 cis-kubernetes-2.4 2.5 cis-kubernetes-2.5 2.6 cis-kubernetes-2.6 2.7 cis-kubernetes-2.7)' \
      '--rules=[default\: 2.4 and 2.5; all\: the others of CIS section 2 as well]:SET:(default all)' \
      '--explain[the rule in full, and step by step how its verdict follows here]' \
      '--fail-on=[which status makes check and config fail\: unknown (default) or only fail]:STATUS:(fail unknown)' \
    '1:command:((serve\:"watch the node and serve /metrics" check\:"look once, print the verdict" config\:"judge configurations that are on no node yet" rules\:"print the rules and the reason for each" completion\:"print a completion script for bash, zsh or fish"))' '(-)*::operand:->operand' && return
  case $words[1] in
    (serve) _arguments -S \
      '(- *)'{-h,--help}'[print the options]' \
      '(- *)--version[print the version]' \
      '--web.listen-address=[where /metrics, the page and the report are served]:ADDR:( )' \
      '--web.telemetry-path=[path of the metrics]:PATH:( )' \
      '--web.config.file=[TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them]:FILE:_files' \
      '--web.authentication=[none, or kubernetes\: the API server decides by bearer token and RBAC]:MODE:(none kubernetes)' \
      '--web.health-address=[where /healthz and /readyz are served]:ADDR:( )' \
      '--path.rootfs=[the host'\''s root directory]:DIR:_files -/' \
      '--path.procfs=[the process directory (default\: /proc, or DIR/proc with --path.rootfs=DIR)]:DIR:_files -/' \
      '*--path.manifests=[static pod directory, repeatable (default\: those of the known distributions that exist)]:DIR:_files -/' \
      '--node-name=[the node label (default\: $NODE_NAME, else the host name)]:NAME:( )' \
      '--resync-interval=[look at everything again at least this often]:TIME:( )' \
      '--probe=[ask the peer listeners themselves]:on|off:(on off)' \
      '--probe-interval=[how often to ask them again; a new one is asked at once]:TIME:( )' \
      '--single-member=[auto, no, or not_applicable\: this etcd is a single member]:MODE:(auto no not_applicable)' \
      '--no-etcd=[verdict without any etcd\: unknown or not_applicable]:STATUS:(unknown not_applicable)' \
      '--log.level=[debug, info, warn or error]:LEVEL:(debug info warn error)' \
      '--log.format=[logfmt or json]:FORMAT:(logfmt json)' \
      '--rules=[default\: 2.4 and 2.5; all\: the others of CIS section 2 as well]:SET:(default all)' ;;
    (check) _arguments -S \
      '(- *)'{-h,--help}'[print the options]' \
      '(- *)--version[print the version]' \
      '--path.rootfs=[the host'\''s root directory]:DIR:_files -/' \
      '--path.procfs=[the process directory (default\: /proc, or DIR/proc with --path.rootfs=DIR)]:DIR:_files -/' \
      '*--path.manifests=[static pod directory, repeatable (default\: those of the known distributions that exist)]:DIR:_files -/' \
      '--node-name=[the node label (default\: $NODE_NAME, else the host name)]:NAME:( )' \
      '--probe=[ask the peer listeners themselves]:on|off:(on off)' \
      '--single-member=[auto, no, or not_applicable\: this etcd is a single member]:MODE:(auto no not_applicable)' \
      '--no-etcd=[verdict without any etcd\: unknown or not_applicable]:STATUS:(unknown not_applicable)' \
      '--output=[table, json or markdown; all but rules\: junit or sarif]:FORMAT:(table json junit sarif markdown)' \
      '*--rule=[this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable]:RULE:(2.1 cis-kubernetes-2.1 2.2 cis-kubernetes-2.2 2.3 cis-kubernetes-2.3 2.4 cis-kubernetes-2.4 2.5 cis-kubernetes-2.5 2.6 cis-kubernetes-2.6 2.7 cis-kubernetes-2.7)' \
      '--rules=[default\: 2.4 and 2.5; all\: the others of CIS section 2 as well]:SET:(default all)' \
      '--explain[the rule in full, and step by step how its verdict follows here]' \
      '--fail-on=[which status makes check and config fail\: unknown (default) or only fail]:STATUS:(fail unknown)' ;;
    (config) _arguments -S \
      '(- *)'{-h,--help}'[print the options]' \
      '(- *)--version[print the version]' \
      '--path.rootfs=[the host'\''s root directory]:DIR:_files -/' \
      '--node-name=[the node label (default\: $NODE_NAME, else the host name)]:NAME:( )' \
      '--single-member=[auto, no, or not_applicable\: this etcd is a single member]:MODE:(auto no not_applicable)' \
      '--output=[table, json or markdown; all but rules\: junit or sarif]:FORMAT:(table json junit sarif markdown)' \
      '*--rule=[this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable]:RULE:(2.1 cis-kubernetes-2.1 2.2 cis-kubernetes-2.2 2.3 cis-kubernetes-2.3 2.4 cis-kubernetes-2.4 2.5 cis-kubernetes-2.5 2.6 cis-kubernetes-2.6 2.7 cis-kubernetes-2.7)' \
      '--rules=[default\: 2.4 and 2.5; all\: the others of CIS section 2 as well]:SET:(default all)' \
      '--explain[the rule in full, and step by step how its verdict follows here]' \
      '--fail-on=[which status makes check and config fail\: unknown (default) or only fail]:STATUS:(fail unknown)' '*:FILE:_files' ;;
    (rules) _arguments -S \
      '(- *)'{-h,--help}'[print the options]' \
      '(- *)--version[print the version]' \
      '--output=[table, json or markdown; all but rules\: junit or sarif]:FORMAT:(table json junit sarif markdown)' \
      '*--rule=[this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable]:RULE:(2.1 cis-kubernetes-2.1 2.2 cis-kubernetes-2.2 2.3 cis-kubernetes-2.3 2.4 cis-kubernetes-2.4 2.5 cis-kubernetes-2.5 2.6 cis-kubernetes-2.6 2.7 cis-kubernetes-2.7)' \
      '--rules=[default\: 2.4 and 2.5; all\: the others of CIS section 2 as well]:SET:(default all)' ;;
    (completion) _arguments -S \
      '(- *)'{-h,--help}'[print the options]' \
      '(- *)--version[print the version]' '*:SHELL:(bash zsh fish)' ;;
  esac
}
if [[ $funcstack[1] == _peerproof ]]; then
  _peerproof "$@"
else
  compdef _peerproof peerproof
fi
