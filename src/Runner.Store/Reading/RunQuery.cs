using System.Globalization;
using System.Text;
using Dapper;
using Runner.Store.Databases;

namespace Runner.Store.Reading;

/// <summary>
/// Makes the SELECT of a filter. Pages follow ids, which begin with their time: each page costs as much as the first, and every index that a
/// filter can use has its runs in the same order.
/// </summary>
static class RunQuery
{
    public static (string Sql, DynamicParameters Parameters) Of(Database database, RunFilter filter, string[]? hosts, string? before, int most, string columns)
    {
        var parameters = new DynamicParameters();
        var where = new StringBuilder();
        const string id = "runs.id";
        if (before is not null) And($"{id} < {Parameter(before)}");
        Names(filter.Workflows.Where(name => !IsFile(name)).ToList(), filter.Workflows.Where(IsFile).ToList());
        if (filter.States.Count > 0) And(filter.States.Count == 1 ? $"runs.state = {Parameter(filter.States[0])}" : database.In("runs.state", Parameter(filter.States.ToArray())));
        if (filter.Trigger is { } trigger) And($"runs.trigger = {Parameter(trigger)}");
        if (filter.Schedule is { } schedule) And(Matches("runs.schedule", schedule));
        if (filter.Parent is { } parent) And($"runs.parent = {Parameter(parent)}");
        // Not by its absence of a parent: no index is to be tempted by that.
        if (filter is { WithBatches: false, Parent: null, Trigger: null, Host: null, ErrorKind: null }) And($"runs.trigger <> '{Queue.NewRun.BatchTrigger}'");
        Between(filter, id);
        // Errors are few, hosts are in every run: the runs of an error are collected first, those of a host looked up one by one.
        if (filter.ErrorKind is { } kind)
        {
            var parameter = Parameter(kind);
            And(filter.Host is null
                ? $"{id} IN (SELECT run FROM steps WHERE error_kind = {parameter} UNION SELECT id FROM runs WHERE error_kind = {parameter})"
                : $"{id} IN (SELECT run FROM steps WHERE error_kind = {parameter} AND {HostIs(filter.Host)})");
        }
        else if (filter.Host is { } host) And($"EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND {HostIs(host)})");

        return ($"SELECT {columns} FROM runs{(where.Length == 0 ? "" : " WHERE " + where)} ORDER BY runs.id DESC LIMIT {Parameter(most)}", parameters);

        void And(string condition) => where.Append(where.Length == 0 ? "" : " AND ").Append(condition);

        string Parameter(object value)
        {
            var name = "f" + parameters.ParameterNames.Count().ToString(CultureInfo.InvariantCulture);
            parameters.Add(name, value);
            return "@" + name;
        }

        string Matches(string column, string pattern) => IsGlob(pattern) ? $"{column} {database.Like} {Parameter(Like(pattern))} ESCAPE '\\'" : $"{column} = {Parameter(pattern)}";

        string HostIs(string host) => hosts is null ? Matches("steps.host", host) : database.In("steps.host", Parameter(hosts));

        void Names(List<string> workflows, List<string> files)
        {
            var any = workflows.Select(name => Matches("runs.workflow", name)).Concat(files.Select(file => Matches("runs.file", file))).ToList();
            if (any.Count > 0) And(any.Count == 1 ? any[0] : $"({string.Join(" OR ", any)})");
        }

        void Between(RunFilter times, string column)
        {
            // Ids are made a little before their rows, by clocks of other machines perhaps.
            if (times.Since is { } since)
            {
                And($"runs.created_at >= {Parameter(since.ToUnixTimeMilliseconds())}");
                And($"{column} >= {Parameter(IdAt(since.AddDays(-1)))}");
            }

            if (times.Until is not { } until) return;
            And($"runs.created_at < {Parameter(until.ToUnixTimeMilliseconds())}");
            And($"{column} < {Parameter(IdAt(until.AddDays(1)))}");
        }
    }

    /// <summary>Whether a file is meant, and no name.</summary>
    static bool IsFile(string name) => name.Contains('/') || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".csx", StringComparison.OrdinalIgnoreCase);

    public static bool IsGlob(string pattern) => pattern.AsSpan().ContainsAny('*', '?');

    public static string Like(string pattern) => pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace('*', '%').Replace('?', '_');

    /// <summary>How ids of that moment begin (RFC 9562, 5.7: 48 bits of milliseconds).</summary>
    static string IdAt(DateTimeOffset time) => Math.Max(0, time.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);
}
