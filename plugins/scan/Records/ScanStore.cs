using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Records;

/// <summary>
/// The scans that were made, a file each, in a folder for each name: <c>.runner/scans/NAME/ID.json</c> of the project. Files and
/// folders are their owner's only.
/// </summary>
sealed class ScanStore
{
    /// <summary>What a scan that has not ended is kept in, beside those that have.</summary>
    const string PartialEnding = ".partial";

    const string Ending = ".json";

    readonly string folder;

    internal ScanStore(string folder) => this.folder = folder;

    /// <summary>Where they are.</summary>
    internal string Folder => folder;

    /// <summary>
    /// Where scans are kept: in the project (the folder with runner.yaml, here or above), else in the user's state folder
    /// (XDG Base Directory Specification 0.8).
    /// </summary>
    /// <param name="baseDirectory">The folder of the workflow.</param>
    /// <param name="variable">Environment variables; null for those of the process.</param>
    internal static ScanStore Near(string baseDirectory, Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        for (var at = new DirectoryInfo(baseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "runner.yaml"))) return new(Path.Combine(at.FullName, ".runner", "scans"));
        }

        var state = variable("XDG_STATE_HOME") is { } given && Path.IsPathFullyQualified(given) ? given
            : variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : null;
        return new(state is null ? Path.Combine(baseDirectory, ".runner", "scans") : Path.Combine(state, "runner", "scans"));
    }

    /// <summary>A new id: the time, so that names sort by it, and letters that tell scans of one moment apart.</summary>
    internal static string NewId(DateTimeOffset now) =>
        $"{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 4)}";

    /// <summary>The name for a scan that was not given one: what it asks, so that it is compared with itself only.</summary>
    internal static string NameFor(IReadOnlyList<string> targets, IReadOnlyList<string> exclude, string? ports, ScanMethod method)
    {
        var asked = $"{string.Join('\n', targets)}\n\0{string.Join('\n', exclude)}\n\0{ports}\n\0{(method == ScanMethod.Udp ? "udp" : "tcp")}";
        var shown = new StringBuilder();
        foreach (var letter in targets.Count > 0 ? targets[0] : "scan")
        {
            if (shown.Length == 40) break;
            shown.Append(IsNameLetter(letter) ? letter : '_');
        }

        return $"{(shown[0] is '.' or '-' ? "_" : "")}{shown}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..8]}";
    }

    /// <summary>Refuses a name that cannot be a folder's.</summary>
    /// <exception cref="ActionInputException">It has letters that a path gives a meaning to.</exception>
    internal static string CheckedName(string name, string input) =>
        IsName(name)
            ? name
            : throw new ActionInputException(input, $"`{input}` is {Words.Quote(name)}: a name is letters, digits, dots, dashes and underscores, and begins with a letter or a digit.");

    /// <summary>Keeps a report, and drops the oldest of its name.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    internal string Save(ScanReport report, string name, int keep)
    {
        var path = Path.Combine(OpenFolder(name), report.Id + Ending);
        ScanFiles.Write(path, stream =>
        {
            ReportWriter.Write(report, stream);
            stream.WriteByte((byte)'\n');
        });
        foreach (var old in IdsOf(name).SkipLast(keep)) File.Delete(Path.Combine(folder, name, old + Ending));
        return path;
    }

    /// <summary>Keeps what was found so far.</summary>
    /// <inheritdoc cref="Save"/>
    internal void SavePartial(PartialScan scan, string name) => ScanFiles.Write(Path.Combine(OpenFolder(name), scan.Report.Id + PartialEnding), scan, ReportJson.Readable.PartialScan);

    /// <summary>Forgets what was found so far: the scan has ended.</summary>
    internal void DropPartial(string id, string name) => File.Delete(Path.Combine(folder, name, id + PartialEnding));

    /// <summary>The ids of a name, the oldest first.</summary>
    internal IReadOnlyList<string> IdsOf(string name) => Ids(Path.Combine(folder, name), Ending);

    /// <summary>The names under which there is something.</summary>
    internal IReadOnlyList<string> Names => Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The last report of a name but those that are left out; null when there is none.</summary>
    internal ScanReport? Last(string name, Func<string, bool> isMeant, string input) =>
        IdsOf(name).LastOrDefault(isMeant) is { } id ? ScanFiles.ReadReport(Path.Combine(folder, name, id + Ending), input) : null;

    /// <summary>The report of an id, or of a file.</summary>
    /// <exception cref="ActionInputException">There is none.</exception>
    internal ScanReport Find(string idOrFile, string baseDirectory, string input)
    {
        if (idOrFile.Length > 0 && idOrFile.All(IsNameLetter) && Names.Select(name => Path.Combine(folder, name, idOrFile + Ending)).FirstOrDefault(File.Exists) is { } stored) return ScanFiles.ReadReport(stored, input);
        var path = RegularFile.FullPath(idOrFile, baseDirectory, input);
        if (File.Exists(path) || LooksLikePath(idOrFile)) return ScanFiles.ReadReport(path, input);
        throw new ActionInputException(input, $"`{input}` is {Words.Quote(idOrFile)}, and there is neither a scan of this id nor such a file{Known()}");
    }

    /// <summary>The scan to go on with: of an id, or of a file with what was found so far.</summary>
    /// <exception cref="ActionInputException">There is none.</exception>
    internal PartialScan FindPartial(string idOrFile, string baseDirectory, string input)
    {
        var wanted = idOrFile == "last" ? Names.SelectMany(name => Ids(Path.Combine(folder, name), PartialEnding)).Max(StringComparer.Ordinal) : idOrFile;
        if (wanted is null) throw new ActionInputException(input, $"`{input}` is last, and no scan was cut short here: each of them has ended.");
        var stored = wanted.Length > 0 && wanted.All(IsNameLetter) ? Names.Select(name => Path.Combine(folder, name, wanted)).ToList() : [];
        if (stored.Select(path => path + PartialEnding).FirstOrDefault(File.Exists) is { } found) return Partial(found, input);
        if (stored.Exists(path => File.Exists(path + Ending))) throw new ActionInputException(input, $"`{input}` is {wanted}: that scan ended, and there is nothing to go on with.");
        var path = RegularFile.FullPath(wanted, baseDirectory, input);
        if (File.Exists(path) || LooksLikePath(wanted)) return Partial(path, input);
        throw new ActionInputException(input, $"`{input}` is {Words.Quote(wanted)}, and there is neither a scan of this id that was cut short nor such a file.");
    }

    static PartialScan Partial(string path, string input)
    {
        var scan = ScanFiles.Read(path, input, ReportJson.Readable.PartialScan);
        // The file may be anybody's: its names become paths, and its hosts are asked.
        var wrong = scan.Report is not { } report ? ""
            : !IsName(report.Id) || report.SavedAs is { } name && !IsName(name) ? ": its id or its name is none"
            : scan.Asking is { } asking && (asking.Position < 0 || asking.Decided is null || asking.Hosts?.All(static host => IPAddress.TryParse(host, out _)) == false) ? ": what it says of how far it came cannot be"
            : null;
        return wrong is null ? scan : throw new ActionInputException(input, $"`{input}` {path} is no scan that was cut short{wrong}.");
    }

    string OpenFolder(string name)
    {
        var inside = Path.Combine(folder, name);
        PrivateFile.MakeFolder(inside);
        // In a project's folder they would be offered to its version control, and name what is inside a network.
        var parent = Path.GetDirectoryName(folder)!;
        var ignore = Path.Combine(parent, ".gitignore");
        if (Path.GetFileName(parent) == ".runner" && !File.Exists(ignore)) ScanFiles.Write(ignore, stream => stream.Write("*\n"u8));
        return inside;
    }

    static IReadOnlyList<string> Ids(string folder, string ending) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + ending).Select(path => Path.GetFileNameWithoutExtension(path)).Where(id => id[0] != '.').Order(StringComparer.Ordinal)] : [];

    string Known()
    {
        var last = Names.SelectMany(IdsOf).Order(StringComparer.Ordinal).TakeLast(3).ToList();
        return last.Count == 0 ? ": no scan is stored here." : $": the last ones are {string.Join(", ", last)}.";
    }

    static bool LooksLikePath(string text) => text.Contains('/', StringComparison.Ordinal) || text.EndsWith(Ending, StringComparison.Ordinal) || text.EndsWith(PartialEnding, StringComparison.Ordinal);

    static bool IsName(string name) => name.Length is > 0 and <= 100 && name[0] is not ('.' or '-') && name.All(IsNameLetter);

    static bool IsNameLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_';
}
