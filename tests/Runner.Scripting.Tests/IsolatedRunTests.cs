using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>Scripts in processes of their own: whatever a script does, it is the same.</summary>
public sealed class IsolatedRunTests : ScriptBehaviour
{
    readonly ScriptBench bench = new() { Isolation = new() };

    private protected override ScriptBench Bench => bench;
}
