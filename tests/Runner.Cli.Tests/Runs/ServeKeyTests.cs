using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Runs;

public sealed class ServeKeyTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Serve_refuses_a_key_that_is_none_before_it_takes_anything()
    {
        shell.With("RUNNER_STORE_KEY", "short");

        shell.Run("serve").ShouldBe(2, shell.Out);

        shell.Error.ShouldContain("RUNNER_STORE_KEY is no key");
        shell.Out.ShouldNotContain("ready");
    }

    [Theory]
    [InlineData(null, false, true)]
    [InlineData("", false, true)]
    [InlineData("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", false, false)]
    [InlineData(null, true, false)]
    public void Serve_warns_when_postgres_has_no_key_for_secret_values(string? key, bool file, bool warns)
    {
        // Nobody listens at port 1: it warns, and then ends because there is no store.
        shell.Write("runner.yaml", "store: { location: 'postgresql://runner@127.0.0.1:1/runner'" + (file ? ", key: store.key }" : " }"));
        if (key is not null) shell.With("RUNNER_STORE_KEY", key);

        shell.Run("serve").ShouldBe(2, shell.Out);

        shell.Out.Contains("no-store-key", StringComparison.Ordinal).ShouldBe(warns, shell.Out);
        shell.Error.ShouldContain("cannot be reached");
    }
}
