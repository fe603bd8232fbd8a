using System.Text;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

public sealed class ReporterFactoryTests
{
    static Func<string, string?> Environment(string variables) => name => variables
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(variable => variable.Split('='))
        .FirstOrDefault(variable => variable[0] == name)?[1];

    [Theory]
    [InlineData(null, true, "TERM=xterm-256color", LogFormat.Pretty)]
    [InlineData(null, true, "", LogFormat.Pretty)]
    [InlineData(null, true, "TERM=xterm NO_COLOR=1", LogFormat.Pretty)]
    [InlineData(null, true, "TERM=dumb", LogFormat.Plain)]
    [InlineData(null, true, "TERM=dumb FORCE_COLOR=1", LogFormat.Plain)]
    [InlineData(null, false, "TERM=xterm", LogFormat.Plain)]
    [InlineData(null, false, "FORCE_COLOR=1", LogFormat.Pretty)]
    [InlineData(null, false, "FORCE_COLOR=0", LogFormat.Plain)]
    [InlineData(null, false, "FORCE_COLOR=1 NO_COLOR=1", LogFormat.Plain)]
    [InlineData(LogFormat.Plain, true, "TERM=xterm", LogFormat.Plain)]
    [InlineData(LogFormat.Json, true, "TERM=xterm", LogFormat.Json)]
    [InlineData(LogFormat.Pretty, false, "TERM=dumb", LogFormat.Pretty)]
    public void Format_is_what_was_asked_for_or_what_the_output_can_show(LogFormat? requested, bool isTerminal, string environment, LogFormat chosen) =>
        ReporterFactory.Choose(requested, isTerminal, Environment(environment)).ShouldBe(chosen);

    [Theory]
    [InlineData(true, "utf-8", "TERM=xterm", true, true, true)]
    [InlineData(true, "utf-8", "TERM=xterm NO_COLOR=1", false, true, true)]
    [InlineData(true, "utf-8", "TERM=xterm NO_COLOR=", true, true, true)]
    [InlineData(true, "utf-8", "TERM=dumb", false, false, false)]
    [InlineData(true, "utf-8", "TERM=linux", true, false, true)]
    [InlineData(true, "us-ascii", "TERM=xterm", true, false, true)]
    [InlineData(true, "iso-8859-1", "TERM=xterm", true, false, true)]
    [InlineData(false, "utf-8", "TERM=xterm", false, true, false)]
    [InlineData(false, "utf-8", "FORCE_COLOR=1", true, true, false)]
    public void Capabilities_follow_the_environment(bool isTerminal, string encoding, string environment, bool color, bool unicode, bool live)
    {
        var capabilities = TerminalCapabilities.Detect(isTerminal, Encoding.GetEncoding(encoding), Environment(environment), () => TerminalSize.Default);

        (capabilities.Color, capabilities.Unicode, capabilities.Live).ShouldBe((color, unicode, live));
    }

    [Theory]
    [InlineData(LogFormat.Pretty, typeof(TerminalReporter))]
    [InlineData(LogFormat.Plain, typeof(PlainReporter))]
    [InlineData(LogFormat.Json, typeof(NdjsonReporter))]
    public void Factory_makes_the_reporter_of_the_format_and_leaves_the_stream_open(LogFormat format, Type type)
    {
        using var stream = new MemoryStream();
        var reporter = ReporterFactory.Create(format, stream, isTerminal: false, Encoding.UTF8, _ => null);

        reporter.ShouldBeOfType(type);
        reporter.Observe(Started);
        (reporter as IDisposable)?.Dispose();
        stream.CanWrite.ShouldBeTrue();
        stream.Length.ShouldBeGreaterThan(0);
        stream.GetBuffer()[0].ShouldNotBe((byte)0xEF);
    }

    [Fact]
    public void Terminal_with_another_encoding_gets_no_sign_that_it_cannot_show()
    {
        using var stream = new MemoryStream();
        var reporter = ReporterFactory.Create(LogFormat.Pretty, stream, isTerminal: false, Encoding.Latin1, _ => null);

        reporter.Observe(Started);
        reporter.Observe(Ok(Ready));
        reporter.Observe(Failed(Login, Response(503, "é", "x")));
        reporter.Observe(Finished(Runner.Engine.Events.Outcome.Failure));
        ((IDisposable)reporter).Dispose();

        var text = Encoding.Latin1.GetString(stream.ToArray());
        text.ShouldContain("+ GET /ready");
        text.ShouldContain("503 é");
        text.Replace("Is the API up?", "", StringComparison.Ordinal).ShouldNotContain("?");
    }
}
