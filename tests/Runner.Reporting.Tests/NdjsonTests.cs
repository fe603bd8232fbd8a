using System.Text;
using System.Text.Json;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Workflows.Values;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

public sealed class NdjsonTests
{
    public static IEnumerable<TheoryDataRow<Type>> EventTypes => EventFactory.Types.Select(type => new TheoryDataRow<Type>(type));

    internal static string Write(params RunEvent[] events)
    {
        var stream = new MemoryStream();
        using var reporter = new NdjsonReporter(stream);
        foreach (var runEvent in events) reporter.Observe(runEvent);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void Every_type_of_event_is_known_here() => EventFactory.Types.Count().ShouldBeGreaterThanOrEqualTo(12);

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Event_of_every_type_comes_back_the_same(Type type)
    {
        var runEvent = EventFactory.Make(type);

        var line = Write(runEvent);
        var read = EventLine.Read(line).ShouldNotBeNull();

        read.GetType().ShouldBe(type);
        Write(read).ShouldBe(line);
        // Values and lists are equal only to themselves; everything else must be equal as it stands.
        var expected = runEvent;
        if (runEvent is StepFinished written && read is StepFinished step)
        {
            step.Expectations.ShouldBe(written.Expectations);
            step.Result.AsObject().TryGet("list", out var list).ShouldBeTrue();
            list.AsArray()[0].ShouldBe(Value.From(1.5));
            step.Result.AsObject().TryGet("zero", out var zero).ShouldBeTrue();
            double.IsNegative(zero.AsNumber()).ShouldBeTrue();
            expected = written with { Expectations = step.Expectations, Result = step.Result, Outputs = step.Outputs };
        }
        if (runEvent is JobFinished writtenJob && read is JobFinished job) expected = writtenJob with { Outputs = job.Outputs };
        if (runEvent is RunFinished writtenRun && read is RunFinished run) expected = writtenRun with { Outputs = run.Outputs };
        read.ShouldBe(expected);
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Line_of_every_type_is_one_line_with_no_control_characters(Type type)
    {
        var line = Write(EventFactory.Make(type));

        line.ShouldEndWith("}\n");
        line[..^1].ShouldNotContain(c => char.IsControl(c));
    }

    [Fact]
    public void Line_is_written_as_documented() => Write(
        new RetryScheduled(Ready, 1, 5, Ms(1500), "<503> & 'é'", null) { RunId = "r", Sequence = 4, Time = new(2026, 1, 31, 10, 15, 30, 5, TimeSpan.FromHours(2)) })
        .ShouldBe("""
            {"type":"retry-scheduled","runId":"r","seq":4,"time":"2026-01-31T08:15:30.005Z","job":"main","step":{"path":"main/ready","name":"GET /ready","uses":"http.get"},"attempt":1,"attempts":5,"delayMs":1500,"reason":"<503> & 'é'","errorKind":null}

            """.ReplaceLineEndings("\n"));

    static string ResultOf(Value value) =>
        JsonDocument.Parse(Write(new StepFinished(Ready, Outcome.Success, Ms(1)) { Result = value })).RootElement.GetProperty("result").GetRawText();

    [Fact]
    public void Value_without_a_json_form_is_written_as_text()
    {
        ResultOf(Array(Value.From(double.NaN), Value.From(double.PositiveInfinity), Value.From(double.NegativeInfinity)))
            .ShouldBe("""["NaN","Infinity","-Infinity"]""");
        ResultOf(Text("a\ud800b")).ShouldBe("\"a\\uFFFDb\"");
        ResultOf(Object(("\udc00", Text("x")))).ShouldBe("{\"\\uFFFD\":\"x\"}");
        ResultOf(Array(Value.From(200), Value.From(0.1), Value.From(1e21))).ShouldBe("[200,0.1,1E+21]");
    }

    [Fact]
    public void Control_characters_are_escaped() => ResultOf(Text("\e]0;x\a\u009b\n\u2028")).ShouldBe("\"\\u001B]0;x\\u0007\\u009B\\n\\u2028\"");

    [Fact]
    public void Value_that_goes_in_circles_ends_at_the_depth_limit_and_can_be_read_back()
    {
        var circle = new ValueObject();
        circle["self"] = Value.From(circle);

        var line = Write(new StepFinished(Ready, Outcome.Success, Ms(1)) { Result = Value.From(circle) });

        line.Split("\"self\"").Length.ShouldBe(ValueWriter.MaxDepth + 1);
        line.ShouldContain(ValueWriter.TooDeep);
        Write(EventLine.Read(line)!).ShouldBe(line);
    }

    [Fact]
    public void Each_line_is_flushed_in_one_write()
    {
        using var stream = new CountingStream();
        using var reporter = new NdjsonReporter(stream);

        reporter.Observe(Failed(Ready, Response(500, "x", new string('y', 5_000_000))));
        reporter.Observe(new JobStarted("main"));

        stream.Writes.ShouldBe(2);
        stream.Flushes.ShouldBe(2);
    }

    [Fact]
    public void Reader_passes_over_unknown_types_and_fields_blank_lines_and_a_torn_last_line()
    {
        var log = """{"type":"step-teleported","where":1}""" + "\n\n" + Write(new JobStarted("main")).Replace("}\n", ",\"later\":[1]}\n", StringComparison.Ordinal)
            + Write(new JobStarted("other"))[..30];

        NdjsonReader.Read(new StringReader(log)).ToList().ShouldHaveSingleItem().ShouldBeOfType<JobStarted>().Job.ShouldBe("main");
    }

    [Fact]
    public void Log_from_before_jobs_could_be_repeated_can_be_read()
    {
        const string Log = """
            {"type":"run-started","runId":"r","seq":1,"time":"2026-01-31T08:15:30.000Z","schema":1,"workflow":"api-health","file":"a.yaml","description":null,"stepCount":1}
            {"type":"job-started","runId":"r","seq":2,"time":"2026-01-31T08:15:30.001Z","job":"main"}
            {"type":"step-started","runId":"r","seq":3,"time":"2026-01-31T08:15:30.001Z","job":"main","step":{"path":"main/ready","name":"GET /ready","uses":"http.get"}}
            {"type":"step-finished","runId":"r","seq":4,"time":"2026-01-31T08:15:31.025Z","job":"main","step":{"path":"main/ready","name":"GET /ready","uses":"http.get"},"outcome":"success","conclusion":"success","durationMs":1024.3517,"attempts":1,"error":null,"expectations":[],"result":null,"outputs":null}
            {"type":"job-finished","runId":"r","seq":5,"time":"2026-01-31T08:15:31.031Z","job":"main","outcome":"failure","durationMs":1030.12}
            {"type":"run-finished","runId":"r","seq":6,"time":"2026-01-31T08:15:31.032Z","outcome":"success","durationMs":1032.5,"succeeded":1,"failed":0,"skipped":0,"cancelled":0,"exitCode":0}

            """;

        var events = NdjsonReader.Read(new StringReader(Log)).ToList();

        events.Count.ShouldBe(6);
        events[1].ShouldBeOfType<JobStarted>().ShouldSatisfyAllConditions(job => job.Name.ShouldBe("main"), job => job.Items.ShouldBeNull(), job => job.Item.ShouldBeNull());
        events[2].ShouldBeOfType<StepStarted>().Items.ShouldBeNull();
        events[3].ShouldBeOfType<StepFinished>().Items.ShouldBeNull();
        events[4].ShouldBeOfType<JobFinished>().ShouldSatisfyAllConditions(
            job => job.Conclusion.ShouldBe(Outcome.Failure), job => job.Items.ShouldBeNull(), job => job.Outputs.IsNull.ShouldBeTrue(), job => job.Error.ShouldBeNull());
        events[5].ShouldBeOfType<RunFinished>().ShouldSatisfyAllConditions(run => run.Outputs.IsNull.ShouldBeTrue(), run => run.Error.ShouldBeNull());
        foreach (var line in Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)) EventDocumentationTests.Schema.Check(JsonElement.Parse(line)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("main/login", "main")]
    [InlineData("api[3]/login", "api[3]")]
    [InlineData("main/get[3]", "main")]
    [InlineData("api[3]/get[12]", "api[3]")]
    [InlineData("api/finally/1", "api")]
    [InlineData("api[0]/finally/12[3]", "api[0]")]
    [InlineData("main/alert/send/2", "main/alert/send")]
    [InlineData("main/alert[4]/send[1]/2", "main/alert[4]/send[1]")]
    [InlineData("main/alert/send/finally/1", "main/alert/send")]
    [InlineData("main/finally/1/send/post", "main/finally/1/send")]
    [InlineData("main/finally/finally/2", "main/finally/finally")]
    [InlineData("finally/1", "finally")]
    [InlineData("main/finally", "main")]
    public void Job_of_a_step_is_what_the_events_about_jobs_call_it(string path, string job) =>
        JsonElement.Parse(Write(new StepStarted(new(path, "x", "y")))).GetProperty("job").GetString().ShouldBe(job);

    [Theory]
    [InlineData("{\"type\":\"job-sta\n{}", "Line 1: It is not JSON: ")]
    [InlineData("[]\n", "Line 1: It is not a JSON object.")]
    [InlineData("{}\n", "Line 1: The field 'type' is missing.")]
    [InlineData("\n{\"type\":\"job-started\"}\n", "Line 2: The field 'job' is missing.")]
    [InlineData("{\"type\":\"job-started\",\"job\":3}\n", "Line 1: The field 'job' is not a text or null.")]
    [InlineData("{\"type\":\"job-finished\",\"job\":\"x\",\"outcome\":\"great\"}\n", "Line 1: The field 'outcome' is not an outcome.")]
    [InlineData("{\"type\":\"job-finished\",\"job\":\"x\",\"outcome\":\"success\",\"durationMs\":1e300}\n", "Line 1: The field 'durationMs' is not a duration in milliseconds.")]
    [InlineData("{\"type\":\"run-started\",\"schema\":2}\n", "Line 1: It was written by a later version of Runner, with the schema 2.")]
    public void Reader_says_which_line_is_wrong_and_why(string log, string message) =>
        Should.Throw<EventFormatException>(() => NdjsonReader.Read(new StringReader(log)).ToList()).Message.ShouldStartWith(message);

    sealed class CountingStream : MemoryStream
    {
        internal int Writes { get; private set; }

        internal int Flushes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            base.Write(buffer);
        }

        public override void Flush() => Flushes++;
    }
}
