package alpi.daemon.policy.shell;

import java.util.HashMap;
import java.util.Map;

/// The programs known only to read, each with all that may be said to it; see [SafeProgram] for how
/// the tables are written. What their manuals offer besides writes, runs, follows without end, or
/// takes the names of files from where nobody judged them.
final class SafeTable {
  private static final String CONTENT =
      """
      cat F*
        -AbeEnstTuv --show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs
        --show-nonprinting
      tac F*
        -br -s=T --before --regex --separator=T
      head F*
        -qvz -n=T -c=T -# --quiet --silent --verbose --zero-terminated --lines=T --bytes=T
      tail F*
        -qvz -n=T -c=T -# --quiet --silent --verbose --zero-terminated --lines=T --bytes=T
      nl F*
        -p -b=T -d=T -f=T -h=T -i=T -l=T -n=T -s=T -v=T -w=T --body-numbering=T
        --section-delimiter=T --footer-numbering=T --header-numbering=T --line-increment=T
        --join-blank-lines=T --number-format=T --no-renumber --number-separator=T
        --starting-line-number=T --number-width=T
      wc F*
        -cmlLw --bytes --chars --lines --max-line-length --words
      sort F*
        -bdfgiMhnRrVcCmsuz -k=T -t=T -S=T --ignore-leading-blanks --dictionary-order --ignore-case
        --general-numeric-sort --ignore-nonprinting --month-sort --human-numeric-sort
        --numeric-sort --random-sort --reverse --sort=T --version-sort --check=? --key=T --merge
        --stable --field-separator=T --unique --zero-terminated --debug --buffer-size=T
        --parallel=T --batch-size=T
      uniq F
        -cdDiuz -f=T -s=T -w=T --count --repeated --all-repeated=? --group=? --ignore-case --unique
        --zero-terminated --skip-fields=T --skip-chars=T --check-chars=T
      cut F*
        -nsz -b=T -c=T -d=T -f=T --bytes=T --characters=T --delimiter=T --fields=T --complement
        --only-delimited --output-delimiter=T --zero-terminated
      paste F*
        -sz -d=T --delimiters=T --serial --zero-terminated
      comm FF
        -123z --check-order --nocheck-order --output-delimiter=T --total --zero-terminated
      join FF
        -iz -a=T -e=T -j=T -o=T -t=T -v=T -1=T -2=T --ignore-case --check-order --nocheck-order
        --header --zero-terminated
      diff F*
        -qscunyepNrtTiEZbwBad -C=T -U=T -W=T -F=T -x=T -I=T --normal --brief
        --report-identical-files --context=? --unified=? --side-by-side --width=T --left-column
        --suppress-common-lines --show-c-function --show-function-line=T --label=T --expand-tabs
        --initial-tab --tabsize=T --suppress-blank-empty --recursive --no-dereference --new-file
        --exclude=T --from-file=F --to-file=F --ignore-case --ignore-tab-expansion
        --ignore-trailing-space --ignore-space-change --ignore-all-space --ignore-blank-lines
        --ignore-matching-lines=T --text --strip-trailing-cr --minimal --speed-large-files
        --color=?
      cmp FFTT
        -bls -i=T -n=T --print-bytes --ignore-initial=T --verbose --bytes=T --quiet --silent
      rev F*
      fold F*
        -bs -w=T -# --bytes --spaces --width=T
      fmt F*
        -ctsu -w=T -p=T -g=T -# --crown-margin --tagged-paragraph --split-only --uniform-spacing
        --width=T --prefix=T --goal=T
      column F*
        -txJdeLn -s=T -o=T -c=T -N=T -H=T -R=T -T=T -W=T -E=T -O=T --table --separator=T
        --output-separator=T --output-width=T --table-columns=T --table-right=T --table-hide=T
        --table-truncate=T --table-wrap=T --fillrows --json
      expand F*
        -i -t=T -# --initial --tabs=T
      unexpand F*
        -a -t=T --all --first-only --tabs=T
      od F*
        -abcdfilosxv -A=T -j=T -N=T -S=? -t=T -w=? --address-radix=T --skip-bytes=T --read-bytes=T
        --format=T --output-duplicates --strings=? --width=? --endian=T
      hexdump F*
        -bcCdovx -e=T -n=T -s=T --one-byte-octal --one-byte-char --canonical --two-bytes-decimal
        --two-bytes-octal --no-squeezing --two-bytes-hex --format=T --length=T --skip=T
      xxd F
        -abeEipu -c=T -g=T -l=T -s=T
      strings F*
        -afwo -n=T -t=T -e=T -s=T -# --all --data --print-file-name --bytes=T --radix=T
        --include-all-whitespace --encoding=T --output-separator=T
      file F*
        -biINkLhnr0 -e=T -F=T --brief --exclude=T --separator=T --mime --mime-type --mime-encoding
        --extension --apple --keep-going --dereference --no-dereference --no-buffer --no-pad
        --print0 --raw
      md5sum F*
        -btz --binary --text --tag --zero
      sha1sum F*
        -btz --binary --text --tag --zero
      sha224sum F*
        -btz --binary --text --tag --zero
      sha256sum F*
        -btz --binary --text --tag --zero
      sha384sum F*
        -btz --binary --text --tag --zero
      sha512sum F*
        -btz --binary --text --tag --zero
      b2sum F*
        -btz -l=T --binary --text --tag --zero --length=T
      cksum F*
        -z -a=T -l=T --algorithm=T --length=T --tag --untagged --zero
      sum F*
        -rs --sysv
      tsort F
      """;

