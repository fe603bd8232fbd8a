using System.Text;
using System.Text.Json;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Diagnostics.Reference;
using Runner.Workflows.Diagnostics.Rendering;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Diagnostics.Rendering;

public sealed class ReportTests
{
    static readonly SourceText Source = new("dir/a.yaml", "one\ntwo three\nfour");
    static readonly SourceText Unreadable = new("b.yaml", "");

    [Fact]
    public void Sarif_has_what_its_schema_requires()
    {
        var document = Sarif();

        document.GetProperty("version").GetString().ShouldBe("2.1.0");
        var run = document.GetProperty("runs").EnumerateArray().ShouldHaveSingleItem();
        run.GetProperty("columnKind").GetString().ShouldBe("utf16CodeUnits");
        var driver = run.GetProperty("tool").GetProperty("driver");
        driver.GetProperty("name").GetString().ShouldBe("Runner");
        driver.GetProperty("version").GetString().ShouldBe("1.2.3");
        var rules = driver.GetProperty("rules").EnumerateArray().ToList();
        rules.Select(rule => rule.GetProperty("id").GetString()).ShouldBe([DiagnosticCodes.Unreadable, DiagnosticCodes.InvalidValue]);
        rules.ShouldAllBe(rule => rule.GetProperty("fullDescription").GetProperty("text").GetString()!.Length > 0 && rule.GetProperty("help").GetProperty("text").GetString()!.Length > 0);
        foreach (var result in run.GetProperty("results").EnumerateArray())
        {
            var rule = rules[result.GetProperty("ruleIndex").GetInt32()];
            rule.GetProperty("id").GetString().ShouldBe(result.GetProperty("ruleId").GetString());
            result.GetProperty("message").GetProperty("text").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public void Sarif_tells_level_place_and_help()
    {
        var results = Sarif().GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList();

        results[0].GetProperty("level").GetString().ShouldBe("warning");
        results[0].GetProperty("message").GetProperty("text").GetString().ShouldBe("odd: 50%, \"x\"\nHelp: write it, once");
        var place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        place.GetProperty("artifactLocation").GetProperty("uri").GetString().ShouldBe("dir/a.yaml");
        Numbers(place.GetProperty("region"), "startLine", "startColumn", "endLine", "endColumn").ShouldBe([2, 5, 2, 10]);
        results[2].GetProperty("level").GetString().ShouldBe("error");
        results[2].GetProperty("locations")[0].GetProperty("physicalLocation").TryGetProperty("region", out _).ShouldBeFalse();
    }

    [Fact]
    public void Json_counts_from_one_and_ends_before_the_end()
    {
        var diagnostics = Json().GetProperty("diagnostics").EnumerateArray().ToList();

        var range = diagnostics[0].GetProperty("range");
        Numbers(range.GetProperty("start"), "line", "column").ShouldBe([2, 5]);
        Numbers(range.GetProperty("end"), "line", "column").ShouldBe([2, 10]);
        Numbers(diagnostics[1].GetProperty("range").GetProperty("end"), "line", "column").ShouldBe([3, 1]);
        diagnostics[2].GetProperty("range").ValueKind.ShouldBe(JsonValueKind.Null);
        diagnostics[2].GetProperty("help").ValueKind.ShouldBe(JsonValueKind.Null);
        Numbers(Json().GetProperty("summary"), "files", "valid", "errors", "warnings").ShouldBe([2, 1, 1, 2]);
    }

    [Fact]
    public void GitHub_gets_a_command_a_line_with_its_own_escapes()
    {
        using var output = new StringWriter();
        GitHubReport.Write(Report, output);

        output.ToString().Split('\n').ShouldBe(
        [
            "::warning file=dir/a.yaml,line=2,col=5,endLine=2,endColumn=9,title=RUN0204::odd: 50%25, \"x\"%0Ahelp: write it, once",
            "::warning file=dir/a.yaml,line=2,endLine=3,title=RUN0204::two lines",
            "::error file=b.yaml,title=RUN0001::there is no such file",
            "",
        ]);
    }

    [Fact]
    public void Page_is_found_by_its_code_however_it_is_written()
    {
        foreach (var written in new[] { "RUN0203", "run0203", "203", "0203" }) DiagnosticCatalogue.Find(written).ShouldNotBeNull(written).Code.ShouldBe("RUN0203");
        foreach (var written in new[] { "", "RUN", "RUN9999", "x", "-203", "99999999" }) DiagnosticCatalogue.Find(written).ShouldBeNull(written);
    }

    static ValidationReport Report
    {
        get
        {
            DiagnosticBag first = [], second = [];
            first.Warning(DiagnosticCodes.InvalidValue, new(Source, new(8, 5)), "odd: 50%, \"x\"", "write it, once");
            first.Warning(DiagnosticCodes.InvalidValue, new(Source, new(8, 6)), "two lines");
            second.Error(DiagnosticCodes.Unreadable, new(Unreadable, default), "there is no such file");
            return new([new(Source.Path, first), new(Unreadable.Path, second)]);
        }
    }

    static JsonElement Json()
    {
        using var output = new MemoryStream();
        JsonReport.Write(Report, output);
        return Parse(output);
    }

    static JsonElement Sarif()
    {
        using var output = new MemoryStream();
        SarifReport.Write(Report, "1.2.3", Environment.CurrentDirectory, output);
        return Parse(output);
    }

    static JsonElement Parse(MemoryStream output)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(output.ToArray()));
        return document.RootElement.Clone();
    }

    static IEnumerable<int> Numbers(JsonElement owner, params string[] names) => names.Select(name => owner.GetProperty(name).GetInt32());
}
