namespace Runner.Plugins.Tests.Peers;

/// <summary>
/// An account of this machine with a password, made for a test and removed after it. Only root can: the tests of others are skipped.
/// </summary>
sealed class AccountPeer : IAsyncDisposable
{
    AccountPeer(string name, string password) => (Name, Password) = (name, password);

    public string Name { get; }

    public string Password { get; }

    public static async Task<AccountPeer> CreateAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs root: it makes an account");
        var account = new AccountPeer($"rt{Guid.NewGuid():N}"[..16], $"pw-{Guid.NewGuid():N}");
        (await ProgramRun.ToEndAsync("useradd", "", "--create-home", "--shell", "/bin/sh", account.Name)).ExitCode.ShouldBe(0);
        try
        {
            var set = await ProgramRun.ToEndAsync("chpasswd", $"{account.Name}:{account.Password}\n");
            set.ExitCode.ShouldBe(0, set.Text);
            return account;
        }
        catch
        {
            await account.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that asks PAM for the passwords of accounts.</summary>
    /// <param name="configuration">Further lines of sshd_config(5).</param>
    public static Task<SshdPeer> StartServerAsync(string configuration = "") => SshdPeer.StartAsync(
        $"""
        UsePAM yes
        PubkeyAuthentication no
        {configuration}
        """);

    public async ValueTask DisposeAsync()
    {
        // Processes of the account's last session may be ending still.
        for (var tries = 0; ; tries++)
        {
            var removed = await ProgramRun.ToEndAsync("userdel", "", "--remove", "--force", Name);
            if (removed.ExitCode is 0 or 6 || tries == 20) return;
            await Task.Delay(100);
        }
    }
}
