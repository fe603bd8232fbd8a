using System.Globalization;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>
/// A script that ends processes and all that descends from them: asks them to (SIGTERM), and ends those that have not after a grace
/// (SIGKILL). It exits with 0 when none is left, and else writes their numbers.
/// </summary>
static class KillScript
{
    /// <summary>Between two looks at what is left.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="roots">The processes.</param>
    /// <param name="grace">How long they may take once they were asked.</param>
    public static string Of(IEnumerable<string> roots, TimeSpan grace) =>
        string.Create(CultureInfo.InvariantCulture, $"set -- {string.Join(' ', roots)}\ngrace={Math.Max(1, (int)(grace / Pause))}\n{Body}");

    // The tables of Linux come first: small systems have no ps, or one without these options. A process is ours when its parent or the
    // leader of its group is, and stays so when that has ended. Parents are asked first: a shell whose child is gone would go on.
    const string Body = """
        everyone() {
          if [ -r /proc/self/stat ]; then
            for f in /proc/[0-9]*/stat; do
              { IFS= read -r s < "$f"; } 2>/dev/null || continue
              p=${f#/proc/}
              set -- ${s##*) }
              echo "${p%/stat} $2 $3 $1"
            done
          else
            ps -A -o pid= -o ppid= -o pgid= -o stat=
          fi
        }
        ours=" $* "
        look() {
          all=$(everyone)
          more=1
          while [ -n "$more" ]; do
            more= live=
            while read -r p parent group state; do
              case $ours in
                *" $p "*) ;;
                *" $parent "* | *" $group "*) ours="$ours$p "; more=1 ;;
                *) continue ;;
              esac
              case $state in Z*|X*) ;; *) live="$live$p " ;; esac
            done <<END
        $all
        END
          done
          ordered=
          for p in $ours; do case " $live" in *" $p "*) ordered="$ordered$p " ;; esac; done
          live=$ordered
        }
        wait_for() {
          tries=$1 asked=" "
          while look; [ -n "$live" ]; do
            [ "$tries" -gt 0 ] || return 1
            for p in $live; do
              case $asked in *" $p "*) ;; *) kill "-$2" "$p" 2>/dev/null; asked="$asked$p " ;; esac
            done
            if sleep 0.05 2>/dev/null; then tries=$((tries - 1)); else sleep 1; tries=$((tries - 20)); fi
          done
        }
        wait_for "$grace" TERM || wait_for 40 KILL || { echo "$live"; exit 1; }
        """;
}
