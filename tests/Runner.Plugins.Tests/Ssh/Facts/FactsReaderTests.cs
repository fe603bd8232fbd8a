using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Facts;

namespace Runner.Plugins.Tests.Ssh.Facts;

/// <summary>What systems answer that are not here, as they were seen to.</summary>
public class FactsReaderTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void Debian_tells_everything()
    {
        var facts = Read("""
            @uname
            Linux
            6.1.0-18-amd64
            x86_64
            web1

            @os-release
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            NAME="Debian GNU/Linux"
            VERSION_ID="12"
            VERSION="12 (bookworm)"
            ID=debian

            @uptime
            183045.52 700342.19

            @load
            0.52 0.58 0.59 1/467 12345

            @memory
            MemTotal:       16284156 kB
            MemFree:         1033820 kB
            MemAvailable:    9876544 kB
            Buffers:          512000 kB
            Cached:          7900000 kB
            SwapCached:            0 kB
            SwapTotal:       2097148 kB
            SwapFree:        2000000 kB

            @mounts
            sysfs /sys sysfs rw,nosuid 0 0
            /dev/mapper/vg-root / ext4 rw,relatime 0 0
            tmpfs /run tmpfs rw,nosuid,size=1628416k 0 0
            /dev/sdb1 /srv/my\040files xfs rw 0 0
            /dev/loop3 /snap/core/1 squashfs ro 0 0

            @cpus
            8

            @space
            Filesystem          1024-blocks     Used Available Capacity Mounted on
            /dev/mapper/vg-root   102687672 51343836  46089744      53% /
            tmpfs                   1628416     1000   1627416       1% /run
            /dev/sdb1               1000000   900000    100000      90% /srv/my files
            /dev/loop3                  100      100         0     100% /snap/core/1

            @inodes
            Filesystem           Inodes  IUsed   IFree IUse% Mounted on
            /dev/mapper/vg-root 6553600 655360 5898240   10% /
            tmpfs                203000    700  202300    1% /run
            /dev/sdb1                 0      0       0     - /srv/my files

            @who
            alice    pts/0        2026-03-04 04:00 (10.0.0.5)
            bob      tty1         2026-03-04 01:00

            @ip
            1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
            2: eth0    inet 10.0.0.7/24 brd 10.0.0.255 scope global eth0\       valid_lft forever preferred_lft forever
            2: eth0    inet6 2001:db8::7/64 scope global \       valid_lft forever preferred_lft forever
            2: eth0    inet6 fe80::1/64 scope link \       valid_lft forever preferred_lft forever

            @virt
            kvm

            @end
            """);
        facts.Hostname.ShouldBe("web1");
        facts.System.ShouldBe(new("debian", "Debian GNU/Linux", "12", "Linux"));
        facts.Kernel.ShouldBe("6.1.0-18-amd64");
        facts.Architecture.ShouldBe("x86_64");
        facts.Uptime.ShouldBe(TimeSpan.FromSeconds(183045.52));
        facts.BootTime.ShouldBe(new DateTimeOffset(2026, 3, 2, 2, 15, 21, TimeSpan.Zero));
        facts.Cpus.ShouldBe(8);
        facts.Load.ShouldBe(new(0.52, 0.58, 0.59, PerCpu: 0.07));
        facts.Memory.ShouldBe(new(16284156L * 1024, 9876544L * 1024, 6407612L * 1024, 39.3, 2097148L * 1024, 97148L * 1024));
        facts.Disks.ShouldBe(
        [
            new("/dev/mapper/vg-root", "/", "ext4", 102687672L * 1024, 51343836L * 1024, 46089744L * 1024, 52.7, 6553600, 655360, 10),
            new("/dev/sdb1", "/srv/my files", "xfs", 1000000L * 1024, 900000L * 1024, 100000L * 1024, 90, null, null, null),
        ]);
        facts.Users.ShouldBe(["alice", "bob"]);
        facts.Addresses.ShouldBe(["10.0.0.7", "2001:db8::7"]);
        facts.Virtualization.ShouldBe("kvm");
    }

    [Fact]
    public void Alpine_in_a_container_tells_what_busybox_knows()
    {
        var facts = Read("""
            @uname
            Linux
            5.15.0
            aarch64
            3f2a

            @os-release
            NAME="Alpine Linux"
            ID=alpine
            VERSION_ID=3.19.1

            @uptime
            100.00 50.00

            @load
            0.00 0.01 0.05 1/80 7

            @memory
            MemTotal:        1000000 kB
            MemFree:          100000 kB
            Buffers:           50000 kB
            Cached:           250000 kB
            SwapTotal:             0 kB
            SwapFree:              0 kB

            @mounts
            overlay / overlay rw,lowerdir=/var 0 0
            overlay /var/lib/other overlay rw 0 0

            @cpus
            2

            @space
            Filesystem           1024-blocks    Used Available Capacity Mounted on
            overlay               61255492  23000000  35000000  40% /
            overlay               61255492  23000000  35000000  40% /var/lib/other
            shm                      65536         0     65536   0% /dev/shm

            @inodes

            @docker
            @end
            """);
        facts.System.ShouldBe(new("alpine", "Alpine Linux", "3.19.1", "Linux"));
        facts.Memory.ShouldBe(new(1000000L * 1024, 400000L * 1024, 600000L * 1024, 60, 0, 0));
        facts.Disks.ShouldHaveSingleItem().Mount.ShouldBe("/");
        facts.Disks[0].Inodes.ShouldBeNull();
        facts.Virtualization.ShouldBe("docker");
        facts.Users.ShouldBeEmpty();
    }

    [Fact]
    public void MacOS_tells_through_sysctl()
    {
        var facts = Read("""
            @uname
            Darwin
            23.3.0
            arm64
            mini.local

            @sw-vers
            ProductName:		macOS
            ProductVersion:		14.3
            BuildVersion:		23D56

            @cpus
            10

            @mount
            /dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
            devfs on /dev (devfs, local, nobrowse)
            /dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)

            @sysctl
            kern.boottime: { sec = 1772500000, usec = 123456 } Tue Mar  3 02:06:40 2026
            vm.loadavg: { 1.50 2.25 3.00 }
            hw.ncpu: 10
            hw.memsize: 17179869184
            hw.pagesize: 16384
            vm.swapusage: total = 2048.00M  used = 1024.00M  free = 1024.00M  (encrypted)

            @vm-stat
            Mach Virtual Memory Statistics: (page size of 16384 bytes)
            Pages free:                               10000.
            Pages active:                            300000.
            Pages inactive:                          200000.

            @now
            1772600000

            @space
            Filesystem     1024-blocks      Used Available Capacity  Mounted on
            /dev/disk3s1s1   482797652   9000000 200000000     5%    /
            devfs                  200       200         0   100%    /dev
            /dev/disk3s5     482797652 250000000 200000000    56%    /System/Volumes/Data

            @inodes
            Filesystem     1024-blocks      Used Available Capacity iused      ifree %iused  Mounted on
            /dev/disk3s1s1   482797652   9000000 200000000     5%  400000 2000000000    0%   /
            devfs                  200       200         0   100%     690          0  100%   /dev
            /dev/disk3s5     482797652 250000000 200000000    56% 2000000 2000000000    0%   /System/Volumes/Data

            @who
            alice    console  Mar  3 02:10

            @ifconfig
            lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
            	inet 127.0.0.1 netmask 0xff000000
            en0: flags=8863<UP> mtu 1500
            	inet6 fe80::1c0a%en0 prefixlen 64 secured scopeid 0xb
            	inet 192.168.1.20 netmask 0xffffff00 broadcast 192.168.1.255

            @end
            """);
        facts.System.ShouldBe(new("macos", "macOS", "14.3", "Darwin"));
        facts.Uptime.ShouldBe(TimeSpan.FromSeconds(100000));
        facts.Load.ShouldBe(new(1.5, 2.25, 3, PerCpu: 0.22));
        facts.Memory.ShouldBe(new(17179869184, 210000L * 16384, 17179869184 - (210000L * 16384), 80, 2048L * 1024 * 1024, 1024L * 1024 * 1024));
        facts.Disks.Select(disk => disk.Mount).ShouldBe(["/", "/System/Volumes/Data"]);
        facts.Disks[0].Type.ShouldBe("apfs");
        facts.Disks[1].Inodes.ShouldBe(2002000000);
        facts.Disks[1].InodesUsed.ShouldBe(2000000);
        facts.Addresses.ShouldBe(["192.168.1.20"]);
        facts.Cpus.ShouldBe(10);
    }

    [Fact]
    public void FreeBSD_tells_through_sysctl()
    {
        var facts = Read("""
            @uname
            FreeBSD
            14.0-RELEASE
            amd64
            bsd

            @mount
            zroot/ROOT/default on / (zfs, local, noatime, nfsv4acls)
            devfs on /dev (devfs)

            @sysctl
            kern.boottime: { sec = 1772599000, usec = 5 } Wed Mar  4 04:36:40 2026
            vm.loadavg: { 0.10 0.20 0.30 }
            hw.ncpu: 4
            hw.physmem: 8000000000
            hw.pagesize: 4096
            vm.stats.vm.v_free_count: 500000
            vm.stats.vm.v_inactive_count: 100000

            @now
            1772600000

            @space
            Filesystem         1024-blocks    Used    Avail Capacity  Mounted on
            zroot/ROOT/default    20000000 5000000 15000000    25%    /
            devfs                        1       1        0   100%    /dev

            @inodes
            Filesystem         1024-blocks    Used    Avail Capacity iused    ifree %iused  Mounted on
            zroot/ROOT/default    20000000 5000000 15000000    25%  100000 30000000    0%   /

            @end
            """);
        facts.System.ShouldBe(new("freebsd", "FreeBSD", "14.0-RELEASE", "FreeBSD"));
        facts.Cpus.ShouldBe(4);
        facts.Uptime.ShouldBe(TimeSpan.FromSeconds(1000));
        facts.Memory!.Available.ShouldBe(600000L * 4096);
        facts.Disks.ShouldHaveSingleItem().ShouldBe(new("zroot/ROOT/default", "/", "zfs", 20000000L * 1024, 5000000L * 1024, 15000000L * 1024, 25, 30100000, 100000, 0.3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@end")]
    [InlineData("@uname\n@memory\nMemTotal: lots\n@uptime\nsoon\n@load\na b c\n@space\nx\n1 2 3\n@inodes\n@sysctl\nkern.boottime: { sec = \n@who\n@ip\ninet\ninet x/\n@end")]
    [InlineData("@uptime\n99999999999999999999999999 1\n@memory\nMemTotal: 99999999999999999999999999 kB\n@space\nh\n/dev/x 99999999999999999999 1 1 1% /\n@end")]
    public void What_cannot_be_understood_is_not_known(string text)
    {
        var facts = Read(text);
        facts.Uptime.ShouldBeNull();
        facts.BootTime.ShouldBeNull();
        facts.Memory.ShouldBeNull();
        facts.Load.ShouldBeNull();
        facts.Disks.ShouldBeEmpty();
        facts.Addresses.ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_that_broke_off_is_told() => FactsAnswer.Parse("@uname\nLinux\n").IsWhole.ShouldBeFalse();

    static SshFactsResult Read(string text) => FactsReader.Read(FactsAnswer.Parse(text), Now, TimeSpan.Zero);
}
