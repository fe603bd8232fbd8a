using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh;

public class HostKeyPolicyTests
{
    [Theory]
    [InlineData("strict", null)]
    [InlineData("accept-new", null)]
    [InlineData("off", null)]
    [InlineData("SHA256:HhyRj6jj29FwayuFa1HcmSriworkBGggC2g4MpWUxOI", "SHA256:HhyRj6jj29FwayuFa1HcmSriworkBGggC2g4MpWUxOI")]
    [InlineData("fingerprint: SHA256:HhyRj6jj29FwayuFa1HcmSriworkBGggC2g4MpWUxOI", "SHA256:HhyRj6jj29FwayuFa1HcmSriworkBGggC2g4MpWUxOI")]
    public void A_policy_is_read_as_workflows_write_it(string text, string? fingerprint) =>
        HostKeyPolicy.Parse(text).Fingerprint.ShouldBe(fingerprint);

    [Theory]
    [InlineData("")]
    [InlineData("no")]
    [InlineData("SHA256:abc")]
    [InlineData("MD5:00:11")]
    [InlineData("SHA256:HhyRj6jj29FwayuFa1HcmSriworkBGggC2g4MpWUxO!")]
    public void A_text_that_names_none_is_refused_with_what_would_be_right(string text) =>
        Should.Throw<FormatException>(() => HostKeyPolicy.Parse(text)).Message.ShouldContain("accept-new");

    [Fact]
    public async Task The_test_server_lets_its_key_in()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var ran = await ProgramRun.ToEndAsync("ssh", "", "-F", "none", "-p", $"{sshd.Port}", "-i", sshd.ClientKey, "-o", $"UserKnownHostsFile={sshd.KnownHosts}", sshd.Address, "echo", "in");
        ran.Output.ShouldBe("in\n", ran.Errors + sshd.Log);
    }
}
