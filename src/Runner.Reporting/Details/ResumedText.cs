using System.Globalization;
using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What people are told when a run goes on in another process.</summary>
static class ResumedText
{
    internal static string Of(RunResumed run)
    {
        var where = run.Node.Length == 0 ? "" : " on " + SafeText.OneLine(run.Node);
        var times = run.Times == 1 ? "" : ", for the " + run.Times.ToString(CultureInfo.InvariantCulture) + Suffix(run.Times) + " time";
        return "goes on" + where + " from where it was stopped" + times;
    }

    static string Suffix(int number) => (number % 100) is >= 11 and <= 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
}
