// Scans ports, asks what answers there, and writes a report in Markdown, for a wiki or a pull request.
//
//   runner run port-report.csx --input targets=10.0.0.0/28 --input ports=top:100 --input to=ports.md
//
//   targets   names, addresses, networks, ranges or hosts of the inventory, with commas between
//   ports     such as 22,80,8000-8100,https or top:100                          (top:100)
//   to        the report's file, relative to this script                        (ports.md)
//   allowed   the ports that may be open; without it any may

using PortState = Runner.Plugins.Scan.PortState;

var scan = await Run(new Scan.Ports
{
    Targets = Json(Inputs["targets"]),
    Ports = [Inputs.Get("ports", "top:100")],
    Services = true,
    Keep = 0, // the report is what is kept
});

var report = new StringBuilder($"# Open ports of {string.Join(", ", scan.Targets)}\n\n");
report.AppendLine($"{scan.Open} open ports on {scan.Up} hosts, seen on {scan.Ended:yyyy-MM-dd HH:mm} UTC by {scan.By}.");
foreach (var host in scan.Hosts)
{
    report.Append($"\n## {host.Name ?? host.Address}\n\n| port | protocol | program | TLS |\n|---:|---|---|---|\n");
    foreach (var port in host.Ports.Where(port => port.State == PortState.Open))
        report.AppendLine($"| {port.Port} | {port.Service?.Name} | {Cell($"{port.Service?.Product} {port.Service?.Version}")} | {port.Service?.Tls?.Protocol} |");
}

var file = FullPath(Inputs.Get("to", "ports.md"));
await File.WriteAllTextAsync(file, report.ToString(), Cancel);
Log($"{scan.Open} open ports, see {file}");

var open = scan.Hosts.SelectMany(host => host.Ports).Where(port => port.State == PortState.Open).Select(port => port.Port).Distinct().Order().ToList();
Output("open", open);
if (Inputs.Has("allowed"))
{
    var allowed = Inputs["allowed"].Split(',').Select(int.Parse).ToHashSet();
    var surprises = open.Where(port => !allowed.Contains(port)).ToList();
    Expect(() => surprises.Count == 0);
}

// What a server says of itself must not become Markdown of ours.
string Cell(string text) => text.Trim().Replace("|", "\\|").ReplaceLineEndings(" ");
