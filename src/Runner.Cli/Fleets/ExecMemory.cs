using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Cli.Fleets;

/// <summary>
/// What <c>--retry-failed</c> knows: the last commands of a folder, in a file of the user's state folder that only the user can
/// read. No output, no passwords, no values of variables.
/// </summary>
sealed class ExecMemory
{
    /// <summary>Of more commands nobody remembers what they were.</summary>
    const int MostCommands = 20;

    readonly string? path;
    readonly string folder;

    ExecMemory(string? path, string folder) => (this.path, this.folder) = (path, folder);

    /// <summary>Whether there is a place to remember in.</summary>
    public bool Exists => path is not null;

    /// <summary>The memory of the working directory.</summary>
    public static ExecMemory Of(Surroundings around)
    {
        // A relative path is to be ignored (XDG Base Directory Specification 0.8).
        var state = around.Variables("XDG_STATE_HOME") is { } given && Path.IsPathFullyQualified(given) ? given
            : around.Variables("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state") : null;
        var folder = Path.GetFullPath(around.WorkingDirectory);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..32];
        return new(state is null ? null : Path.Combine(state, "runner", "exec", name + ".json"), folder);
    }

    /// <summary>The commands, the last first.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is not one of these.</exception>
    public IReadOnlyList<RememberedExec> Read()
    {
        if (path is null || !File.Exists(path)) return [];
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.GetProperty("commands").EnumerateArray().Select(ReadCommand)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"what failed the last time cannot be read: {e.Message}", null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UsageException($"{path} is not what `runner exec` wrote there", "remove it; it only remembers which hosts failed");
        }
    }

    /// <summary>Puts a command before the others, in place of an earlier run of it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Remember(RememberedExec command)
    {
        if (path is null) return;
        IReadOnlyList<RememberedExec> known;
        try
        {
            known = Read();
        }
        catch (UsageException)
        {
            // What cannot be read is of no use to anyone; the next who asks finds this command.
            known = [];
        }

        RememberedExec[] commands = [command, .. known.Where(other => !other.Arguments.IsSameWork(command.Arguments)).Take(MostCommands - 1)];
        PrivateFile.MakeFolder(Path.GetDirectoryName(path)!);
        PrivateFile.Replace(path, file => Write(commands, file));
    }

    void Write(RememberedExec[] commands, Stream file)
    {
        using var json = new Utf8JsonWriter(file, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("folder", folder);
        json.WriteStartArray("commands");
        foreach (var (arguments, failed, at) in commands)
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            if (arguments.Pattern is { } pattern) json.WriteString("pattern", pattern);
            WriteList(json, "command", arguments.Command);
            json.WriteStartObject("options");
            foreach (var (name, values) in arguments.Options) WriteList(json, name, values);
            json.WriteEndObject();
            WriteList(json, "failed", failed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static RememberedExec ReadCommand(JsonElement command)
    {
        var arguments = new ExecArguments
        {
            Pattern = command.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null,
            Command = ReadList(command.GetProperty("command")),
            Options = command.GetProperty("options").EnumerateObject().ToDictionary(option => option.Name, option => ReadList(option.Value), StringComparer.Ordinal),
        };
        return new(arguments, ReadList(command.GetProperty("failed")), command.GetProperty("at").GetDateTimeOffset());
    }

    static IReadOnlyList<string> ReadList(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];
}
