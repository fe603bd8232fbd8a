using Runner.Workflows.Inventories;

namespace Runner.Workflows.Tests.Inventories;

public sealed class HostRangeTests
{
    [Theory]
    [InlineData("web1", "web1")]
    [InlineData("web[1:3]", "web1 web2 web3")]
    [InlineData("web[01:03].example.com", "web01.example.com web02.example.com web03.example.com")]
    [InlineData("web[08:11]", "web08 web09 web10 web11")]
    [InlineData("web[:2]", "web0 web1 web2")]
    [InlineData("node[0:20:10]", "node0 node10 node20")]
    [InlineData("node[0:25:10]", "node0 node10 node20")]
    [InlineData("db-[a:d]", "db-a db-b db-c db-d")]
    [InlineData("db-[Y:Z]", "db-Y db-Z")]
    [InlineData("r[1:2]-[a:b]", "r1-a r1-b r2-a r2-b")]
    [InlineData("web[1,3,7:9]", "web1 web3 web7 web8 web9")]
    [InlineData("[a,b].example.com", "a.example.com b.example.com")]
    [InlineData("web[5:5]", "web5")]
    [InlineData("odd[name]", "odd[name]")]
    public void Range_stands_for_its_names_in_order(string range, string expected) => string.Join(' ', HostRange.Expand(range)).ShouldBe(expected);

    [Fact]
    public void List_is_no_range_where_lists_are_not_known() => HostRange.Expand("web[1,3]", lists: false).ShouldBe(["web[1,3]"]);

    [Theory]
    [InlineData("web[3:1]", "`web[3:1]` has a range that starts after its end")]
    [InlineData("web[1:]", "`web[1:]` has a range without an end")]
    [InlineData("web[01:100]", "`web[01:100]` has a range whose start has leading zeros, and whose end has another length: write [01:100]")]
    [InlineData("web[1:9:0]", "`web[1:9:0]` has a range whose step is not a whole number from 1")]
    [InlineData("web[a:10]", "`web[a:10]` has a range that is neither of numbers nor of single letters")]
    [InlineData("web[1:2:3:4]", "`web[1:2:3:4]` has a range of more than a start, an end and a step")]
    [InlineData("web[1,,2]", "`web[1,,2]` has an empty place in its list")]
    public void Range_that_is_none_says_why(string range, string expected) =>
        Should.Throw<FormatException>(() => HostRange.Expand(range)).Message.ShouldBe(expected);

    [Theory]
    [InlineData("web[0:100000]")]
    [InlineData("web[0:2147483647]")]
    [InlineData("web[0:999]-[0:999]")]
    public void Range_of_too_many_is_refused_before_it_is_made(string range) =>
        Should.Throw<InventoryLimitException>(() => HostRange.Expand(range)).Message.ShouldBe($"`{range}` stands for more than 100,000 hosts");

    [Fact]
    public void Range_may_be_as_large_as_an_inventory() => HostRange.Expand("web[0:99999]").Count.ShouldBe(100_000);
}
