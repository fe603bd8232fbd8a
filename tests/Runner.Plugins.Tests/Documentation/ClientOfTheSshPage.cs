using Runner.Plugins.Ssh;

namespace Runner.Plugins.Tests.Documentation;

/// <summary>The C# of docs/SSH.md, so that the compiler holds it to the client. A test holds the page to it.</summary>
static class ClientOfTheSshPage
{
    public static async Task RunAsync()
    {
        await using var ssh = await SshClient.ConnectAsync(new SshOptions { Host = "web01", User = "deploy" });
        var uptime = await ssh.RunAsync("uptime");
        Console.WriteLine($"{uptime.ExitCode} in {uptime.Duration.TotalMilliseconds} ms: {uptime.Stdout}");

        // A program with arguments that no shell reads, as root, with its lines as they come.
        var restart = await ssh.RunAsync(
            ["systemctl", "restart", "nginx"],
            new SshRunOptions { Sudo = new() { Password = "from a vault" }, OnLine = line => Console.WriteLine(line.Text) });

        var facts = await ssh.FactsAsync();
        foreach (var disk in facts.Disks) Console.WriteLine($"{disk.Mount}: {disk.UsedPercent} %");

        await ssh.UploadAsync("site.conf", "/etc/nginx/conf.d/site.conf", new TransferOptions { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        await using var sftp = await ssh.OpenSftpAsync();
        await foreach (var entry in sftp.ListAsync("/var/log")) Console.WriteLine(entry.Name);

        await using var database = await ssh.ForwardLocalAsync("127.0.0.1", 5432);
        Console.WriteLine($"the database is on 127.0.0.1:{database.BindPort}");
    }
}
