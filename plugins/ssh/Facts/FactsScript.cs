namespace Runner.Plugins.Ssh.Facts;

/// <summary>What asks a system about itself, for every POSIX shell: each answer follows a line <c>@name</c>.</summary>
static class FactsScript
{
    // Nothing here may wait for a network: no name service, no file system of another machine where df can tell (-l).
    public const string Text = """
        LC_ALL=C; export LC_ALL
        PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin; export PATH
        has() { command -v "$1" >/dev/null 2>&1; }
        put() { [ -r "$2" ] && { echo "@$1"; cat "$2"; echo; }; }
        ask() { name=$1; shift; has "$1" && { echo "@$name"; "$@"; echo; }; }
        {
        echo @uname; uname -s; uname -r; uname -m; uname -n; echo
        put os-release /etc/os-release || put os-release /usr/lib/os-release
        ask sw-vers sw_vers
        put uptime /proc/uptime
        put load /proc/loadavg
        put memory /proc/meminfo
        put mounts /proc/mounts
        ask cpus getconf _NPROCESSORS_ONLN
        if [ ! -r /proc/meminfo ]; then
          ask mount mount
          ask sysctl sysctl kern.boottime vm.loadavg hw.ncpu hw.memsize hw.physmem hw.physmem64 hw.pagesize vm.swapusage vm.stats.vm.v_free_count vm.stats.vm.v_inactive_count
          ask vm-stat vm_stat
          echo @now; date +%s; echo
        fi
        has df && { echo @space; df -P -k -l || df -P -k; echo; echo @inodes; df -P -i -l || df -P -i; echo; }
        ask who who
        if has ip; then echo @ip; ip -o addr; echo; else ask ifconfig ifconfig -a; fi
        [ -e /.dockerenv ] && echo @docker
        put container /run/systemd/container
        ask virt systemd-detect-virt
        put product /sys/class/dmi/id/product_name
        echo @end
        } 2>/dev/null
        exit 0
        """;
}
