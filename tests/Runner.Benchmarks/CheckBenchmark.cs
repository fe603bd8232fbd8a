using System.Text;
using BenchmarkDotNet.Attributes;
using Runner.PluginHost;
using Runner.Workflows;
using Runner.Workflows.Checked;
using Runner.Workflows.Text;

namespace Runner.Benchmarks;

/// <summary>Text to checked workflow, for a file of about 2,000 lines.</summary>
[MemoryDiagnoser]
public class CheckBenchmark
{
    readonly SourceText source = new("large.yaml", LargeWorkflow(250));
    PluginCatalogue? catalogue;

    /// <summary>Finds the plugins as they ship.</summary>
    [GlobalSetup]
    public void FindPlugins() => catalogue = PluginCatalogue.Open(new() { Folders = [ShippedPlugins.Folder] });

    /// <summary>The whole check.</summary>
    [Benchmark]
    public CheckedWorkflow? Check() => WorkflowCompiler.Compile(source, catalogue!, []);

    static string LargeWorkflow(int steps)
    {
        var text = new StringBuilder("inputs: { base: { type: string, default: http://127.0.0.1 } }\nsteps:\n");
        for (var i = 0; i < steps; i++)
        {
            text.Append($"  - id: step{i}\n    name: GET number {i} of ${{{{ inputs.base }}}}\n    uses: http.get\n    with:\n      url: ${{{{ inputs.base }}}}/{i}\n    expect:\n      - result.status == 200\n      - result.json.status == 'UP' && result.timings.total < 500\n");
        }

        return text.ToString();
    }
}
