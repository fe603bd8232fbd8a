using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Runner.Plugins.Tests.Ssh.Channels;

/// <summary>Runs a theory over both transports.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BothTransportsAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow(TransportKind.Shared), new TheoryDataRow(TransportKind.Spawned)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
