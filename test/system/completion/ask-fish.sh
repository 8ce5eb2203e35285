# What fish offers for a line, without the descriptions: fish --no-config ask-fish.sh SCRIPT LINE
source $argv[1]
complete -C $argv[2] | string replace -r '\t.*' ''
true
