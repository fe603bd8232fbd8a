using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

public sealed class MaskingTests
{
    static RunRequest WithSecret(RunRequest request) => request with { Secrets = new Dictionary<string, string> { ["TOKEN"] = "t0p-s3cret" } };

    [Fact]
    public async Task A_secret_is_in_no_event_wherever_it_gets()
    {
        var bench = new Bench().PassWaits()
            .When("echo", question =>
            {
                var password = ((Call)question.Action).Password!;
                question.Context.Log(LogLevel.Info, $"sending {password}");
                question.Context.Progress($"sending {password}");
                return new(new Answer(202, password) { Headers = new Dictionary<string, string> { [password] = Uri.EscapeDataString(password) } });
            })
            .When("errs", question => throw new ProxyException("http://t0p-s3cret@proxy", "t0p-s3cret was refused") { Help = "not t0p-s3cret", IsTransient = true })
            .When("crashes", question => throw new InvalidOperationException("t0p-s3cret"))
            .WhenClosed("to t0p-s3cret", () => throw new ProtocolException("t0p-s3cret", "t0p-s3cret"));
        var run = await bench.RunAsync("""
            name: with t0p-s3cret
            description: tells t0p-s3cret
            secrets: [TOKEN]
            steps:
              - { uses: test.open, with: { name: "to ${{ secrets.TOKEN }}" } }
              - id: echo
                name: Ask with ${{ secrets.TOKEN }}
                uses: test.call
                with: { peer: echo, password: "${{ secrets.TOKEN }}" }
                retry: { attempts: 2, until: "result.body != 't0p-s3cret'" }
                expect: result.body == 'x t0p-s3cret'
                continue-on-error: true
              - { uses: test.call, with: { peer: errs }, retry: { attempts: 2 }, continue-on-error: true }
              - { uses: test.call, with: { peer: crashes }, continue-on-error: true }
              - { id: out, uses: test.call, outputs: { t: "a ${{ secrets.TOKEN }}" } }
            """, WithSecret);

        run.Text.ShouldNotContain("t0p-s3cret");
        run.Text.ShouldContain("***");
        run.Step("out").Outputs.At("t").AsString().ShouldBe("a ***");
        run.Step("echo").Error!.Message.ShouldBe("result.body == 'x ***' failed: `result.body` was '***'");
    }

    [Fact]
    public async Task A_secret_output_is_masked_from_its_own_step_on_and_later_steps_get_it()
    {
        var asked = "";
        var bench = new Bench().When("login", () => new Answer(200, """{ "token": "fresh-token" }""")).When("me", question =>
        {
            asked = ((Call)question.Action).Password!;
            question.Context.Log(LogLevel.Info, $"with {asked}");
            return new(new Answer(200, asked));
        });
        var run = await bench.RunAsync("""
            steps:
              - { id: login, uses: test.call, with: { peer: login }, outputs: { token: { value: "${{ result.json.token }}", secret: true } } }
              - { id: me, name: "me ${{ steps.login.outputs.token }}", uses: test.call, with: { peer: me, password: "${{ steps.login.outputs.token }}" } }
            """);

        asked.ShouldBe("fresh-token");
        run.Text.ShouldNotContain("fresh-token");
        run.Step("login").Outputs.At("token").AsString().ShouldBe("***");
        run.Step("me").Step.Name.ShouldBe("me ***");
    }

    [Fact]
    public async Task A_secret_output_that_is_an_object_is_masked_in_its_parts()
    {
        var run = await new Bench().When("peer", () => new Answer(200, """{ "auth": { "user": "the-user", "key": "the-key", "pin": 471147 } }""")).RunAsync("""
            steps:
              - { id: login, uses: test.call, outputs: { auth: { value: "${{ result.json.auth }}", secret: true } } }
              - { id: next, name: "Object the-key", uses: test.call }
            """);

        run.Text.ShouldNotContain("the-key");
        run.Text.ShouldNotContain("471147");
        run.Step("next").Step.Name.ShouldBe("Object ***");
    }

    [Fact]
    public async Task An_input_marked_secret_is_masked_though_the_workflow_writes_it_out()
    {
        var run = await new Bench().When("peer", question => new(new Answer(200, "hunter22 and 123456"))).RunAsync(
            "steps: [{ id: call, uses: test.call, with: { password: hunter22, pin: 123456 } }]");
        run.Step("call").Result.At("body").AsString().ShouldBe("*** and ***");
    }

    [Fact]
    public async Task What_an_action_derives_is_masked_when_it_says_so()
    {
        var run = await new Bench().When("peer", question =>
        {
            question.Context.Mask("derived-signature");
            question.Context.Log(LogLevel.Debug, "signed with derived-signature");
            return new(new Answer(200));
        }).RunAsync("steps: [{ uses: test.call }]");
        run.Of<StepLogged>().Single().Message.ShouldBe("signed with ***");
    }

    [Fact]
    public async Task A_part_of_a_secret_that_is_JSON_is_masked()
    {
        var run = await new Bench().When("peer", question => new(new Answer(200, "hunter22"))).RunAsync("""
            secrets: [LOGIN]
            steps: [{ id: call, name: "as ${{ fromJSON(secrets.LOGIN).user }} by ${{ fromJSON(secrets.LOGIN).password }}", uses: test.call }]
            """, request => request with { Secrets = new Dictionary<string, string> { ["LOGIN"] = """{ "user": "ada", "password": "hunter22" }""" } });

        run.Step("call").Step.Name.ShouldBe("as ada by ***");
        run.Step("call").Result.At("body").AsString().ShouldBe("***");
    }
}
