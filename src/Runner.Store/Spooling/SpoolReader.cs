using System.Data.Common;
using System.Text;
using Dapper;
using Runner.Engine.Events.Lines;
using Runner.Store.Recording;
using Runner.Workflows.Values;

namespace Runner.Store.Spooling;

/// <summary>
/// Takes in what processes without a database have recorded: files of one run each. Those of processes that live are read as far as they are,
/// the others are removed once they are in the store. Doing it twice, or from two processes at once, changes nothing.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="folder">The folder with the files.</param>
public sealed class SpoolReader(RunStore store, string folder)
{
    const int EventsAtOnce = 1000;

    /// <summary>What is said of a run that nobody ended.</summary>
    internal const string Died = "its process ended before it did";

    readonly Dictionary<string, SpoolFile> live = new(StringComparer.Ordinal);

    /// <summary>Takes in what there is.</summary>
    /// <returns>What is wrong with files that cannot be taken in; they are left where they are, under another name.</returns>
    /// <exception cref="StoreException">The store fails. Nothing is lost: the files are still there.</exception>
    public async Task<IReadOnlyList<string>> TakeInAsync(CancellationToken cancel)
    {
        var problems = new List<string>();
        try
        {
            if (!Directory.Exists(folder)) return problems;
            foreach (var path in Directory.GetFiles(folder, "*.ndjson").Order(StringComparer.Ordinal))
            {
                cancel.ThrowIfCancellationRequested();
                await TakeInAsync(path, problems, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"the runs recorded in {folder} cannot be read: {e.Message}");
        }

        return problems;
    }

    async Task TakeInAsync(string path, List<string> problems, CancellationToken cancel)
    {
        var stream = Open(path, alone: true);
        var lives = stream is null;
        stream ??= Open(path, alone: false);
        if (stream is null) return;
        try
        {
            var file = live.GetValueOrDefault(path) ?? new();
            await using (stream.ConfigureAwait(false)) await TakeInAsync(file, stream, lives, cancel).ConfigureAwait(false);
            if (lives)
            {
                live[path] = file;
                return;
            }

            live.Remove(path);
            // Of one without a line nothing was ever said. Whoever opens it before it goes takes in nothing new.
            File.Delete(path);
        }
        catch (EventFormatException e)
        {
            if (lives) return;
            File.Move(path, path + ".damaged", overwrite: true);
            problems.Add($"{path} is no recorded run, and is called {Path.GetFileName(path)}.damaged now: {e.Message}");
        }
    }

    async Task TakeInAsync(SpoolFile file, FileStream stream, bool lives, CancellationToken cancel)
    {
        stream.Position = file.Offset;
        using var reader = new LineReader(stream);
        while (reader.Next() is { } line)
        {
            file.Add(line);
            file.Offset = stream.Position - reader.Unread;
            if (file.Events.Count >= EventsAtOnce) await WriteAsync(file, cancel).ConfigureAwait(false);
        }

        if (file.Header is null) return;
        file.IsInterrupted = !lives && !file.IsOver;
        await WriteAsync(file, cancel).ConfigureAwait(false);
    }

    Task WriteAsync(SpoolFile file, CancellationToken cancel)
    {
        if (file.Events.Count == 0 && file.IsKnown && !file.IsInterrupted) return Task.CompletedTask;
        return WriteOnceAsync(file, cancel);
    }

    async Task WriteOnceAsync(SpoolFile file, CancellationToken cancel)
    {
        var header = file.Header!;
        var (jobs, steps, change) = file.Model.Take();
        if (file.IsInterrupted) change = change with { State = "interrupted", FinishedAt = file.LastAt, ErrorKind = change.ErrorKind ?? "interrupted", Error = change.Error ?? Died };
        var definition = file.IsKnown || header.Files.Count == 0 ? null : await store.Definitions.SaveAsync(header.Files, cancel).ConfigureAwait(false);
        await store.Database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync(
                    "INSERT INTO runs (id, workflow, file, folder, project, trigger, state, created_at, due_at, inputs, options, definition, retry_of, process) "
                    + "VALUES (@RunId, @workflow, @File, @Folder, @Project, @Trigger, 'running', @at, @at, @inputs, @options, @definition, @RetryOf, @Process) ON CONFLICT (id) DO NOTHING",
                    new { header.RunId, workflow = PlainText.Of(header.Workflow), header.File, header.Folder, header.Project, header.Trigger, at = header.Time.ToUnixTimeMilliseconds(), inputs = ObjectOf(header.Inputs), options = ObjectOf(header.Options), definition, header.RetryOf, header.Process }).ConfigureAwait(false);
                // One that a node, or another process, has taken up since is theirs.
                if (!await TouchAsync(connection, header, change).ConfigureAwait(false)) return 0;
                await BatchWriter.WriteAsync(connection, [new(header.RunId, file.Events, jobs.Values, steps.Values)]).ConfigureAwait(false);
                return 0;
            },
            cancel).ConfigureAwait(false);
        file.Events.Clear();
        file.IsKnown = true;
    }

    static async Task<bool> TouchAsync(DbConnection connection, RunHeader header, RunChange change)
    {
        await using var command = connection.CreateCommand();
        var (id, process) = (command.CreateParameter(), command.CreateParameter());
        (id.ParameterName, id.Value) = ("@p0", header.RunId);
        (process.ParameterName, process.Value) = ("@p1", header.Process);
        command.Parameters.Add(id);
        command.Parameters.Add(process);
        var text = new StringBuilder("UPDATE runs SET epoch = epoch");
        BatchWriter.Set(command, text, change);
        command.CommandText = text.Append(" WHERE id = @p0 AND epoch = 0 AND process = @p1").ToString();
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false) > 0;
    }

    static string ObjectOf(Value value) => value.Kind == ValueKind.Object ? ValueJson.Write(value, indented: false) : "{}";

    /// <summary>Opens a file; null where another process has it, or has just removed it.</summary>
    static FileStream? Open(string path, bool alone)
    {
        try
        {
            return new(path, FileMode.Open, alone ? FileAccess.ReadWrite : FileAccess.Read, alone ? FileShare.None : FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
