namespace Runner.Store.Tests;

public sealed class RunStoreTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-store-").FullName;

    [Fact]
    public async Task A_new_store_is_made_and_opened_again()
    {
        var options = new StoreOptions { Location = Path.Combine(folder, "deep", "runner.db") };

        await using (await RunStore.OpenAsync(options, TestContext.Current.CancellationToken))
        {
        }

        await using var again = await RunStore.OpenAsync(options, TestContext.Current.CancellationToken);
        File.Exists(options.Location).ShouldBeTrue();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
