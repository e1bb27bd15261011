# Finds a JDK of the release that alpi needs and exports JAVA_HOME. Sourced by ./alpi and ./mvnw, so that
# one search serves both. Reads each candidate's `release` file: no Java is started to find a Java.
# Prints nothing on success; on failure says what to install and returns 1.

ALPI_JAVA_RELEASE=25

# True when $1 is a JDK home (compiler included) of a sufficient release.
alpi_is_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  alpi_version=''
  while IFS='=' read -r alpi_key alpi_value; do
    if [ "$alpi_key" = JAVA_VERSION ]; then
      alpi_version=${alpi_value#\"}
    fi
  done <"$1/release"
  alpi_version=${alpi_version%%[!0-9]*}
  [ -n "$alpi_version" ] && [ "$alpi_version" -ge "$ALPI_JAVA_RELEASE" ]
}

# The home behind the first `java` on the PATH, links resolved.
alpi_path_jdk() {
  alpi_java=$(command -v java 2>/dev/null) || return 0
  while [ -L "$alpi_java" ]; do
    alpi_link=$(readlink "$alpi_java") || return 0
    case $alpi_link in
      /*) alpi_java=$alpi_link ;;
      *) alpi_java=${alpi_java%/*}/$alpi_link ;;
    esac
  done
  alpi_java=${alpi_java%/bin/java}
  printf '%s\n' "${alpi_java%/jre}"
}

alpi_find_jdk() {
  for alpi_home in "${ALPI_JAVA_HOME:-}" "${JAVA_HOME:-}" "$(alpi_path_jdk)" \
    /usr/lib/jvm/* /usr/java/* /usr/local/lib/jvm/* /opt/java/* /opt/jdk* \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$alpi_home" ] && alpi_is_jdk "$alpi_home"; then
      JAVA_HOME=$alpi_home
      export JAVA_HOME
      return 0
    fi
  done
  echo "alpi needs a JDK $ALPI_JAVA_RELEASE or newer and found none." >&2
  echo "Install one (Debian: temurin-25-jdk; macOS: brew install openjdk; SDKMAN: sdk install java 25-tem)" >&2
  echo "or set JAVA_HOME to it, then run the same command again." >&2
  return 1
}
