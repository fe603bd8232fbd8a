namespace Runner.Reporting.Tests.Fleets;

public sealed class HostRangesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("web1", "web1")]
    [InlineData("web1 web1", "web1")]
    [InlineData("web01 web02 web03 web07", "web[01-03,07]")]
    [InlineData("web08 web09 web10 web11", "web[08-11]")]
    [InlineData("web8 web9 web10", "web[8-10]")]
    [InlineData("web3 web1 web2", "web[1-3]")]
    [InlineData("web9 web010", "web[9,010]")]
    [InlineData("web1 web01", "web[1,01]")]
    [InlineData("db web1 web2", "db web[1-2]")]
    [InlineData("web1.a.example web2.a.example web1.b.example", "web[1-2].a.example web1.b.example")]
    [InlineData("10.0.0.1 10.0.0.2 10.0.0.3", "10.0.0.[1-3]")]
    [InlineData("rack1-web1 rack1-web2 rack2-web1", "rack1-web[1-2] rack2-web1")]
    [InlineData("1a 2a 3a", "[1-3]a")]
    [InlineData("n99 n100", "n[99-100]")]
    [InlineData("n1234567890123456789012 n1234567890123456789013", "n1234567890123456789012 n1234567890123456789013")]
    [InlineData("user@10.0.0.1:22 user@10.0.0.1:23", "user@10.0.0.1:[22-23]")]
    public void Names_are_folded_when_they_differ_in_a_number(string names, string folded) =>
        string.Join(' ', HostRanges.Of(names.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe(folded);

    [Fact]
    public void Every_name_is_in_the_fold_of_a_fleet_once()
    {
        var random = new Random(7);
        var names = Enumerable.Range(1, 5000).Select(number => $"web{number:0000}").Where(_ => random.Next(3) > 0).ToList();

        var text = HostRanges.Of([.. names.OrderBy(_ => random.Next())]).ShouldHaveSingleItem();

        var parts = text["web[".Length..^1].Split(',').Select(part => part.Split('-')).SelectMany(part => Enumerable.Range(int.Parse(part[0]), int.Parse(part[^1]) - int.Parse(part[0]) + 1));
        parts.Select(number => $"web{number:0000}").ShouldBe(names);
    }

    [Fact]
    public void Join_leaves_out_what_nobody_would_read() => HostRanges.Join(["a", "b", "c", "d"], most: 2).ShouldBe("a,b and 2 more");
}
