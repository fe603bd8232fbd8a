using System.Diagnostics;
using System.Globalization;
using Runner.Engine.Events;
using Runner.Store;
using Runner.Store.Reading;

namespace Runner.Service.Tests.Soak;

/// <summary>Processes of <c>runner serve</c> that are killed and started again, and workflows whose steps leave traces.</summary>
sealed class SoakRig : IAsyncDisposable
{
    readonly List<Process> processes = [];
    readonly string location;
    int started;

    public SoakRig(string? store)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "workflows", "called"));
        location = store ?? Path.Combine(Folder, "runner.db");
        Write(withSchedules: true);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("runner-soak-").FullName;

    public string Log => string.Join("\n", Directory.EnumerateFiles(Folder, "*.log").Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}:\n{File.ReadAllText(file)}"));

    string Effects => Path.Combine(Folder, "effects");

    /// <summary>Starts processes until there are so many.</summary>
    public void Start(int count)
    {
        while (processes.Count < count)
        {
            var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Runner.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "runner.dll"));
            File.Exists(program).ShouldBeTrue(program);
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = Folder };
            foreach (var argument in (string[])["-c", "exec \"$1\" \"$2\" serve >> \"$3\" 2>&1", "-", Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", program, $"{(++started).ToString("000", CultureInfo.InvariantCulture)}.log"]) start.ArgumentList.Add(argument);
            start.Environment["RUNNER_STORE"] = location;
            start.Environment["RUNNER_STORE_KEY"] = Convert.ToBase64String(new byte[32]);
            start.Environment["EFFECTS"] = Effects;
            processes.Add(Process.Start(start)!);
        }
    }

    /// <summary>SIGKILL, without a word of warning.</summary>
    public async Task KillAsync(Random random)
    {
        var at = random.Next(processes.Count);
        var process = processes[at];
        process.HasExited.ShouldBeFalse(Log);
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        processes.RemoveAt(at);
    }

    /// <summary>Lets no more runs start, and waits until there is none under way.</summary>
    public async Task SettleAsync(TimeSpan limit)
    {
        Write(withSchedules: false);
        await using var store = await OpenAsync();
        var end = DateTime.UtcNow + limit;
        // A slot may ring before the change of the file is seen.
        await Task.Delay(TimeSpan.FromSeconds(5));
        while ((await store.Runs.ListAsync(new() { States = ["queued", "running"], WithBatches = true }, null, 1, default)).Count > 0 && DateTime.UtcNow < end) await Task.Delay(200);
    }

    public async Task<IReadOnlyList<SeenRun>> RunsAsync()
    {
        await using var store = await OpenAsync();
        var runs = new List<SeenRun>();
        for (IReadOnlyList<RunSummary> page = []; ;)
        {
            page = await store.Runs.ListAsync(new() { WithBatches = true }, page.Count == 0 ? null : page[^1].Id, 500, default);
            if (page.Count == 0) return runs;
            foreach (var run in page)
            {
                var events = new List<RunEvent>();
                await foreach (var happened in store.Runs.EventsAsync(run.Id, 0, default)) events.Add(happened);
                runs.Add(new(run, events));
            }
        }
    }

    public IReadOnlyList<string> EffectLines() => File.Exists(Effects) ? File.ReadAllLines(Effects) : [];

    Task<RunStore> OpenAsync() => RunStore.OpenAsync(new() { Location = location }, default);

    void Write(bool withSchedules)
    {
        Put("plain.yaml", 2, """
            steps:
              - { id: me, uses: set, with: { id: "${{ uuid() }}" } }
              - { id: a, name: a, uses: exec, with: { command: [sh, -c, "echo $0 a >> $EFFECTS", "${{ steps.me.result.id }}"] } }
              - { uses: delay, with: { for: 300ms } }
              - { id: b, name: b~, uses: exec, on-interrupt: retry, with: { command: [sh, -c, "echo $0 b~ >> $EFFECTS", "${{ steps.me.result.id }}"] } }
              - { id: c, name: c, uses: exec, with: { command: [sh, -c, "sleep 0.2; echo $0 c >> $EFFECTS", "${{ steps.me.result.id }}"] } }
            finally:
              - { id: f, name: f, uses: exec, with: { command: [sh, -c, "echo $0 f >> $EFFECTS", "${{ steps.me.result.id }}"] } }
            """);
        Put("wide.yaml", 3, """
            jobs:
              first:
                steps: [{ id: me, uses: set, with: { id: "${{ uuid() }}" } }]
                outputs: { id: "${{ steps.me.result.id }}" }
              many:
                needs: first
                for-each: [x, y, z]
                fail-fast: false
                max-parallel: 2
                steps:
                  - { name: "many-${{ item }}", uses: exec, with: { command: [sh, -c, "echo $0 many-$1 >> $EFFECTS", "${{ needs.first.outputs.id }}", "${{ item }}"] } }
                  - { for-each: [1, 2], as: n, name: "inner-${{ item }}-${{ n }}", uses: exec, with: { command: [sh, -c, "sleep 0.1; echo $0 inner-$1-$2 >> $EFFECTS", "${{ needs.first.outputs.id }}", "${{ item }}", "${{ n }}"] } }
              calls:
                needs: first
                steps: [{ id: sub, uses: ./called/sub.yaml, with: { id: "${{ needs.first.outputs.id }}" } }]
            """);
        Put("shared.yaml", 4, """
            jobs:
              first:
                steps: [{ id: me, uses: set, with: { id: "${{ uuid() }}" } }]
                outputs: { id: "${{ steps.me.result.id }}" }
              shared:
                needs: first
                for-each: [p, q, r, s, t]
                fail-fast: false
                distribute: true
                batch-size: 2
                max-parallel: 3
                steps:
                  - { name: "shared-${{ item }}", uses: exec, with: { command: [sh, -c, "echo $0 shared-$1 >> $EFFECTS", "${{ needs.first.outputs.id }}", "${{ item }}"] } }
                  - { uses: delay, with: { for: 200ms } }
                  - { name: "again-${{ item }}~", uses: exec, on-interrupt: retry, with: { command: [sh, -c, "echo $0 again-$1~ >> $EFFECTS", "${{ needs.first.outputs.id }}", "${{ item }}"] } }
            """);
        Put("called/sub.yaml", 0, """
            inputs: { id: { type: string, required: true } }
            steps:
              - { name: sub-one, uses: exec, with: { command: [sh, -c, "echo $0 sub-one >> $EFFECTS", "${{ inputs.id }}"] } }
              - { uses: delay, with: { for: 200ms } }
              - { name: sub-two, uses: exec, with: { command: [sh, -c, "echo $0 sub-two >> $EFFECTS", "${{ inputs.id }}"] } }
            """);

        void Put(string file, int every, string text)
        {
            var schedule = withSchedules && every > 0 ? $"on: {{ schedule: {{ every: {every}s, overlap: allow }} }}\n" : "";
            var path = Path.Combine(Folder, "workflows", file);
            File.WriteAllText(path + ".new", schedule + text);
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }
}
