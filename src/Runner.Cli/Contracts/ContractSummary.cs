using Runner.PluginHost;
using Runner.Reporting;

namespace Runner.Cli.Contracts;

/// <summary>What <c>--check-contract</c> tells at the end: how much of each document was called, and what did not keep to it.</summary>
static class ContractSummary
{
    const int MostNamed = 20;

    public static void Write(IReadOnlyList<ClientInfo> clients, OperationCoverage coverage, TextWriter to)
    {
        foreach (var client in clients)
        {
            if (!coverage.Called.Keys.Any(action => action.StartsWith(client.Name + ".", StringComparison.Ordinal))) continue;
            var names = client.ActionNames;
            var called = names.Where(coverage.Called.ContainsKey).ToList();
            var broken = called.Where(name => !coverage.Called[name]).ToList();
            to.WriteLine($"contract  {client.Name}: {called.Count} of {names.Count} operations called, {(broken.Count == 0 ? "all answers as documented" : $"otherwise than documented: {Names(broken, client)}")}");
            if (called.Count < names.Count) to.WriteLine($"          not called: {Names(names.Where(name => !coverage.Called.ContainsKey(name)).ToList(), client)}");
        }
    }

    static string Names(List<string> names, ClientInfo client) =>
        string.Join(", ", names.Take(MostNamed).Select(name => name[(client.Name.Length + 1)..])) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
