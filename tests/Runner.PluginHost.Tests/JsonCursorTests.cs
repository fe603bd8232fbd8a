using System.Text;
using System.Text.Json;
using Runner.PluginHost.Manifests;
using Runner.PluginHost.Tests.Fixtures;

namespace Runner.PluginHost.Tests;

/// <summary>The manifests' own JSON reader, held against the one of .NET.</summary>
public sealed class JsonCursorTests
{
    [Theory]
    [InlineData("\"plain\"")]
    [InlineData("\"é 漢字 \U0001F600\"")]
    [InlineData("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")]
    [InlineData("\"\\u00e9\\uD83D\\ude00x\"")]
    [InlineData(" \n\t\r\"\" ")]
    public void Text_is_what_dotnet_reads(string json)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json));
        cursor.NextText().ShouldBe(JsonSerializer.Deserialize<string>(json));
        cursor.End();
    }

    [Fact]
    public void Name_written_with_escapes_is_the_same_name()
    {
        var cursor = new JsonCursor("{ \"k\\u0069nd\": 1 }"u8);
        cursor.Advance();
        cursor.NextProperty().ShouldBeTrue();
        cursor.Is("kind"u8).ShouldBeTrue();
        cursor.Is("kin"u8).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Integer_is_read(string json, long number)
    {
        var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json));
        cursor.NextInteger().ShouldBe(number);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("-")]
    [InlineData("9223372036854775808")]
    [InlineData("true")]
    public void What_is_no_integer_is_refused(string json)
    {
        Should.Throw<ManifestFormatException>(() =>
        {
            var cursor = new JsonCursor(Encoding.UTF8.GetBytes(json));
            cursor.NextInteger();
        });
    }

    [Fact]
    public void Nesting_without_end_is_refused_before_the_stack_is()
    {
        var json = Encoding.UTF8.GetBytes("{\"format\":2,\"actions\":[{\"inputs\":" + string.Concat(Enumerable.Repeat("{\"element\":", 100_000)));
        Should.Throw<ManifestFormatException>(() => ManifestReader.Read(json)).Message.ShouldBe("this is nested more than 256 deep");
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused() =>
        Should.Throw<ManifestFormatException>(() => ManifestReader.Read([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)'}'])).Message.ShouldBe("it is not UTF-8 text");

    [Fact]
    public void What_dotnet_does_not_accept_as_json_is_refused_whatever_byte_is_damaged()
    {
        using var folder = new TemporaryFolder();
        PluginCompiler.Compile(folder.Path, "Fuzz", Sources.WithInputs("public bool Flag { get; set; } public List<int>? Numbers { get; set; }"));
        var whole = File.ReadAllBytes(PluginManifestBuilder.Write(folder.Path));
        var random = new Random(1);
        var accepted = 0;
        var refused = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[random.Next(whole.Length)] = (byte)"{}[]\",:\\0t -1n\n\u0001x"[random.Next(17)];
            var isJson = IsJson(damaged);
            var isManifest = IsManifest(damaged);
            (isManifest && !isJson).ShouldBeFalse(Encoding.UTF8.GetString(damaged));
            if (isManifest) accepted++;
            else refused++;
        }

        // Both happen: damage inside a text is no damage to a manifest.
        accepted.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(100);
    }

    static bool IsManifest(byte[] json)
    {
        try
        {
            return ManifestReader.Read(json) is not null;
        }
        catch (ManifestFormatException)
        {
            return false;
        }
    }

    static bool IsJson(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
