using Runner.Cli.Fleets;
using Runner.Reporting;

namespace Runner.Cli.Tests.Fleets;

public sealed class BatchesTests
{
    static IReadOnlyList<FleetBatch> Of(int hosts, string? serial) => Batches.Of([.. Enumerable.Range(0, hosts).Select(number => new FleetHost("h" + number))], serial);

    [Theory]
    [InlineData(10, null, "10")]
    [InlineData(10, "3", "3 3 3 1")]
    [InlineData(10, "10", "10")]
    [InlineData(10, "99", "10")]
    [InlineData(10, "25%", "2 2 2 2 2")]
    [InlineData(10, "1%", "1 1 1 1 1 1 1 1 1 1")]
    [InlineData(10, "100%", "10")]
    [InlineData(3, "1", "1 1 1")]
    public void Hosts_come_in_batches_of_the_size(int hosts, string? serial, string sizes)
    {
        var batches = Of(hosts, serial);
        string.Join(' ', batches.Select(batch => batch.Hosts.Count)).ShouldBe(sizes);
        batches.Select(batch => batch.Job).Distinct().Count().ShouldBe(batches.Count);
        batches.SelectMany(batch => batch.Hosts).Select(host => host.Name).ShouldBe(Enumerable.Range(0, hosts).Select(number => "h" + number));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("x")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("99999999999")]
    public void Sizes_that_are_none_are_refused(string serial) => Should.Throw<UsageException>(() => Of(10, serial)).Message.ShouldContain($"--serial cannot be '{serial}'");
}
