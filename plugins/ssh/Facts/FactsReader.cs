using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Ssh.Facts;

/// <summary>A system's answer as facts. What it does not understand is not known.</summary>
static class FactsReader
{
    /// <summary>A century: no machine has been up for longer.</summary>
    const long MostSeconds = 100L * 366 * 24 * 3600;

    /// <param name="answer">What the system answered.</param>
    /// <param name="now">When it did.</param>
    /// <param name="duration">How long it took.</param>
    public static SshFactsResult Read(FactsAnswer answer, DateTimeOffset now, TimeSpan duration)
    {
        var uname = answer.Lines("uname");
        var cpus = (int?)(FactsAnswer.Number(answer.First("cpus")) ?? FactsAnswer.Number(answer.Value("sysctl", "hw.ncpu")));
        var uptime = Uptime(answer);
        return new()
        {
            Hostname = uname.ElementAtOrDefault(3)?.Trim(),
            System = System(answer, uname.ElementAtOrDefault(0)?.Trim(), uname.ElementAtOrDefault(1)?.Trim()),
            Kernel = uname.ElementAtOrDefault(1)?.Trim(),
            Architecture = uname.ElementAtOrDefault(2)?.Trim(),
            Uptime = uptime,
            BootTime = uptime is { } up ? Second(now - up) : null,
            Cpus = cpus,
            Load = Load(answer.First("load") ?? answer.Value("sysctl", "vm.loadavg")?.Trim('{', '}'), cpus),
            Memory = MemoryReader.Read(answer),
            Disks = DiskReader.Read(answer),
            Addresses = Addresses(answer),
            Users = [.. answer.Lines("who").Select(line => FactsAnswer.Words(line)[0])],
            Virtualization = Virtualization(answer),
            Duration = duration,
        };
    }

    static SystemFacts System(FactsAnswer answer, string? family, string? release)
    {
        if (answer.Has("os-release"))
            return new(answer.Value("os-release", "ID"), answer.Value("os-release", "NAME"), answer.Value("os-release", "VERSION_ID"), family);
        if (answer.Has("sw-vers")) return new("macos", answer.Value("sw-vers", "ProductName"), answer.Value("sw-vers", "ProductVersion"), family);
        return new(family?.ToLowerInvariant(), family, family == "Linux" ? null : release, family);
    }

    static TimeSpan? Uptime(FactsAnswer answer)
    {
        if (answer.First("uptime") is { } first) return Decimal(FactsAnswer.Words(first)[0]) is < MostSeconds and var seconds ? TimeSpan.FromSeconds(seconds) : null;
        // "{ sec = 1700000000, usec = 0 } Tue Nov 14 22:13:20 2023", and plainly 1700000000 on OpenBSD.
        var boot = answer.Value("sysctl", "kern.boottime");
        var at = boot?.IndexOf("sec = ", StringComparison.Ordinal) ?? -1;
        var since = FactsAnswer.Number(at < 0 ? boot : boot![(at + "sec = ".Length)..]);
        return FactsAnswer.Number(answer.First("now")) - since is >= 0 and < MostSeconds and var up ? TimeSpan.FromSeconds(up) : null;
    }

    static LoadFacts? Load(string? text, int? cpus) =>
        text is not null && FactsAnswer.Words(text) is [var one, var five, var fifteen, ..] && Decimal(one) is { } first && Decimal(five) is { } second && Decimal(fifteen) is { } third
            ? new(first, second, third, cpus is > 0 ? Math.Round(second / cpus.Value, 2) : null) : null;

    static string? Virtualization(FactsAnswer answer) =>
        answer.First("container") ?? answer.First("virt") ?? (answer.Has("docker") ? "docker" : answer.First("product") switch
        {
            null => null,
            var product when product.Contains("KVM", StringComparison.OrdinalIgnoreCase) => "kvm",
            var product when product.Contains("VMware", StringComparison.OrdinalIgnoreCase) => "vmware",
            var product when product.Contains("VirtualBox", StringComparison.OrdinalIgnoreCase) => "oracle",
            "Virtual Machine" => "microsoft",
            _ => null,
        });

    static List<string> Addresses(FactsAnswer answer)
    {
        var found = new List<string>();
        foreach (var line in answer.Lines("ip").Concat(answer.Lines("ifconfig")))
        {
            var words = FactsAnswer.Words(line);
            for (var i = 0; i + 1 < words.Length; i++)
            {
                if (words[i] is not ("inet" or "inet6")) continue;
                var text = words[i + 1].StartsWith("addr:", StringComparison.Ordinal) ? words[i + 1]["addr:".Length..] : words[i + 1];
                text = text.Split('/', '%')[0];
                if (text.Length == 0 && i + 2 < words.Length) text = words[i + 2].Split('/', '%')[0];
                if (IPAddress.TryParse(text, out var address) && IsFarReaching(address) && !found.Contains(address.ToString())) found.Add(address.ToString());
            }
        }

        return found;
    }

    static bool IsFarReaching(IPAddress address) => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);

    // Two questions to one machine are to get one answer.
    static DateTimeOffset Second(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.AddMilliseconds(500).ToUnixTimeSeconds());

    static double? Decimal(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
