using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Masters;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Authentication;

public class LoginTests
{
    [Fact]
    public async Task A_key_logs_in()
    {
        await using var sshd = await SshdPeer.StartAsync();
        (await LoginRun.OutputAsync(sshd.Options)).ShouldBe("in\n");
    }

    [Fact]
    public async Task A_key_whose_path_has_spaces_and_percent_signs_logs_in()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var folder = Directory.CreateDirectory(sshd.Folder.At("keys of 100%h"));
        var key = Path.Join(folder.FullName, "my key");
        File.Copy(sshd.ClientKey, key);
        File.Copy(sshd.KnownHosts, key + " hosts");
        (await LoginRun.OutputAsync(sshd.Options with { IdentityFiles = [key], KnownHosts = key + " hosts" })).ShouldBe("in\n");
    }

    [Fact]
    public async Task An_agent_logs_in()
    {
        await using var sshd = await SshdPeer.StartAsync();
        await using var agent = await SshAgentPeer.StartAsync(sshd.ClientKey);
        (await LoginRun.OutputAsync(sshd.Options with { IdentityFiles = [], Agent = agent.Socket })).ShouldBe("in\n");
    }

    [Fact]
    public async Task An_encrypted_key_logs_in_with_its_passphrase_and_with_no_other()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var key = await AddKeyAsync(sshd, "a $ecret \"with\" \\ and 'quotes'");
        (await LoginRun.OutputAsync(sshd.Options with { IdentityFiles = [key], Passphrase = "a $ecret \"with\" \\ and 'quotes'" })).ShouldBe("in\n");

        var wrong = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [key], Passphrase = "not-this-one" });
        wrong.Message.ShouldContain("passphrase is wrong");
        wrong.ToString().ShouldNotContain("not-this-one");

        var none = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [key] });
        none.Message.ShouldContain("encrypted and no passphrase was given");
        none.Message.ShouldContain(key);
        none.Help.ShouldNotBeNull().ShouldContain("`passphrase`");
    }

    [Fact]
    public async Task An_encrypted_key_without_its_public_half_logs_in_too()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var key = await AddKeyAsync(sshd, "secret");
        File.Delete(key + ".pub");
        (await LoginRun.OutputAsync(sshd.Options with { IdentityFiles = [key], Passphrase = "secret" })).ShouldBe("in\n");
        var wrong = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [key], Passphrase = "not-this-one" });
        wrong.Message.ShouldContain("passphrase is wrong");
    }

    [Fact]
    public async Task A_certificate_logs_in_with_a_key_that_the_server_does_not_know()
    {
        await using var sshd = await SshdPeer.StartAsync("TrustedUserCAKeys {folder}/ca.pub");
        await SshdPeer.MakeKeyAsync(sshd.Folder.At("ca"));
        var key = sshd.Folder.At("new");
        await SshdPeer.MakeKeyAsync(key);
        var signed = await ProgramRun.ToEndAsync("ssh-keygen", "", "-q", "-s", sshd.Folder.At("ca"), "-I", "test", "-n", Environment.UserName, key + ".pub");
        signed.ExitCode.ShouldBe(0, signed.Errors);
        var certificate = sshd.Folder.At("elsewhere.pub");
        File.Move(key + "-cert.pub", certificate);
        (await LoginRun.OutputAsync(sshd.Options with { IdentityFiles = [key], CertificateFile = certificate })).ShouldBe("in\n");
        await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [key] });
    }

    [Theory]
    [InlineData("AuthenticationMethods password", "password")]
    [InlineData("AuthenticationMethods keyboard-interactive", "keyboard-interactive")]
    public async Task A_password_logs_in_and_a_wrong_one_is_told_without_it(string configuration, string method)
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var sshd = await AccountPeer.StartServerAsync(configuration);
        var options = sshd.Options with { IdentityFiles = [], User = account.Name, Password = account.Password };
        (await LoginRun.OutputAsync(options, "id -un")).ShouldBe($"{account.Name}\n");

        var wrong = await LoginRun.FailureAsync<AuthenticationException>(options with { Password = "not-this-one" });
        wrong.Message.ShouldContain($"tried: {method}");
        wrong.Message.ShouldContain($"it offers: {method}");
        wrong.ToString().ShouldNotContain("not-this-one");
        wrong.IsTransient.ShouldBeFalse();

        var none = await LoginRun.FailureAsync<AuthenticationException>(options with { Password = null });
        none.Help.ShouldNotBeNull().ShouldContain("`password`");
    }

    [Fact]
    public async Task Questions_are_answered_by_a_part_of_them_and_others_are_named()
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var sshd = await AccountPeer.StartServerAsync("AuthenticationMethods keyboard-interactive");
        var options = sshd.Options with { IdentityFiles = [], User = account.Name };
        (await LoginRun.OutputAsync(options with { Answers = new Dictionary<string, string> { ["PASSword"] = account.Password, ["OTP"] = "123" } })).ShouldBe("in\n");

        var unknown = await LoginRun.FailureAsync<AuthenticationException>(options with { Answers = new Dictionary<string, string> { ["OTP"] = "123" } });
        unknown.Message.ShouldContain("Password");
        unknown.Message.ShouldContain("no answer");
        unknown.Help.ShouldNotBeNull().ShouldContain("`answers`");
    }

    [Fact]
    public async Task A_key_and_a_password_log_in_where_both_are_wanted()
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var sshd = await SshdPeer.StartAsync("UsePAM yes\nAuthenticationMethods publickey,password");
        // The account must be able to read which keys it has.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(sshd.Folder.Path, (UnixFileMode)0b111_101_101);
        var options = sshd.Options with { User = account.Name };
        (await LoginRun.OutputAsync(options with { Password = account.Password }, "id -un")).ShouldBe($"{account.Name}\n");
        var half = await LoginRun.FailureAsync<AuthenticationException>(options);
        half.Message.ShouldContain("One method was not enough");
    }

    [Fact]
    public async Task A_secret_is_on_no_command_line_in_no_environment_and_in_no_file()
    {
        await using var account = await AccountPeer.CreateAsync();
        await using var sshd = await AccountPeer.StartServerAsync("AuthenticationMethods password");
        var options = sshd.Options with { IdentityFiles = [], User = account.Name, Password = account.Password };
        var folder = Path.GetDirectoryName((await MasterSocketAsync(options)))!;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = WatchAsync(account.Password, folder, over.Token);
        for (var i = 0; i < 5; i++) (await LoginRun.OutputAsync(options)).ShouldBe("in\n");
        await over.CancelAsync();
        (await watching).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_pipes_of_questions_are_gone_after_a_login()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var options = sshd.Options;
        await using var transport = await Runner.Plugins.Ssh.Masters.MasterTransport.ConnectAsync(options, TestContext.Current.CancellationToken);
        // Those that are there now are of tests beside this one, which end too.
        var there = Directory.GetFileSystemEntries(Path.GetDirectoryName(transport.Socket)!, $"a{Environment.ProcessId}-*");
        await Eventually.HoldsAsync(() => !Array.Exists(there, Path.Exists), TestContext.Current.CancellationToken);
    }

    static async Task<string> MasterSocketAsync(SshOptions options)
    {
        await using var transport = await Runner.Plugins.Ssh.Masters.MasterTransport.ConnectAsync(options, TestContext.Current.CancellationToken);
        return transport.Socket;
    }

    /// <summary>Where the text is seen while others work: in what processes show of themselves, and in files of a folder.</summary>
    static async Task<List<string>> WatchAsync(string text, string folder, CancellationToken cancel)
    {
        var seen = new List<string>();
        var rounds = 0;
        while (!cancel.IsCancellationRequested)
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
            {
                foreach (var file in new[] { "cmdline", "environ" }) Look($"{process}/{file}");
            }
            foreach (var file in Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path) is "ask" or "pin")) Look(file);
            rounds++;
            await Task.Delay(1, CancellationToken.None);
        }
        rounds.ShouldBeGreaterThan(0);
        return seen;

        void Look(string file)
        {
            try
            {
                if (File.ReadAllText(file).Contains(text, StringComparison.Ordinal)) seen.Add(file);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // Its process has just ended.
            }
        }
    }

    static async Task<string> AddKeyAsync(SshdPeer sshd, string passphrase)
    {
        var key = sshd.Folder.At("encrypted");
        await SshdPeer.MakeKeyAsync(key, passphrase);
        await File.AppendAllTextAsync(sshd.Folder.At("authorized_keys"), await File.ReadAllTextAsync(key + ".pub"));
        return key;
    }
}