  private static final String SEARCH =
      """
      grep PF*
        -EFGPivwxyclLoqsHhnZzabUTIrR -e=P -m=T -A=T -B=T -C=T -# --extended-regexp --fixed-strings
        --basic-regexp --perl-regexp --regexp=P --ignore-case --no-ignore-case --word-regexp
        --line-regexp --null-data --no-messages --invert-match --max-count=T --byte-offset
        --line-number --line-buffered --with-filename --no-filename --label=T --only-matching
        --quiet --silent --binary-files=T --text --recursive --dereference-recursive --include=T
        --exclude=T --exclude-dir=T --files-without-match --files-with-matches --count
        --initial-tab --null --before-context=T --after-context=T --context=T --group-separator=T
        --no-group-separator --color=? --colour=? --binary
      rg PF*
        -bscFhilLINnoPpqvxSUauHw0. -A=T -B=T -C=T -E=T -e=P -g=T -M=T -m=T -j=T -r=T -t=T -T=T
        --after-context=T --before-context=T --context=T --byte-offset --case-sensitive --color=T
        --colors=T --column --context-separator=T --count --count-matches --crlf --encoding=T
        --engine=T --field-context-separator=T --field-match-separator=T --files!
        --files-with-matches --files-without-match --fixed-strings --follow --glob=T
        --glob-case-insensitive --heading --hidden --iglob=T --ignore-case --include-zero
        --invert-match --json --line-buffered --block-buffered --line-number --line-regexp
        --max-columns=T --max-columns-preview --max-count=T --max-depth=T --max-filesize=T
        --multiline --multiline-dotall --no-config --no-filename --no-heading --no-ignore
        --no-ignore-dot --no-ignore-exclude --no-ignore-files --no-ignore-global
        --no-ignore-messages --no-ignore-parent --no-ignore-vcs --no-line-number --no-messages
        --no-require-git --no-unicode --null --null-data --one-file-system --only-matching
        --passthru --pcre2 --pretty --quiet --regexp=P --replace=T --smart-case --sort=T --sortr=T
        --stats --text --threads=T --trim --type=T --type-add=T --type-clear=T --type-list!
        --type-not=T --unrestricted --vimgrep --with-filename --word-regexp --binary
      sed SF*
        -nErsuz -e=S -l=T --quiet --silent --regexp-extended --expression=S --separate --unbuffered
        --null-data --line-length=T --posix
      awk SF*
        -F=T -v=T
      mawk SF*
        -F=T -v=T
      nawk SF*
        -F=T -v=T
      gawk SF*
        -F=T -v=T --field-separator=T --assign=T --posix --re-interval --sandbox
      jq SF*
        -cnesrRCMSaj --compact-output --null-input --exit-status --slurp --raw-output --raw-input
        --color-output --monochrome-output --sort-keys --ascii-output --join-output --tab
        --indent=T --unbuffered --stream --seq --arg=TT --argjson=TT --slurpfile=TF --rawfile=TF
        --args --jsonargs
      """;

