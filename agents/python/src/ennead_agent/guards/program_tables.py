"""Tables of programs: the variables they heed, the options that run, read or write things, where they take code."""

from __future__ import annotations

VARIABLES = frozenset(
    "LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES PATH PYTHONPATH PYTHONHOME PYTHONSTARTUP "
    "PYTHONINSPECT PYTHONWARNINGS PYTHONBREAKPOINT BROWSER BASH_ENV ENV SHELLOPTS BASHOPTS PS4 PROMPT_COMMAND "
    "IFS CDPATH SHELL EDITOR VISUAL PAGER MANPAGER LESSOPEN LESSCLOSE NODE_OPTIONS NODE_PATH PERL5OPT PERL5LIB "
    "PERL5DB RUBYOPT RUBYLIB PHPRC PHP_INI_SCAN_DIR JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS CLASSPATH "
    "GCONV_PATH OPENSSL_CONF OPENSSL_ENGINES GIT_SSH GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_PAGER GIT_EDITOR "
    "GIT_PROXY_COMMAND GIT_ASKPASS GIT_EXEC_PATH GIT_CONFIG GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM "
    "GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS GIT_TEMPLATE_DIR SSH_ASKPASS TAR_OPTIONS RSYNC_RSH CURL_HOME WGETRC "
    "MAKEFLAGS LUA_INIT R_PROFILE MAGICK_CONFIGURE_PATH".split()
)
"""Variables by which whoever sets them has programs run, load or find something else."""
VARIABLES_LIKE = ("BASH_FUNC_", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_TRACE", "LD_", "DYLD_")
OF_SHELLS = frozenset(
    "IFS PWD OLDPWD PPID OPTIND OPTARG OPTERR PS1 PS2 PS4 HOME PATH SHLVL UID EUID GROUPS HOSTNAME HOSTTYPE "
    "MACHTYPE OSTYPE RANDOM SECONDS LINENO BASH BASHOPTS BASHPID BASH_VERSION BASH_VERSINFO BASH_COMMAND "
    "BASH_EXECUTION_STRING SHELLOPTS EPOCHSECONDS EPOCHREALTIME SRANDOM FUNCNAME DIRSTACK PIPESTATUS COLUMNS "
    "LINES TERM MAILCHECK _".split()
)
"""Variables that a shell has without being given them."""
CODE: dict[str, tuple[str, ...]] = {
    "python": ("-c", "-m"),
    "pypy": ("-c", "-m"),
    "perl": ("-e", "-E", "-M", "-m"),
    "ruby": ("-e", "-r"),
    "node": ("-e", "--eval", "-p", "--print", "-r", "--require", "--import"),
    "deno": ("eval",),
    "php": ("-r", "-B", "-R", "-E"),
    "lua": ("-e", "-l"),
    "rscript": ("-e",),
    "osascript": ("-e",),
    "sqlite3": ("-cmd",),
    "gdb": ("-ex", "-eval-command"),
    "vim": ("-c", "--cmd", "-S"),
    "psql": ("-c", "--command"),
    "sed": ("-e", "--expression"),
    "find": (),
}
"""Options after which a program takes code."""
OPTIONS: dict[str, str] = {
    "tar": "--checkpoint-action --to-command --use-compress-program --rsh-command --info-script --new-volume-script "
    "--files-from --directory --absolute-names --index-file --listed-incremental --exclude-from -I -F -P -T -g -X",
    "zip": "--unzip-command -T -TT",
    "unzip": "-d",
    "7z": "-o",
    "find": "-exec -execdir -ok -okdir -delete -fprint -fprint0 -fprintf -fls",
    "curl": "--output --output-dir --remote-name --config --upload-file --proxy --netrc-file --unix-socket "
    "--data-binary --form --cert --key --engine --dump-header --cookie-jar --trace --trace-ascii --stderr "
    "--next --url --libcurl --hsts --etag-save -o -O -K -T -x -F -D -c -d -E",
    "wget": "--output-document --output-file --append-output --config --execute --use-askpass --post-file --body-file "
    "--input-file --directory-prefix --load-cookies --save-cookies -O -o -a -e -i -P",
    "git": "--upload-pack --receive-pack --exec --config --config-env --exec-path --output --open-files-in-pager "
    "--template --ext-diff --extcmd --git-dir --work-tree --separate-git-dir -c -u -O",
    "ssh": "-o -F -E -S -L -R -D -W -w -J -I -i",
    "scp": "-o -F -S -J -i -D",
    "sftp": "-o -F -S -J -i -b -D",
    "rsync": "--rsh --rsync-path --files-from --exclude-from --password-file --log-file --temp-dir --daemon "
    "--config -e -M",
    "sed": "--expression --file --in-place -e -f -i -n",
    "awk": "--file --include --load --exec --source -f -i -l -E -e -v",
    "sort": "--compress-program --output --files0-from -o",
    "split": "--filter",
    "xargs": "--arg-file -a -I",
    "env": "--split-string -S",
    "man": "--pager --html -P -H",
    "less": "-o -O -k",
    "vim": "--cmd -c -S -s -u -U -w -W",
    "ed": "-r",
    "gcc": "-fplugin -wrapper -o -B -specs",
    "make": "--eval --file --makefile --directory -f -C",
    "node": "--require --eval --print --import --loader --experimental-loader --inspect -r -e -p",
    "python": "-c -m -i -X -W",
    "perl": "-e -E -M -m -d -i -I -x",
    "ruby": "-e -r -I -i -x",
    "php": "-r -d -c -B -R -F -E -z -S",
    "java": "-javaagent -agentlib -agentpath -XX:OnError -XX:OnOutOfMemoryError -cp -classpath -jar",
    "pip": "--index-url --extra-index-url --find-links --requirement --editable --target --config-settings -i -f -r -e "
    "-t",
    "npm": "--prefix --registry --script-shell --userconfig --globalconfig --node-options",
    "docker": "--volume --privileged --mount --pid --cap-add --device --security-opt --entrypoint --env-file -v",
    "kubectl": "--kubeconfig --filename --server --token --raw -f -s",
    "aws": "--endpoint-url --profile --ca-bundle --no-verify-ssl --cli-input-json",
    "gs": "-dNOSAFER -dDELAYSAFER -sOutputFile -sDEVICE -o -c -f -I --permit-file-all",
    "pandoc": "--filter --lua-filter --output --template --defaults --metadata-file --include-in-header --pdf-engine "
    "--extract-media -F -L -o -d -H -A -B",
    "wkhtmltopdf": "--enable-local-file-access --allow --run-script --post-file --cookie-jar --enable-plugins "
    "--user-style-sheet --header-html --footer-html --cover",
    "chrome": "--renderer-cmd-prefix --gpu-launcher --utility-cmd-prefix --browser-subprocess-path --no-sandbox "
    "--disable-web-security --load-extension --remote-debugging-port --user-data-dir "
    "--allow-file-access-from-files --print-to-pdf --screenshot --log-file",
    "exiftool": "-config -if -execute -o -w -out -tagsfromfile -@",
    "convert": "-write -script -debug -log -set -define",
    "ffmpeg": "-filter_script -filter_complex_script -f -i -attach -dump_attachment -protocol_whitelist -report "
    "-progress -safe -init_hw_device -y -passlogfile -vstats_file",
    "openssl": "-engine -provider -provider-path -config -out -in -rand -writerand",
    "dd": "if of",
    "psql": "--command --file --output --log-file --variable -c -f -o -L -v",
    "mysql": "--execute --init-command --defaults-file --defaults-extra-file --plugin-dir --tee --pager -e",
    "mysqldump": "--result-file --defaults-file --plugin-dir --tab -r -T",
    "sqlite3": "-cmd -init",
    "soffice": "-env --convert-to --outdir --infilter",
    "nmap": "--script --script-args-file --datadir -iL -oN -oX -oG -oA",
    "tcpdump": "-z -w -W -F",
    "strace": "-o -E",
    "dig": "-f -k",
    "crontab": "-e -r",
    "sendmail": "-X -C -OQueueDirectory -be",
    "date": "--file --set --reference -f -s -r",
    "cp": "--target-directory --suffix -t",
    "mv": "--target-directory --suffix -t",
    "ln": "--target-directory -t",
    "install": "--target-directory --strip-program -t",
    "rm": "--no-preserve-root --recursive --force -r -R -f",
    "chmod": "--reference --recursive -R",
    "chown": "--reference --recursive --from -R",
    "wc": "--files0-from",
    "grep": "--file --recursive -f -r -R",
    "diff": "--from-file --to-file --exclude-from",
    "patch": "--ed --output --directory -e -o -d",
    "whois": "-h -p",
    "jq": "--from-file --rawfile --slurpfile -f -L",
    "tee": "--append",
}
"""Options that run, read or write something of the caller's choice.  Long ones are taken in the short forms too."""
TEXTS: dict[str, dict[str, int]] = {
    "convert": {"-annotate": 2, "-label": 1, "-caption": 1, "-comment": 1},
    "git commit": {"-m": 1, "--message": 1},
    "git commit-tree": {"-m": 1},
    "git grep": {"-e": 1},
    "git merge": {"-m": 1, "--message": 1},
    "git notes add": {"-m": 1, "--message": 1},
    "git notes append": {"-m": 1, "--message": 1},
    "git stash push": {"-m": 1, "--message": 1},
    "git tag": {"-m": 1, "--message": 1},
    "grep": {"-e": 1, "--regexp": 1},
    "jq": {"--arg": 2, "--argjson": 2},
}
"""Options that take a plain text: how many words they take, of which the last is that text, whatever it begins with."""
ALONE: dict[str, tuple[str, str]] = {
    "convert": ("", "-strip -auto-orient -flatten -trim -composite -append +append -negate -normalize -flip -flop "
                "-antialias -monochrome +repage"),
    "git": ("pP", "--no-pager --paginate --bare --no-replace-objects --literal-pathspecs --no-optional-locks"),
    "git commit": ("aqsnviopez", "--amend --allow-empty --allow-empty-message --no-verify --no-edit --quiet --signoff "
                   "--all --verbose --dry-run --no-gpg-sign"),
    "git grep": ("aiwvhHEGFPnlLzcoq", "--cached --untracked --no-index --ignore-case --count --line-number "
                 "--fixed-strings --extended-regexp --perl-regexp --name-only --quiet"),
    "git merge": ("nqve", "--no-ff --ff --ff-only --squash --no-edit --no-commit --quiet --no-verify --signoff"),
    "git notes add": ("f", "--force --allow-empty"),
    "git notes append": ("", "--allow-empty"),
    "git stash push": ("pkquaS", "--quiet --keep-index --include-untracked --all --staged"),
    "git tag": ("asf", "--annotate --sign --force --no-sign"),
    "grep": ("EFGPivwxcLloqsbHhnTZaIrRUuzy", "--fixed-strings --extended-regexp --perl-regexp --basic-regexp "
             "--ignore-case --count --line-number --word-regexp --line-regexp --invert-match --quiet --silent "
             "--files-with-matches --files-without-match --only-matching --no-messages --no-filename "
             "--with-filename --text --recursive --null --color=never --colour=never"),
    "jq": ("nrsjcCMaSeR", "--null-input --raw-output --slurp --join-output --compact-output --color-output "
           "--monochrome-output --ascii-output --sort-keys --exit-status --raw-input --tab --seq --stream --args "
           "--jsonargs"),
}  # fmt: skip
"""Options of these that take no word: the letters of short ones, and others whole."""
ONE: dict[str, frozenset[str]] = {
    "convert": frozenset(
        "-gravity -fill -font -family -style -weight -pointsize -stroke -strokewidth -undercolor -box -background "
        "-size -resize -thumbnail -geometry -crop -extent -rotate -quality -density -depth -colorspace -type -format "
        "-kerning -interline-spacing -interword-spacing -border -bordercolor -splice -compose -alpha -blur -draw "
        "-encoding -page -repage -compress -channel".split()
    ),
    "git": frozenset("-C -c --git-dir --work-tree --namespace".split()),
    "jq": frozenset("--indent -f --from-file -L".split()),
}
"""Options that take one word, where others of that program may take two; those of git before its command."""
TWO = frozenset(("convert", "jq"))
"""Programs with options that take two words."""
SAME = {
    "bsdtar": "tar", "gtar": "tar", "7za": "7z", "7zz": "7z", "gawk": "awk", "mawk": "awk", "nawk": "awk",
    "pypy": "python", "nodejs": "node", "vi": "vim", "nvim": "vim", "ex": "vim", "view": "vim", "g++": "gcc",
    "cc": "gcc", "clang": "gcc", "magick": "convert", "mogrify": "convert", "identify": "convert",
    "composite": "convert", "ffprobe": "ffmpeg", "ghostscript": "gs", "chromium": "chrome",
    "google-chrome": "chrome", "headless_shell": "chrome", "libreoffice": "soffice", "zcat": "gzip",
    "wkhtmltoimage": "wkhtmltopdf", "gmake": "make", "gsed": "sed", "mariadb": "mysql", "egrep": "grep",
    "fgrep": "grep", "podman": "docker", "npx": "npm", "yarn": "npm",
}  # fmt: skip
"""Names of programs that have the options of another."""
FIRST_ENDS = frozenset("python perl ruby node php java env xargs lua".split())
"""Programs of which all that stands behind their first argument is another program's."""
READERS = frozenset(
    "cat tac head tail less more nl cp mv ln base64 base32 xxd od hexdump strings sort uniq wc tee install gzip gunzip "
    "zcat bzip2 xz zip tar scp rsync cut fold paste comm diff cmp rev shred rm".split()
)
"""Programs that read, write or take away the files they are given."""
