using System.Text.Json;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Http.JsonSchemas;

/// <summary>Runs every published case in the folder Suite.</summary>
public sealed class SuiteTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Http", "JsonSchemas", "Suite");

    /// <summary>Groups with cases that are not met, and why. One that is met is taken out of here, or its test fails.</summary>
    static readonly Dictionary<string, string> Unmet = new()
    {
        ["draft2020-12/ref.json: remote ref, containing refs itself"] = "meta-schemas are not part of the program",
        ["draft7/ref.json: remote ref, containing refs itself"] = "meta-schemas are not part of the program",
        ["draft2020-12/dynamicRef.json: $ref to $dynamicRef finds detached $dynamicAnchor"] = "nothing is fetched",
        ["draft2020-12/format/hostname.json: validation of A-label (punycode) host names"] = "the tables of IDNA are not part of the program",
    };

    public static TheoryData<string, string> Groups()
    {
        var groups = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Where(static file => !file.Contains("remotes", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var group in document.RootElement.EnumerateArray()) groups.Add(Path.GetRelativePath(Folder, file).Replace('\\', '/'), group.GetProperty("description").GetString()!);
        }
        return groups;
    }

    [Theory, MemberData(nameof(Groups))]
    public void Schema_judges_as_the_published_cases_say(string file, string group)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var wrong = new List<string>();
        foreach (var cases in document.RootElement.EnumerateArray().Where(each => each.GetProperty("description").GetString() == group))
        {
            try
            {
                var schema = Compile(file, cases.GetProperty("schema"));
                foreach (var test in cases.GetProperty("tests").EnumerateArray())
                {
                    var report = schema.Check(test.GetProperty("data"), TestContext.Current.CancellationToken);
                    if (report.Conforms != test.GetProperty("valid").GetBoolean())
                        wrong.Add($"{test.GetProperty("description").GetString()}: {string.Join("; ", report.Violations)}");
                }
            }
            catch (SchemaException e)
            {
                wrong.Add(e.Message);
            }
        }

        if (Unmet.ContainsKey($"{file}: {group}")) wrong.ShouldNotBeEmpty("it is met: take it out of the list");
        else wrong.ShouldBeEmpty();
    }

    static JsonSchema Compile(string file, JsonElement schema)
    {
        // What names no version is of the version of its folder.
        if (file.StartsWith("draft7/", StringComparison.Ordinal) && schema.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("$schema", out _))
        {
            var members = schema.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value);
            members["$schema"] = JsonElement.Parse("\"http://json-schema.org/draft-07/schema#\"");
            schema = JsonSerializer.SerializeToElement(members);
        }

        // The suite's server is a folder here: what a schema of that address refers to lies beside it.
        const string server = "http://localhost:1234/draft2020-12/";
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("$id", out var id) || !id.GetString()!.StartsWith(server, StringComparison.Ordinal))
            return JsonSchema.From(schema);
        using var folder = new PeerFolder();
        foreach (var remote in Directory.EnumerateFiles(Path.Combine(Folder, "remotes"))) File.Copy(remote, folder.At(Path.GetFileName(remote)));
        return JsonSchema.Load(folder.Write("case.json", schema.GetRawText()));
    }

    [Fact]
    public void The_suite_is_there() => Groups().Count.ShouldBeGreaterThan(300);
}