  private static final String NAMES =
      """
      ls N*
        -aAbBcCdDfFgGhHiklLmnNopqQrRsStuUvxXZ1 -I=T -T=T -w=T --all --almost-all --author --escape
        --block-size=T --ignore-backups --color=? --directory --classify=? --file-type --format=T
        --full-time --group-directories-first --no-group --human-readable --si
        --dereference-command-line --hide=T --hyperlink=? --indicator-style=T --inode --ignore=T
        --kibibytes --dereference --numeric-uid-gid --literal --hide-control-chars
        --show-control-chars --quote-name --quoting-style=T --reverse --recursive --size --sort=T
        --time=T --time-style=T --tabsize=T --width=T --context --zero
      stat N*
        -Lft -c=T --dereference --file-system --format=T --printf=T --terse --cached=T
      du N*
        -0abcDHhkLlmPSsx -B=T -d=T -t=T --null --all --apparent-size --block-size=T --bytes --total
        --dereference-args --max-depth=T --human-readable --inodes --dereference --count-links
        --no-dereference --separate-dirs --si --summarize --threshold=T --time=? --time-style=T
        --exclude=T --one-file-system
      df N*
        -ahHiklPTv -B=T -t=T -x=T --all --block-size=T --human-readable --si --inodes --local
        --no-sync --output=? --portability --total --type=T --print-type --exclude-type=T
      tree N*
        -adlfxqNQpugshDFvtcUriASnCXJ -L=T -P=T -I=T -H=T -T=T --gitignore --ignore-case --matchdirs
        --metafirst --prune --noreport --charset=T --filelimit=T --si --du --timefmt=T --inodes
        --device --dirsfirst --filesfirst --sort=T --nolinks
      basename T*
        -az -s=T --multiple --suffix=T --zero
      dirname T*
        -z --zero
      realpath N*
        -emLPqsz --canonicalize-existing --canonicalize-missing --logical --physical --quiet
        --relative-to=N --relative-base=N --strip --no-symlinks --zero
      readlink N*
        -femnqsvz --canonicalize --canonicalize-existing --canonicalize-missing --no-newline
        --quiet --silent --verbose --zero
      date T
        -uR -d=T -I=? -r=N --date=T --iso-8601=? --rfc-email --rfc-3339=T --reference=N --utc
        --universal
      """;

  private static final String MACHINE =
      """
      which T*
        -as
      pwd -
        -LP --logical --physical
      cd N
      echo any
      printf any
      true any
      false any
      test any
      [ any
      seq T*
        -w -f=T -s=T --format=T --separator=T --equal-width
      numfmt T*
        -z -d=T --debug --delimiter=T --field=T --format=T --from=T --from-unit=T --grouping
        --header=? --invalid=T --padding=T --round=T --suffix=T --to=T --to-unit=T
        --zero-terminated
      tr TT
        -cCdst --complement --delete --squeeze-repeats --truncate-set1
      sleep T*
      uname -
        -asnrvmpio --all --kernel-name --nodename --kernel-release --kernel-version --machine
        --processor --hardware-platform --operating-system
      hostname -
        -sI --short --all-ip-addresses
      id T*
        -aZgGnruz --context --group --groups --name --real --user --zero
      whoami -
      groups T*
      nproc -
        --all --ignore=T
      arch -
      tty -
        -s --silent --quiet
      uptime -
        -ps --pretty --since
      free -
        -bkmghlwt --bytes --kibi --mebi --gibi --human --lohi --total --wide --si
      locale T*
        -amkcv --all-locales --charmaps --category-name --keyword-name --verbose
      printenv T*
        -0 --null
      env -
      cal T*
        -13smyjhw -A=T -B=T -n=T --one --three --sunday --monday --julian --year --week=?
      ps T*
        -aAdefFjlHLMTwxy -C=T -G=T -g=T -o=T -O=T -p=T -q=T -s=T -t=T -u=T -U=T --forest
        --no-headers --headers --pid=T --ppid=T --sort=T --user=T --group=T --cols=T --columns=T
        --width=T --rows=T --lines=T --format=T --quick-pid=T --sid=T --tty=T
      getconf T*
        -a -v=T
      """;

  /// All of them by name.
  static final Map<String, SafeProgram> ALL = all();

  private SafeTable() {}

  private static Map<String, SafeProgram> all() {
    Map<String, SafeProgram> all = new HashMap<>();
    all.putAll(SafeProgram.table(CONTENT));
    all.putAll(SafeProgram.table(SEARCH));
    all.putAll(SafeProgram.table(NAMES));
    all.putAll(SafeProgram.table(MACHINE));
    SafeProgram grep = all.getOrDefault("grep", new SafeProgram("", "", false, false, Map.of()));
    all.put("egrep", grep);
    all.put("fgrep", grep);
    return Map.copyOf(all);
  }
}
