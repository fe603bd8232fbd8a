using Runner.Plugins.Tests.Ssh.Commands;

namespace Runner.Plugins.Tests.Ssh.Facts;

public class SshFactsTests
{
    [Fact]
    public async Task This_machine_tells_what_it_is()
    {
        await using var peer = await ClientPeer.StartAsync();
        var facts = await peer.Client.FactsAsync(TestContext.Current.CancellationToken);
        facts.Hostname.ShouldBe(Environment.MachineName);
        facts.System.Family.ShouldBe("Linux");
        facts.System.Name.ShouldNotBeNullOrEmpty();
        facts.Kernel.ShouldNotBeNullOrEmpty();
        facts.Architecture.ShouldNotBeNullOrEmpty();
        facts.Uptime!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        facts.BootTime!.Value.ShouldBeLessThan(DateTimeOffset.UtcNow);
        facts.Cpus!.Value.ShouldBeGreaterThan(0);
        facts.Load.ShouldNotBeNull();
        facts.Memory!.Total.ShouldBeGreaterThan(facts.Memory.Available!.Value);
        var root = facts.Disks.Single(disk => disk.Mount == "/");
        root.Size.ShouldBeInRange(new DriveInfo("/").TotalSize - 1024, new DriveInfo("/").TotalSize + 1024);
        root.Type.ShouldNotBeNull();
        root.UsedPercent.ShouldBeInRange(0, 100);
        facts.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_shell_without_programs_still_tells_something()
    {
        await using var peer = await ClientPeer.StartAsync("SetEnv PATH=/nowhere");
        var facts = await peer.Client.FactsAsync(TestContext.Current.CancellationToken);
        facts.Load.ShouldBeNull();
        facts.Disks.ShouldBeEmpty();
    }
}
