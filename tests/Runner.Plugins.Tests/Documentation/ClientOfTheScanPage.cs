using Runner.Plugins.Scan;

namespace Runner.Plugins.Tests.Documentation;

/// <summary>The C# of docs/SCAN.md, so that the compiler holds it to the client. A test holds the page to it.</summary>
static class ClientOfTheScanPage
{
    public static async Task RunAsync()
    {
        if (await PortScanner.IsPortOpenAsync("db1", 5432, TimeSpan.FromSeconds(2))) Console.WriteLine("the database is up");

        await foreach (var found in PortScanner.ScanAsync(["10.0.0.0/24"], "22,80,443")) Console.WriteLine(found);

        var report = await PortScanner.CollectAsync(["10.0.0.0/24"], "top:100", new ScanOptions { DetectServices = true, MaxRate = 2000 });
        foreach (var host in report.Hosts) Console.WriteLine($"{host.Address}: {host.Ports.Count(port => port.State == PortState.Open)} open");

        var later = await PortScanner.CollectAsync(["10.0.0.0/24"], "top:100", new ScanOptions { DetectServices = true });
        foreach (var line in PortScanner.Compare(report, later).Lines) Console.WriteLine(line);
    }
}
