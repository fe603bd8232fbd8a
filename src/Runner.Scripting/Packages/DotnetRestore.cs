using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Runner.Workflows.Types;

namespace Runner.Scripting.Packages;

/// <summary>Asks the installed SDK to restore a project: sources, credentials, proxies and caches are those that the user has set up for it.</summary>
static partial class DotnetRestore
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    const string NoSdk = "packages are restored by the .NET SDK, and there is none: install it (https://dotnet.microsoft.com/download) and have `dotnet` on the PATH, or name an assembly: #r \"lib/Shop.dll\"";

    /// <summary>Restores.</summary>
    /// <param name="project">The project's file.</param>
    /// <param name="cancel">Ends it, with all that it started.</param>
    /// <exception cref="PackageException">It does not work, and why.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static void Run(string project, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList = { "restore", project, "--nologo", "--verbosity", "quiet", "--disable-build-servers", "-nodeReuse:false", "-tl:off" },
        };
        // Its messages are read, and so have to be those that are known.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        // Those of Runner's own process are Runner's own.
        foreach (var own in (string[])["DOTNET_GCHeapHardLimit", "DOTNET_STARTUP_HOOKS"]) start.Environment.Remove(own);
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new PackageException("nuget", $"restoring took longer than {DurationText.Format(Limit)}: is the package source reachable?");
        }

        var said = output.GetAwaiter().GetResult() + "\n" + error.GetAwaiter().GetResult();
        if (process.ExitCode != 0) throw Explain(said, process.ExitCode);
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new PackageException("nuget", NoSdk);
        }
    }

    static PackageException Explain(string said, int exitCode)
    {
        if (said.Contains("No .NET SDKs were found", StringComparison.Ordinal) || said.Contains("compatible .NET SDK was not found", StringComparison.Ordinal)) return new("nuget", NoSdk);
        var errors = Errors().Matches(said);
        // One that says what is missing is better than one that says what follows from it.
        var error = errors.FirstOrDefault(match => match.Groups["code"].Value is "NU1301" or "NU1101" or "NU1102" or "NU1103") ?? errors.FirstOrDefault();
        if (error is null) return new("nuget", $"`dotnet restore` ended with {exitCode}: {said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "it says nothing"}");
        var (code, message) = (error.Groups["code"].Value, error.Groups["message"].Value.Trim());
        var package = Packages().Match(message) is { Success: true } named ? named.Groups["id"].Value : null;
        return code switch
        {
            "NU1301" => new(code, $"a package source cannot be reached: {message}"),
            "NETSDK1045" => new(code, $"the installed SDK is too old for Runner's .NET {Environment.Version.Major}: {message}"),
            "NU1403" => new(code, $"{message} The package is not the one that was restored before; if that is right, `runner cache clear scripts` forgets the earlier one.", package),
            _ => new(code, message, package),
        };
    }

    [GeneratedRegex(@"error (?<code>(NU|NETSDK|MSB)\d+): (?<message>.*?)( \[[^\]\n]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Errors();

    [GeneratedRegex(@"(?i:package) '?(?<id>[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*)'?")]
    private static partial Regex Packages();
}
