using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Authentication;

namespace Runner.Plugins.Tests.Ssh.Authentication;

public class RepliesTests
{
    static readonly SshOptions All = new()
    {
        Host = "web1", Password = "the password", Passphrase = "the passphrase",
        Answers = new Dictionary<string, string> { ["code"] = "123456", ["PIN"] = "the pin", ["backup code"] = "654321" },
    };

    [Theory]
    [InlineData("me@web1's password: ", "the password")]
    [InlineData("Enter passphrase for key '/home/me/.ssh/id': ", "the passphrase")]
    [InlineData("Enter PIN for ED25519-SK key /home/me/.ssh/sk: ", "the pin")]
    [InlineData("(me@web1) Verification code: ", "123456")]
    [InlineData("(me@web1) Backup code: ", "654321")]
    [InlineData("(me@web1) Password: ", "the password")]
    public void A_question_gets_what_was_given_for_it(string question, string answer) =>
        Replies.To(new(1, "", question), All, "web1").ShouldBe(new Reply.Answer(answer));

    [Theory]
    [InlineData("Enter me@web1's new password: ")]
    [InlineData("(me@web1) New password: ")]
    [InlineData("(me@web1) What is your quest? ")]
    public void A_question_that_nothing_was_given_for_ends_the_login(string question) =>
        Replies.To(new(1, "", question), All, "web1").ShouldBeOfType<Reply.GiveUp>();

    [Theory]
    [InlineData("confirm", "Allow use of key id?")]
    [InlineData("", "Are you sure you want to continue connecting (yes/no/[fingerprint])? ")]
    public void A_question_that_only_a_person_can_answer_is_declined(string hint, string question) =>
        Replies.To(new(1, hint, question), All, "web1").ShouldBeOfType<Reply.Decline>();

    [Fact]
    public void A_key_that_waits_to_be_touched_is_told() =>
        Replies.To(new(1, "none", "Confirm user presence for key ED25519-SK SHA256:x"), All, "web1").ShouldBeOfType<Reply.Tell>().Message.ShouldContain("touched");

    [Fact]
    public void An_answer_is_not_shown() => new Reply.Answer("secret").ToString().ShouldNotContain("secret");

    [Fact]
    public async Task Questions_are_read_in_pieces_and_one_without_end_is_none()
    {
        using var two = new MemoryStream("12\0\0Password: \013\0none\0Touch\nit\0"u8.ToArray());
        var reader = new QuestionReader(two, 1024);
        (await reader.NextAsync()).ShouldBe(new Question(12, "", "Password: "));
        (await reader.NextAsync()).ShouldBe(new Question(13, "none", "Touch\nit"));
        (await reader.NextAsync()).ShouldBeNull();
        using var endless = new MemoryStream(new byte[100_000].Select(_ => (byte)'x').ToArray());
        (await new QuestionReader(endless, 1024).NextAsync()).ShouldBeNull();
        endless.Position.ShouldBeLessThan(5000);
    }
}
