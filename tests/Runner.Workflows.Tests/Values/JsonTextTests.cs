using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Values;

public sealed class JsonTextTests
{
    [Fact]
    public void Half_of_a_surrogate_pair_reads_as_the_replacement_character()
    {
        using var json = JsonDocument.Parse("""{ "a\ud800b": "x\ud83d\n\"\u00e9\ud83d\ude00" }""");

        var (name, value) = ClrValue.From(json.RootElement).AsObject().Entries.Single();

        name.ShouldBe("a\ufffdb");
        value.AsString().ShouldBe("x\ufffd\n\"é😀");
    }
}
