# Sourced by ./test, ./quickstart and .ci/bootstrap: how a long command is shown, and how a script gives up.
# shellcheck shell=bash

logs=.cache/logs

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# step LABEL COMMAND...: runs the command with its output in a log ($step_log) instead of on the screen, and prints one line with the
# time it took. The line is left open for whoever has more to add to it. Returns what the command returned.
step() {
  local label=$1 from=${EPOCHREALTIME/[.,]/} status=0
  shift
  mkdir -p "$logs"
  step_log=$logs/${label//[^A-Za-z0-9.]/-}.log
  printf '%-42s' "$label"
  "$@" </dev/null 2>&1 | show_progress "$label" >"$step_log" || status=$?
  local tenths=$(((${EPOCHREALTIME/[.,]/} - from) / 100000))
  printf '%5d.%d s' $((tenths / 10)) $((tenths % 10))
  return "$status"
}

# On a terminal a build of minutes shows how far it is; in a log file it would only be noise. ninja says [3/90], ctest says 3/90.
show_progress() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    printf '%s\n' "$line"
    if [[ -t 2 && $line =~ ^\[?\ *([0-9]+/[0-9]+)\]?\  ]]; then
      printf '\r%-42s%9s' "$1" "${BASH_REMATCH[1]}" >&2
    fi
  done
  if [[ -t 2 ]]; then printf '\r%-42s%9s\r%-42s' "$1" '' "$1" >&2; fi
}

# The log of the last step without the lines of what went well, which bury the one that did not.
show_failure() {
  grep -vE '^\[[0-9]+/[0-9]+\] |^ *[0-9]+/[0-9]+ Test +#.* Passed |^ +Start +[0-9]+: |^ *✔ ' "$step_log" | sed 's/^/    /' >&2
  printf '    (all of it: %s)\n' "$step_log" >&2
}
