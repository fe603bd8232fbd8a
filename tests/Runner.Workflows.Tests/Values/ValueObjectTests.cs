using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Values;

public sealed class ValueObjectTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public void Names_that_differ_in_case_are_kept_apart_and_found_exactly_first(int others)
    {
        var value = new ValueObject();
        for (var i = 0; i < others; i++) value[$"other{i}"] = Value.From(i);
        value["id"] = Value.From(1);
        value["ID"] = Value.From(2);
        value["id"] = Value.From(3);

        value.Entries.Count().ShouldBe(others + 2);
        value["id"].ShouldBe(Value.From(3));
        value["ID"].ShouldBe(Value.From(2));
        value["Id"].ShouldBe(Value.From(3));
        value["OTHER2"].ShouldBe(Value.From(2));
        value.TryGet("none", out _).ShouldBeFalse();
        value.Entries.Select(entry => entry.Key).Take(2).ShouldBe(["other0", "other1"]);
    }
}
