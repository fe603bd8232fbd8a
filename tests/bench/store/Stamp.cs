using Runner.Engine.Events;
using Runner.Engine.Events.Lines;

/// <summary>Gives an event its run, place and time, which only the engine may set: by way of its line.</summary>
static class Stamp
{
    [ThreadStatic] static EventLine? line;

    public static RunEvent On(RunEvent runEvent, string run, long sequence)
    {
        var text = System.Text.Encoding.UTF8.GetString((line ??= new()).Write(runEvent));
        return EventLine.Read(text.Replace("\"runId\":\"\",\"seq\":0,\"time\":\"0001-01-01T00:00:00.000Z\"", $"\"runId\":\"{run}\",\"seq\":{sequence},\"time\":\"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}\"", StringComparison.Ordinal))!;
    }
}
