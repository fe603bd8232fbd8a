
namespace Runner.Engine.Events.Lines;

/// <summary>Makes events of the fields that <see cref="EventWriter"/> wrote.</summary>
static class EventReader
{
    internal static RunEvent? Read(JsonFields fields)
    {
        var type = fields.Text("type");
        if (type == "run-started" && fields.Integer("schema") > EventWriter.Schema)
            throw new EventFormatException("It was written by a later version of Runner, with the schema " + fields.Integer("schema").ToString(System.Globalization.CultureInfo.InvariantCulture) + ".");
        return ReadPayload(type, fields) is { } runEvent
            ? runEvent with { RunId = fields.Text("runId"), Sequence = fields.Long("seq"), Time = fields.Time("time") }
            : null;
    }

    static RunEvent? ReadPayload(string type, JsonFields fields) => type switch
    {
        "run-started" => new RunStarted(fields.Text("workflow"), fields.Text("file"), fields.TextOrNull("description"), fields.Integer("stepCount")),
        "run-finished" => new RunFinished(
            fields.Outcome("outcome"),
            fields.Milliseconds("durationMs"),
            fields.Integer("succeeded"),
            fields.Integer("failed"),
            fields.Integer("skipped"),
            fields.Integer("cancelled"),
            fields.Integer("exitCode"))
        {
            Error = ErrorOf(fields.AddedLater),
            Outputs = fields.AddedLater.Value("outputs"),
        },
        "run-resumed" => new RunResumed(fields.Text("node"), fields.Integer("times")),
        "job-waiting" => new JobWaiting(fields.Text("job"), fields.Text("group")),
        "job-started" => new JobStarted(fields.Text("job"))
        {
            Name = fields.AddedLater.TextOrNull("name") ?? fields.Text("job"),
            Items = fields.AddedLater.IntegerOrNull("items"),
            Item = fields.AddedLater.TextOrNull("item"),
        },
        "job-finished" => new JobFinished(fields.Text("job"), fields.Outcome("outcome"), fields.Milliseconds("durationMs"))
        {
            Conclusion = fields.AddedLater.OutcomeOrNull("conclusion") ?? fields.Outcome("outcome"),
            Error = ErrorOf(fields.AddedLater),
            Outputs = fields.AddedLater.Value("outputs"),
            Masked = fields.AddedLater.BooleanOr("masked", false),
            Items = ItemsOf(fields.AddedLater),
        },
        "batch-started" => new BatchStarted(fields.Text("job"), fields.Integer("batch"), fields.Integer("batches"))
        {
            Run = fields.Text("run"),
            Node = fields.Text("node"),
            First = fields.Integer("first"),
            Items = fields.Integer("items"),
        },
        "batch-finished" => new BatchFinished(fields.Text("job"), fields.Integer("batch"), fields.Integer("batches"), fields.Outcome("outcome"), fields.Milliseconds("durationMs"))
        {
            Run = fields.Text("run"),
            Node = fields.Text("node"),
            Succeeded = fields.Integer("succeeded"),
            Failed = fields.Integer("failed"),
            Skipped = fields.Integer("skipped"),
            Cancelled = fields.Integer("cancelled"),
            Error = ErrorOf(fields),
        },
        "step-started" => new StepStarted(StepOf(fields)) { Items = fields.AddedLater.IntegerOrNull("items") },
        "attempt-started" => new AttemptStarted(StepOf(fields), fields.Integer("attempt"), fields.Integer("attempts")),
        "retry-scheduled" => new RetryScheduled(
            StepOf(fields),
            fields.Integer("attempt"),
            fields.Integer("attempts"),
            fields.Milliseconds("delayMs"),
            fields.Text("reason"),
            fields.TextOrNull("errorKind")),
        "step-progressed" => new StepProgressed(StepOf(fields), fields.Text("message"), fields.NumberOrNull("fraction")),
        "step-logged" => new StepLogged(StepOf(fields), fields.LogLevel("level"), fields.Text("message")),
        "connection-opened" => new ConnectionOpened(StepOf(fields), fields.Text("description")),
        "connection-closed" => new ConnectionClosed(StepOf(fields), fields.Text("description"), ErrorOf(fields)),
        "step-finished" => new StepFinished(StepOf(fields), fields.Outcome("outcome"), fields.Milliseconds("durationMs"))
        {
            Conclusion = fields.Outcome("conclusion"),
            Attempts = fields.Integer("attempts"),
            Error = ErrorOf(fields),
            Expectations = ExpectationsOf(fields),
            Result = fields.Value("result"),
            Outputs = fields.Value("outputs"),
            Masked = fields.AddedLater.BooleanOr("masked", false),
            Items = ItemsOf(fields.AddedLater),
        },
        _ => null,
    };

    static StepIdentity StepOf(JsonFields fields)
    {
        var step = fields.Object("step");
        return new(step.Text("path"), step.Text("name"), step.Text("uses"));
    }

    static ErrorInfo? ErrorOf(JsonFields fields) => fields.ObjectOrNull("error") is { } error
        ? new(error.Text("kind"), error.Text("message"))
        {
            Target = error.TextOrNull("target"),
            Status = error.IntegerOrNull("status"),
            Help = error.TextOrNull("help"),
            Location = error.TextOrNull("location"),
        }
        : null;

    static ItemCounts? ItemsOf(JsonFields fields) => fields.ObjectOrNull("items") is { } items
        ? new(items.Integer("total"), items.Integer("succeeded"), items.Integer("failed"), items.Integer("skipped"), items.Integer("cancelled"))
        : null;

    static List<ExpectationResult> ExpectationsOf(JsonFields fields)
    {
        var expectations = new List<ExpectationResult>();
        foreach (var item in fields.Objects("expectations"))
            expectations.Add(new(item.Text("expression"), item.Boolean("passed"), item.TextOrNull("saw"), item.Text("location")));
        return expectations;
    }
}
