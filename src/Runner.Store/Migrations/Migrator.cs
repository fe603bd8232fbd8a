using System.Data.Common;
using System.Globalization;
using Dapper;
using Runner.Store.Databases;

namespace Runner.Store.Migrations;

/// <summary>Brings a database to the schema of this version: each file of this folder once, in the order of their numbers.</summary>
static class Migrator
{
    /// <summary>A number of ours, so that of several nodes that start at once one migrates and the others wait.</summary>
    const long Lock = 0x52756E6E6572;

    /// <summary>The newest schema that this version knows.</summary>
    public static int Newest { get; } = Scripts().Last().Number;

    /// <summary>Migrates.</summary>
    /// <exception cref="StoreException">The database fails, or was written by a later version.</exception>
    public static Task MigrateAsync(Database database, CancellationToken cancel) => database.WriteAsync(
        async connection =>
        {
            await database.LockAsync(connection, Lock).ConfigureAwait(false);
            await connection.ExecuteAsync("CREATE TABLE IF NOT EXISTS runner_schema (version INTEGER NOT NULL)").ConfigureAwait(false);
            var version = await VersionAsync(connection).ConfigureAwait(false);
            if (version > Newest)
            {
                throw new StoreException(
                    string.Create(CultureInfo.InvariantCulture, $"the run store was written by a later version of Runner: its schema is {version}, and this version knows {Newest}"),
                    "use that version, or another store; nothing was changed");
            }

            foreach (var (number, sql) in Scripts().Where(script => script.Number > version))
            {
                await connection.ExecuteAsync(sql.Replace("{blob}", database.BlobType, StringComparison.Ordinal)).ConfigureAwait(false);
                await connection.ExecuteAsync("INSERT INTO runner_schema (version) VALUES (@number)", new { number }).ConfigureAwait(false);
            }

            return 0;
        },
        cancel);

    /// <summary>The schema that a database has now; 0 for none.</summary>
    public static async Task<int> VersionAsync(DbConnection connection) => await connection.ExecuteScalarAsync<int?>("SELECT MAX(version) FROM runner_schema").ConfigureAwait(false) ?? 0;

    static IEnumerable<(int Number, string Sql)> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (number, reader.ReadToEnd());
        }
    }
}
