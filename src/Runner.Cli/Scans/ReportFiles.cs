using System.Text.Json;

namespace Runner.Cli.Scans;

/// <summary>
/// Where the action leaves its report for the command: the plugin is reached through the catalogue only, and a scan that is cut short
/// has no result. A folder of the user's alone, gone afterwards.
/// </summary>
sealed class ReportFiles : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-scan-").FullName;

    /// <summary>The report as JSON.</summary>
    public string Json => Path.Combine(folder, "report.json");

    /// <summary>The report in nmap's format.</summary>
    public string Xml => Path.Combine(folder, "report.xml");

    /// <summary>The report, read; null when there is none.</summary>
    public JsonDocument? Read() => File.Exists(Json) ? JsonDocument.Parse(File.ReadAllBytes(Json)) : null;

    /// <summary>Whether a file looks like a report: what is wrong inside is told by who reads it.</summary>
    public static bool IsReport(string file)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(file));
            return report.RootElement.ValueKind == JsonValueKind.Object && report.RootElement.TryGetProperty("hosts", out _) && report.RootElement.TryGetProperty("scope", out _);
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes one of the files to the standard output.</summary>
    public static void Print(string file, Surroundings around)
    {
        using var source = File.OpenRead(file);
        source.CopyTo(around.Output);
        around.Output.Flush();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
