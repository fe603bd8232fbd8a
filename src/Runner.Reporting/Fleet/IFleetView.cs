using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>What stays on the screen, or in a file, of a run on many machines.</summary>
interface IFleetView
{
    /// <summary>A machine's step logged something.</summary>
    void Log(FleetHost host, LogLevel level, string message, AnsiText output);

    /// <summary>It ended on a machine.</summary>
    void End(HostEnd end, Value result, AnsiText output);

    /// <summary>The run ended.</summary>
    void Finish(FleetTally tally, RunFinished run, AnsiText output);
}
