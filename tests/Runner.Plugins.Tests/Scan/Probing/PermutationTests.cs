using Runner.Plugins.Scan.Probing.Space;

namespace Runner.Plugins.Tests.Scan.Probing;

public sealed class PermutationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(254 * 100)]
    [InlineData(65_535)]
    [InlineData(131_073)]
    public void Order_has_every_number_once(int count)
    {
        var order = new Permutation(count, 42);

        var seen = new bool[count];
        for (var i = 0; i < count; i++) seen[order[i]] = true;

        seen.ShouldAllBe(each => each);
    }

    [Fact]
    public void Order_is_that_of_its_seed()
    {
        long[] Order(ulong seed) => [.. Enumerable.Range(0, 1000).Select(i => new Permutation(1000, seed)[i])];

        Order(7).ShouldBe(Order(7));
        Order(7).ShouldNotBe(Order(8));
    }

    [Fact]
    public void Order_scatters_neighbours()
    {
        var order = new Permutation(65_536, 1);

        var near = Enumerable.Range(1, 65_535).Count(i => Math.Abs(order[i] - order[i - 1]) < 256);

        near.ShouldBeLessThan(1500); // about 512 by chance
    }

    [Fact]
    public void Order_of_a_space_that_no_memory_holds_stays_inside_it()
    {
        const long Count = (1L << 24) * 65_535;
        var order = new Permutation(Count, 3);

        foreach (var position in (long[])[0, 1, Count / 2, Count - 1]) order[position].ShouldBeInRange(0, Count - 1);
        Should.Throw<ArgumentOutOfRangeException>(() => order[Count]);
    }

    [Fact]
    public void Space_pairs_every_address_with_every_port()
    {
        var space = new ProbeSpace(new AddressRange("10.0.0.0", 5), [22, 80, 443], 9);

        var pairs = Enumerable.Range(0, (int)space.Count).Select(i => (space[i].Address.ToString(), space[i].Port)).ToHashSet();

        space.Count.ShouldBe(15);
        pairs.Count.ShouldBe(15);
        pairs.ShouldContain(("10.0.0.4", (ushort)443));
    }
}
