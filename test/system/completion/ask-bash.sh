# What bash offers for a line: bash ask-bash.sh SCRIPT LINE. The line is split as readline does it, at blanks and at `=`.
source "$1"
IFS=$'\n' read -r -d '' -a COMP_WORDS < <(sed 's/=/\n=\n/g; s/ /\n/g' <<<"$2" | sed '1,${/^$/d}')
[[ $2 == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
"$(complete -p peerproof | sed 's/.*-F \([^ ]*\).*/\1/')"
printf '%s\n' "${COMPREPLY[@]}"
