# What zsh offers for a line: zsh -f ask-zsh.sh SCRIPT LINE. An interactive zsh on a terminal of its own is given the line and a tab.
zmodload zsh/zpty || exit 1
setup() {
  PS1= PROMPT_EOL_MARK=
  autoload -Uz compinit && compinit -D -u
  # What is added to the list is told; what only fills an array of the completion's own is not.
  compadd() {
    local -a found
    local given="${(j: :)@[1,(i)--]}"
    if [[ " $given" != *\ -[OAD]\ * ]]; then
      builtin compadd -A found "$@"
      print -rl -- "<offer>"${^found}
    fi
    builtin compadd "$@"
  }
  bindkey '^I' complete-word
  comppostfuncs=(finish)
  finish() { print '<end>'; exit }
}
file=$(mktemp) || exit 1
print -r -- "$functions[setup]" >$file
zpty inner zsh -f -i
# In two parts, so that the echo of the line is not taken for the answer.
zpty -w inner "source $file; source ${(q)1}; print '<rea''dy>'"
zpty -r -m inner seen '*<ready>*'
rm $file
zpty -w -n inner "$2"$'\t'
zpty -r -m inner seen '*<end>*'
print -r -- "$seen" | tr -d '\r' | sed -n 's/^.*<offer>//p' | sort -u
zpty -d inner
