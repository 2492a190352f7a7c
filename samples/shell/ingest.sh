#!/bin/sh
# One record with curl; and any command on record with 'reprise wrap -- command'.
set -eu
curl --silent --show-error --fail "${REPRISE_SERVER:-http://127.0.0.1:5080}/api/interactions" \
  --header 'content-type: application/json' \
  --data '{"kind":"cli_command","command":"sample-curl","session_id":"sample-curl","status":"success","duration_ms":45.5}'
