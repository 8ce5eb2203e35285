# Completes peerproof in bash: eval "$(peerproof completion bash)"
_peerproof() {
  local -A candidates=(
    [peerproof]='serve check config rules completion'
    [peerproof-]='--help --version --web.listen-address= --web.telemetry-path= --web.config.file= --web.authentication= --web.health-address= --path.rootfs= --path.procfs= --path.manifests= --node-name= --resync-interval= --probe= --probe-interval= --single-member= --no-etcd= --log.level= --log.format= --output= --rule= --rules= --explain --fail-on='
    [serve]=''
    [serve-]='--help --version --web.listen-address= --web.telemetry-path= --web.config.file= --web.authentication= --web.health-address= --path.rootfs= --path.procfs= --path.manifests= --node-name= --resync-interval= --probe= --probe-interval= --single-member= --no-etcd= --log.level= --log.format= --rules='
    [check]=''
    [check-]='--help --version --path.rootfs= --path.procfs= --path.manifests= --node-name= --probe= --single-member= --no-etcd= --output= --rule= --rules= --explain --fail-on='
    [config]='-f'
    [config-]='--help --version --path.rootfs= --node-name= --single-member= --output= --rule= --rules= --explain --fail-on='
    [rules]=''
    [rules-]='--help --version --output= --rule= --rules='
    [completion]='bash zsh fish'
    [completion-]='--help --version'
    [--web.listen-address]=''
    [--web.telemetry-path]=''
    [--web.config.file]='-f'
    [--web.authentication]='none kubernetes'
    [--web.health-address]=''
    [--path.rootfs]='-d'
    [--path.procfs]='-d'
    [--path.manifests]='-d'
    [--node-name]=''
    [--resync-interval]=''
    [--probe]='on off'
    [--probe-interval]=''
    [--single-member]='auto no not_applicable'
    [--no-etcd]='unknown not_applicable'
    [--log.level]='debug info warn error'
    [--log.format]='logfmt json'
    [--output]='table json junit sarif markdown'
    [--rule]='2.1 cis-kubernetes-2.1 2.2 cis-kubernetes-2.2 2.3 cis-kubernetes-2.3 2.4 cis-kubernetes-2.4 2.5 cis-kubernetes-2.5 2.6 cis-kubernetes-2.6 2.7 cis-kubernetes-2.7'
    [--rules]='default all'
    [--fail-on]='fail unknown'
  )
  local current=${COMP_WORDS[COMP_CWORD]} command=peerproof option= prefix= word words
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -- ]]; then
      compopt -o default 2>/dev/null
      return
    elif [[ $option && $word != = ]]; then
      option=
    elif [[ $word == --* && ${candidates[$word]+set} ]]; then
      option=$word
    elif [[ $word == [a-z]* && $command == peerproof ]]; then
      command=$word
    fi
  done
  if [[ $option && $current != -* ]]; then
    words=${candidates[$option]} current=${current#=}
  elif [[ $current == --*=* ]]; then
    words=${candidates[${current%%=*}]} prefix=${current%%=*}= current=${current#*=}
  elif [[ $current == -* ]]; then
    words=${candidates[$command-]}
  else
    words=${candidates[$command]}
  fi
  if [[ $words == -[df] ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen $words -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
  [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
}
complete -F _peerproof peerproof
