using System.Globalization;
using Runner.Workflows.Values;

namespace Runner.Cli.Hosts;

/// <summary>Hosts in columns, for people.</summary>
static class HostTable
{
    const int WidestColumn = 40;

    public static void Write(HostList list, TextWriter output)
    {
        if (list.WithVariables)
        {
            WriteBlocks(list, output);
            return;
        }

        string[] titles = ["NAME", "ADDRESS", "PORT", "USER", "GROUPS"];
        List<string[]> rows = [titles, .. list.Hosts.Select(host => (string[])[host.Name, host.Address ?? "-", PortOf(host.Port), host.User ?? "-", string.Join(", ", HostList.GroupsOf(host))])];
        var widths = titles.Select((_, column) => Math.Min(WidestColumn, rows.Max(row => row[column].Length))).ToArray();
        foreach (var row in rows) output.WriteLine(string.Join("  ", row.Select((text, column) => PrintableText.Of(text).PadRight(widths[column]))).TrimEnd());
    }

    static void WriteBlocks(HostList list, TextWriter output)
    {
        for (var i = 0; i < list.Hosts.Count; i++)
        {
            var host = list.Hosts[i];
            if (i > 0) output.WriteLine();
            output.WriteLine(PrintableText.Of(host.Name));
            Line("address", host.Address);
            Line("port", host.Port is { } port ? PortOf(port) : null);
            Line("user", host.User);
            foreach (var (name, value) in list.SettingsOf(host)) Line(name, value);
            if (HostList.GroupsOf(host).ToList() is { Count: > 0 } groups) Line("groups", string.Join(", ", groups));
            if (host.Variables.Count > 0) output.WriteLine("  vars:");
            foreach (var (name, value) in host.Variables) output.WriteLine($"    {PrintableText.Of(name)}: {PrintableText.Of(list.WithoutSecrets(TextOf(value)))}");
        }

        void Line(string name, string? value)
        {
            if (value is not null) output.WriteLine($"  {PrintableText.Of(name)}: {PrintableText.Of(value)}");
        }
    }

    static string PortOf(int? port) => port?.ToString(CultureInfo.InvariantCulture) ?? "-";

    static string TextOf(object? value) => value as string ?? ValueJson.Write(ClrValue.From(value), indented: false);
}
