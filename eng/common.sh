# Shared by ./reprise and ./test: finds the tools and says in plain words what is missing. Sourced, not run.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 MSBUILDTERMINALLOGGER=off

say() { printf '%s\n' "$*" >&2; }

# The SDK may lie in the user's folder without being on the path.
find_dotnet() {
  local candidate
  for candidate in "${DOTNET_ROOT:-}/dotnet" "$(command -v dotnet || true)" "${HOME:-}/.dotnet/dotnet"; do
    if [ -n "$candidate" ] && [ -x "$candidate" ]; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

need_dotnet() {
  if ! DOTNET=$(find_dotnet); then
    say "Reprise needs the .NET 10 SDK, and no 'dotnet' was found. Install it from dotnet.microsoft.com and run this again."
    exit 1
  fi
}

# global.json asks for version 10; the tool itself refuses anything else.
need_sdk() {
  need_dotnet
  if ! (cd "$root" && "$DOTNET" --version >/dev/null 2>&1); then
    say "Reprise needs the .NET 10 SDK. Found only: $("$DOTNET" --list-sdks 2>/dev/null | awk '{print $1}' | paste -sd ' ' -)"
    say "Install it from dotnet.microsoft.com and run this again."
    exit 1
  fi
}

has_node() {
  command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null
}

# Number of files below the folders given, and whether one is newer than the stamp: together they notice edits, additions and removals.
source_files() {
  find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o -type f -print 2>/dev/null
}

is_fresh() {
  local stamp=$1
  shift
  [ -f "$stamp" ] || return 1
  [ "$(source_files "$@" | wc -l | tr -d ' ')" = "$(cat "$stamp")" ] || return 1
  [ -z "$(find "$@" \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o -type f -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

# Runs a command and marks its sources as done; what changes while it runs counts as newer.
run_fresh() {
  local stamp=$1 sources=$2
  shift 2
  mkdir -p "$(dirname "$stamp")"
  # shellcheck disable=SC2086 # the list of folders is meant to be split
  (cd "$root" && source_files $sources | wc -l | tr -d ' ') >"$stamp.new.$$"
  # Without the lock's handle: servers that a build leaves behind would keep it.
  if "$@" 9>&-; then mv "$stamp.new.$$" "$stamp"; else
    rm -f "$stamp.new.$$"
    return 1
  fi
}

# One build at a time in one clone: two would write the same files. Where flock is missing (macOS), the second is on its own.
one_build() {
  command -v flock >/dev/null 2>&1 || return 0
  exec 9>"$root/artifacts/build.lock"
  flock -n 9 && return 0
  say "Waiting for another build in this folder …"
  flock 9
}

build_done() { exec 9>&-; }

page_is_fresh() { [ -f "$root/web/dist/index.html" ] && (cd "$root" && is_fresh artifacts/page.stamp web); }

# Builds the page when a source has changed since the last build. The whole output goes to the file given.
refresh_page() {
  if page_is_fresh; then return 0; fi
  run_fresh "$root/artifacts/page.stamp" web make_page "$1"
}

make_page() {
  say "Building the page …"
  if ! (cd "$root/web" && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund; } && npm run build) >"$1" 2>&1; then
    tail -n 20 "$1" >&2
    say "The page did not build. The whole output is in $1."
    return 1
  fi
}
