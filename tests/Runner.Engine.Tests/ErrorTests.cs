using Runner.Engine.Binding;
using Runner.Engine.Events;
using Runner.Engine.Steps;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Text;

namespace Runner.Engine.Tests;

public sealed class ErrorTests
{
    public static TheoryData<Exception, string> NetworkErrors => new()
    {
        { new NetworkTimeoutException("peer:1", "x"), "timeout" },
        { new ConnectionFailedException("peer:1", "x"), "connection" },
        { new TlsException("peer:1", "x"), "tls" },
        { new HttpException("peer:1", "x"), "http" },
        { new DnsResolutionException("peer:1", "x"), "dns" },
        { new WebSocketException("peer:1", "x"), "websocket" },
        { new ProxyException("peer:1", "x"), "proxy" },
        { new RateLimitedException("peer:1", "x"), "rate-limit" },
        { new SshException("peer:1", "x"), "ssh" },
        { new AuthenticationException("peer:1", "x"), "auth" },
        { new ProtocolException("peer:1", "x"), "protocol" },
        { new NetworkPolicyException("peer:1", "x"), "policy" },
    };

    [Theory]
    [MemberData(nameof(NetworkErrors), DisableDiscoveryEnumeration = true)]
    public void A_network_error_has_its_kind_and_target(Exception error, string kind) =>
        StepError.From(error, "test.call").ShouldBe(new ErrorInfo(kind, "x") { Target = "peer:1" });

    [Fact]
    public void Every_kind_of_error_has_an_exception() =>
        NetworkErrors.Select(row => ((NetworkException)row.Data.Item1).Kind).ShouldBe(Enum.GetValues<ErrorKind>(), ignoreOrder: true);

    [Fact]
    public void A_network_error_says_its_status_and_what_to_do() =>
        StepError.From(new ProxyException("proxy:3128", "refused") { Status = 407, Help = "give a password" }, "test.call")
            .ShouldBe(new ErrorInfo("proxy", "refused") { Target = "proxy:3128", Status = 407, Help = "give a password" });

    [Fact]
    public void An_input_that_cannot_work_is_named() =>
        StepError.From(new ActionInputException("port", "the port 80 is taken"), "test.call").ShouldBe(new ErrorInfo("input", "`port`: the port 80 is taken"));

    [Fact]
    public void A_value_that_does_not_bind_says_what_would() =>
        StepError.From(new BindingException("`url` cannot be ''", "write a URL"), "test.call").ShouldBe(new ErrorInfo("input", "`url` cannot be ''") { Help = "write a URL" });

    [Fact]
    public void A_plugin_that_cannot_be_loaded_says_so() =>
        StepError.From(new PluginLoadException("the plugin test is damaged"), "test.call").ShouldBe(new ErrorInfo("plugin", "the plugin test is damaged"));

    [Fact]
    public void An_expression_that_failed_says_where() =>
        StepError.From(new TemplateException(new SourceLocation(new("a.yaml", "x: y"), new(3, 1)), "no", new FormatException()), "test.call")
            .ShouldBe(new ErrorInfo("expression", "no") { Location = "a.yaml:1:4" });

    [Fact]
    public void An_expression_that_met_a_network_error_is_that_error() =>
        StepError.From(new TemplateException(default!, "no", new ProtocolException("peer:1", "not JSON")), "test.call").Kind.ShouldBe("protocol");

    [Fact]
    public async Task A_defect_of_the_plugin_has_no_stack_trace_but_in_a_debug_line()
    {
        var run = await new Bench().When("peer", () => throw new InvalidOperationException("oops")).RunAsync("steps: [{ id: call, uses: test.call }]");

        run.Step("call").Error.ShouldNotBeNull().ShouldSatisfyAllConditions(
            error => error.Kind.ShouldBe("action"),
            error => error.Message.ShouldBe("test.call failed in a way that it does not explain: InvalidOperationException: oops"),
            error => error.Help.ShouldNotBeNull());
        run.Of<StepLogged>().Single().ShouldSatisfyAllConditions(log => log.Level.ShouldBe(LogLevel.Debug), log => log.Message.ShouldContain("   at "));
    }

    [Theory]
    [InlineData("expect: result.broken == ''")]
    [InlineData("outputs: { x: \"${{ result.broken }}\" }")]
    [InlineData("retry: { until: result.broken == '' }")]
    public async Task A_result_that_is_defective_fails_the_step_that_reads_it(string reads)
    {
        var run = await new Bench().RunAsync($"steps: [{{ id: call, uses: test.call, {reads} }}]");

        run.Step("call").Error!.Message.ShouldBe("test.call failed in a way that it does not explain: InvalidOperationException: the getter is broken");
        run.Of<StepLogged>().Single().Message.ShouldContain("   at ");
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task A_condition_that_reads_a_defective_result_fails_its_step()
    {
        var run = await new Bench().RunAsync("steps: [{ id: first, uses: test.call }, { id: next, if: steps.first.result.broken == '', uses: test.call }]");

        run.Step("next").Error!.Kind.ShouldBe("action");
        run.Of<StepLogged>().Single().Message.ShouldContain("   at ");
    }

    [Fact]
    public async Task A_result_that_is_defective_and_goes_in_circles_can_still_be_masked()
    {
        var run = await new Bench().When("peer", () => new Answer(200, "hunter2")).RunAsync(
            "secrets: [S]\nsteps: [{ id: call, uses: test.call }]", request => request with { Secrets = new Dictionary<string, string> { ["S"] = "hunter2" } });

        run.Result.ObserverFailures.ShouldBeEmpty();
        run.Step("call").Result.At("self", "self", "body").AsString().ShouldBe("***");
    }

    [Fact]
    public async Task A_plugin_that_fails_to_load_fails_its_steps()
    {
        var run = await new Bench().RunAsync("steps: [{ id: call, uses: test.call }]", request => request with { Actions = new BrokenLoader() });
        run.Step("call").Error.ShouldBe(new ErrorInfo("plugin", "the plugin test is damaged"));
    }

    sealed class BrokenLoader : IActionLoader
    {
        public LoadedAction Load(ActionDescriptor action) => throw new PluginLoadException("the plugin test is damaged");
    }
}
