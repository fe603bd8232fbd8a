using System.Reflection;
using System.Text;

namespace Runner.Cli.Tests.Fixtures;

/// <summary>A folder to work in, and what commands say there.</summary>
sealed class Shell : IDisposable
{
    // One for all tests: what Runner knows of the plugin is made once.
    static readonly string Home = Directory.CreateTempSubdirectory("runner-home-").FullName;

    readonly Dictionary<string, string> variables = new() { ["HOME"] = Home };
    readonly MemoryStream output = new();
    readonly MemoryStream error = new();

    public static string HttpPlugin { get; } = typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "HttpPlugin").Value!;

    /// <summary>Serves itself what it asks.</summary>
    public const string Check = """
        name: check
        inputs: { status: { type: number, default: 200 }, expected: { type: number, default: 200 } }
        steps:
          - id: stub
            uses: http.serve
            with: { routes: [{ path: /health, status: ["${{ inputs.status }}"], json: { ok: true } }] }
          - { name: get, uses: http.get, with: { url: "${{ steps.stub.result.url }}/health" }, expect: result.status == inputs.expected }
        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("runner-cli-").FullName;

    public string Out => Encoding.UTF8.GetString(output.ToArray());

    public string Error => Encoding.UTF8.GetString(error.ToArray());

    public CancellationToken Cancel { get; init; }

    /// <summary>What comes on standard input.</summary>
    public string Input { get; set; } = "";

    /// <summary>Whether a person sits there, who sees the output and types the input.</summary>
    public bool IsTerminal { get; set; }

    public Shell() => variables["XDG_STATE_HOME"] = PathOf("state");

    public Shell With(string variable, string value)
    {
        variables[variable] = value;
        return this;
    }

    public Shell Write(string path, string text)
    {
        var full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public string PathOf(string path) => Path.Combine(Folder, path);

    public int Run(params string[] arguments)
    {
        output.SetLength(0);
        error.SetLength(0);
        return RunnerProgram.Run(arguments, new(output, error)
        {
            WorkingDirectory = Folder,
            BuiltInPlugins = HttpPlugin,
            Variables = name => variables.GetValueOrDefault(name),
            Cancel = () => Cancel,
            Input = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
            IsTerminal = () => IsTerminal,
            IsInputTerminal = () => IsTerminal,
        });
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
