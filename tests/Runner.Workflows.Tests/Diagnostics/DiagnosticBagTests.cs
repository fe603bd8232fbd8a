using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Diagnostics;

public sealed class DiagnosticBagTests
{
    readonly SourceText source = new("a.yaml", new string('x', 1000));

    [Fact]
    public void Diagnostics_come_in_the_order_of_the_file()
    {
        DiagnosticBag bag = [];
        foreach (var start in new[] { 5, 1, 3, 1 }) bag.Error(DiagnosticCodes.InvalidValue, new(source, new(start, 1)), $"at {start}");

        bag.Select(found => found.Location.Span.Start).ShouldBe([1, 1, 3, 5]);
    }

    [Fact]
    public void Warning_keeps_nothing_from_running()
    {
        DiagnosticBag bag = [];
        bag.Warning(DiagnosticCodes.InvalidValue, new(source, default), "odd");

        bag.HasErrors.ShouldBeFalse();
        bag.ShouldHaveSingleItem().ToString().ShouldBe("a.yaml:1:1: warning RUN0204: odd");
    }

    [Fact]
    public void Bag_tells_the_first_hundred_and_that_there_is_more()
    {
        DiagnosticBag bag = [];
        for (var i = 0; i < DiagnosticBag.MaxCount; i++) bag.Error(DiagnosticCodes.InvalidValue, new(source, new(i, 1)), $"number {i}");
        bag.Count.ShouldBe(DiagnosticBag.MaxCount);

        for (var i = 0; i < 5; i++) bag.Error(DiagnosticCodes.InvalidValue, new(source, new(0, 1)), "another");

        bag.Count.ShouldBe(DiagnosticBag.MaxCount + 1);
        bag.Last().Message.ShouldBe("there is more; only the first 100 are told");
    }

    [Fact]
    public void Full_bag_still_knows_an_error_from_warnings()
    {
        DiagnosticBag bag = [];
        for (var i = 0; i < 200; i++) bag.Warning(DiagnosticCodes.InvalidValue, new(source, default), "odd");
        bag.HasErrors.ShouldBeFalse();

        bag.Error(DiagnosticCodes.InvalidValue, new(source, default), "wrong");

        bag.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Message_is_one_line_of_bearable_length()
    {
        DiagnosticBag bag = [];
        bag.Error(DiagnosticCodes.InvalidValue, new(source, default), "a\r\nb\e[2J\u2028c" + new string('d', 5000), "e\nf");

        var told = bag.ShouldHaveSingleItem();
        told.Message.ShouldStartWith("a  b [2J cddd");
        told.Message.Length.ShouldBe(1001);
        told.Help.ShouldBe("e f");
    }
}
