#!/usr/bin/env bash
# A live case from its first key to its report, without a terminal. Read it beside docs/operators.md
# and docs/counsel.md: it does what they say, in their order, but for test-send, which needs somebody's eyes.
#
#   AVISO_COUNSEL_PASSPHRASE=… docs/live-journey.sh CONFIG KEYS LIST
#
#   CONFIG  the case's aviso.properties: aviso.mode=live and all docs/operators.md asks for;
#           aviso.home, aviso.routing.dir and aviso.templates.dir are absolute paths in it
#   KEYS    a folder for the keys of two counsel, made here
#   LIST    the master list
#
# In earnest each counsel makes a key alone, on a machine of their own and with a passphrase of
# their own, reads what they sign, and looks at the wave before starting it. A script proves that
# the set-up works; it is nobody's judgement.
set -euo pipefail
export AVISO_COUNSEL_PASSPHRASE
: "${AVISO_COUNSEL_PASSPHRASE:?set it: it seals the keys}"
config=$1 keys=$2 list=$3
aviso=${AVISO:-$(dirname "$0")/../aviso}
longest=${JOURNEY_SECONDS:-300}

say() { echo "== $* ($SECONDS s)" >&2; }
aviso() { "$aviso" "$@" --config "$config" </dev/null; }
needs_a_person() { "$@" || [[ $? == 1 ]]; } # exit code 1: done, and there is something to look at
setting() { sed -n "s/^$1 *= *//p" "$config" | tail -1; }
field() { sed -n 's/.*"'"$1"'" *: *"\{0,1\}\([^",]*\)"\{0,1\}.*/\1/p' | head -1; }

home=$(setting aviso.home)
templates=$(setting aviso.templates.dir)
routes=$(setting aviso.routing.dir)

say "1. Two counsel make their keys; each tells the operator the fingerprint"
mkdir -p -m 700 "$keys"
first=$(aviso counsel keygen --name "First Counsel" --out "$keys/first.key" --json | field fingerprint)
second=$(aviso counsel keygen --name "Second Counsel" --out "$keys/second.key" --json | field fingerprint)

say "2. The operator pins them (here by the environment; else in $config)"
export AVISO_COUNSEL_FINGERPRINTS=$first,$second
echo "aviso.counsel.fingerprints=$AVISO_COUNSEL_FINGERPRINTS"

say "3. Both sign the roll; one is enough for what it says"
needs_a_person aviso approve counsel --key "$keys/first.key"
aviso approve counsel --key "$keys/second.key"
targets=()
for notice in "$templates"/*/; do
  notice=$(basename "$notice")
  [[ ! -f $routes/$notice/routing.yaml ]] || targets+=("routing/$notice")
  for meta in "$templates/$notice"/*/meta.yaml; do
    # A draft is not signed: its readers are held, and everybody else is noticed.
    grep -Eq '^placeholder: *true' "$meta" || targets+=("templates/$notice/$(basename "$(dirname "$meta")")")
  done
done
aviso approve "${targets[@]}" --key "$keys/first.key"

say "4. Is anything missing? Do the servers let us in? Nothing is sent"
needs_a_person aviso check --connect

say "5. The service runs, and the list is dropped"
log=$keys/service.log
"$aviso" run --config "$config" </dev/null 2>"$log" & # not the function: its shell would be ended in its place
service=$!
trap 'kill "$service" 2>/dev/null || true; wait "$service" || true' EXIT
until grep -q "drop lists in" "$log"; do
  kill -0 "$service" || { cat "$log" >&2; exit 2; }
  sleep 0.2
done
name=$(basename "$list")
cp "$list" "$home/inbox/.$name"
mv "$home/inbox/.$name" "$home/inbox/$name" # whole or not at all
until grep -q "^$name: " "$log"; do
  ((SECONDS < longest)) || { echo "the list was not taken within $longest s" >&2; exit 1; }
  sleep 0.2
done
cat "$log"

say "6. What it brings to send waits as a wave"
wave="" digest="" before=""
until [[ -n $digest && $digest == "$before" ]]; do # while the list is planned it still grows
  ((SECONDS < longest)) || { echo "no wave within $longest s" >&2; exit 1; }
  before=$digest
  shown=$(aviso wave list --json)
  wave=$(field id <<<"$shown")
  digest=$(field digest <<<"$shown")
done
aviso wave show "$wave"

say "7. Counsel has looked at it, and starts just that"
aviso wave start "$wave" --digest "$digest" --key "$keys/first.key"

say "8. It goes out"
planned="" in_flight="" before="start"
until [[ $in_flight == 0 && "$planned" == "$before" ]]; do
  ((SECONDS < longest)) || { echo "still sending after $longest s" >&2; exit 1; }
  before=$planned
  shown=$(aviso wave show "$wave" --json)
  planned=$(field planned <<<"$shown")
  in_flight=$(field in_flight <<<"$shown")
done

say "9. The service ends in order; what became of everybody"
kill "$service"
wait "$service" || [[ $? == 143 ]]
trap - EXIT
aviso report
aviso audit verify
