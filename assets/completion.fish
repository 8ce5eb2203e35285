# Completes peerproof in fish: peerproof completion fish > ~/.config/fish/completions/peerproof.fish
function __peerproof_command
    set -l skip no
    for word in (commandline -opc)[2..]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case --
                return
            case --web.listen-address --web.telemetry-path --web.config.file --web.authentication --web.health-address --path.rootfs --path.procfs --path.manifests --node-name --resync-interval --probe --probe-interval --single-member --no-etcd --log.level --log.format --output --rule --rules --fail-on
                set skip yes
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end
function __peerproof_is
    contains -- (__peerproof_command) $argv
end
function __peerproof_may_be
    set -l command (__peerproof_command)
    test -z "$command"; or contains -- $command $argv
end
complete -c peerproof -f
complete -c peerproof -s h -l help -d 'print the options'
complete -c peerproof -l version -d 'print the version'
complete -c peerproof -n __peerproof_may_be -a serve -d 'watch the node and serve /metrics'
complete -c peerproof -n __peerproof_may_be -a check -d 'look once, print the verdict'
complete -c peerproof -n __peerproof_may_be -a config -d 'judge configurations that are on no node yet'
complete -c peerproof -n '__peerproof_is config' -rF
complete -c peerproof -n __peerproof_may_be -a rules -d 'print the rules and the reason for each'
complete -c peerproof -n __peerproof_may_be -a completion -d 'print a completion script for bash, zsh or fish'
complete -c peerproof -n '__peerproof_is completion' -rf -a 'bash zsh fish'
complete -c peerproof -n '__peerproof_may_be serve' -l web.listen-address -rf -a '' -d 'where /metrics, the page and the report are served'
complete -c peerproof -n '__peerproof_may_be serve' -l web.telemetry-path -rf -a '' -d 'path of the metrics'
complete -c peerproof -n '__peerproof_may_be serve' -l web.config.file -rF -d 'TLS, client certificates, passwords, headers and limits, as exporter-toolkit has them'
complete -c peerproof -n '__peerproof_may_be serve' -l web.authentication -rf -a 'none kubernetes' -d 'none, or kubernetes: the API server decides by bearer token and RBAC'
complete -c peerproof -n '__peerproof_may_be serve' -l web.health-address -rf -a '' -d 'where /healthz and /readyz are served'
complete -c peerproof -n '__peerproof_may_be serve check config' -l path.rootfs -rf -a '(__fish_complete_directories)' -d 'the host\'s root directory'
complete -c peerproof -n '__peerproof_may_be serve check' -l path.procfs -rf -a '(__fish_complete_directories)' -d 'the process directory (default: /proc, or DIR/proc with --path.rootfs=DIR)'
complete -c peerproof -n '__peerproof_may_be serve check' -l path.manifests -rf -a '(__fish_complete_directories)' -d 'static pod directory, repeatable (default: those of the known distributions that exist)'
complete -c peerproof -n '__peerproof_may_be serve check config' -l node-name -rf -a '' -d 'the node label (default: $NODE_NAME, else the host name)'
complete -c peerproof -n '__peerproof_may_be serve' -l resync-interval -rf -a '' -d 'look at everything again at least this often'
complete -c peerproof -n '__peerproof_may_be serve check' -l probe -rf -a 'on off' -d 'ask the peer listeners themselves'
complete -c peerproof -n '__peerproof_may_be serve' -l probe-interval -rf -a '' -d 'how often to ask them again; a new one is asked at once'
complete -c peerproof -n '__peerproof_may_be serve check config' -l single-member -rf -a 'auto no not_applicable' -d 'auto, no, or not_applicable: this etcd is a single member'
complete -c peerproof -n '__peerproof_may_be serve check' -l no-etcd -rf -a 'unknown not_applicable' -d 'verdict without any etcd: unknown or not_applicable'
complete -c peerproof -n '__peerproof_may_be serve' -l log.level -rf -a 'debug info warn error' -d 'debug, info, warn or error'
complete -c peerproof -n '__peerproof_may_be serve' -l log.format -rf -a 'logfmt json' -d 'logfmt or json'
complete -c peerproof -n '__peerproof_may_be check config rules' -l output -rf -a 'table json junit sarif markdown' -d 'table, json or markdown; all but rules: junit or sarif'
complete -c peerproof -n '__peerproof_may_be check config rules' -l rule -rf -a '2.1 cis-kubernetes-2.1 2.2 cis-kubernetes-2.2 2.3 cis-kubernetes-2.3 2.4 cis-kubernetes-2.4 2.5 cis-kubernetes-2.5 2.6 cis-kubernetes-2.6 2.7 cis-kubernetes-2.7' -d 'this rule alone, as 2.5 or cis-kubernetes-2.5, repeatable'
complete -c peerproof -n '__peerproof_may_be serve check config rules' -l rules -rf -a 'default all' -d 'default: 2.4 and 2.5; all: the others of CIS section 2 as well'
complete -c peerproof -n '__peerproof_may_be check config' -l explain  -d 'the rule in full, and step by step how its verdict follows here'
complete -c peerproof -n '__peerproof_may_be check config' -l fail-on -rf -a 'fail unknown' -d 'which status makes check and config fail: unknown (default) or only fail'
