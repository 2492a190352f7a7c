using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Reprise.Storage.Postgres;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// How fast the PostgreSQL writer is beside the server's own limit: binary COPY of the same rows, made before, into the same tables with the same indexes, with
/// a commit for each batch. Both take turns in one run, each in a schema of its own, after a run that warms both up and makes the rows.
/// Arguments: connection string, interactions (default 20000), batch (default 500).
/// </summary>
public static class PostgresWriterBenchmark
{
    private const int BatchesInTurn = 4;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var connection = args.Length > 0 ? args[0] : throw new ArgumentException("Say which PostgreSQL: a connection string.");
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
        var batchSize = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 500;
        var traffic = new StorageTraffic(seed: 42);
        var batches = Enumerable.Range(0, count).Select(_ => traffic.Next()).Chunk(batchSize).Select(chunk => new StoreBatch { Interactions = chunk }).ToArray();
        var run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        string[] schemas = [$"bench_donor_{run}", $"bench_store_{run}", $"bench_copy_{run}"];
        try
        {
            await using (var donor = await OpenAsync(connection, schemas[0])) await AppendAsync(donor, batches);
            var ceiling = await PostgresCeiling.PrepareAsync(connection, schemas[0], batchSize);
            await using var store = await OpenAsync(connection, schemas[1]);
            await using (var target = await OpenAsync(connection, schemas[2])) await AppendAsync(target, [First(batches)]);
            var (storeTime, ceilingTime, storeCpu) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
            await using var raw = await ceiling.OpenAsync(schemas[2]);
            for (var start = 0; start < batches.Length; start += BatchesInTurn)
            {
                var end = Math.Min(batches.Length, start + BatchesInTurn);
                var cpu = Process.GetCurrentProcess().TotalProcessorTime;
                storeTime += await TimeAsync(() => AppendAsync(store, batches[start..end]));
                storeCpu += Process.GetCurrentProcess().TotalProcessorTime - cpu;
                ceilingTime += await TimeAsync(() => ceiling.CopyAsync(raw, start, end));
            }

            output.WriteLine($"store   {count / storeTime.TotalSeconds,10:n0} rows/s  {storeTime.TotalMicroseconds / count,7:n1} us a row, {storeCpu.TotalMicroseconds / count:n1} us of it this process");
            output.WriteLine($"ceiling {count / ceilingTime.TotalSeconds,10:n0} rows/s  {ceilingTime.TotalMicroseconds / count,7:n1} us a row");
            output.WriteLine($"ratio   {ceilingTime / storeTime,10:n3} of the binary COPY ceiling");
            output.WriteLine($"checksum {ceiling.Rows} rows, {ceiling.Bytes / count} B a row sent");
        }
        finally
        {
            await DropAsync(connection, schemas);
        }
    }

    private static async Task<PostgresInteractionStore> OpenAsync(string connection, string schema)
    {
        var store = new PostgresInteractionStore(new PostgresStoreOptions { ConnectionString = connection, Schema = schema }, TimeProvider.System);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    // The month has to be there before rows are copied into it: one interaction of another project makes it.
    private static StoreBatch First(StoreBatch[] batches)
    {
        var first = batches[0].Interactions[0];
        return new StoreBatch { Interactions = [first with { Interaction = first.Interaction with { Project = "first" } }] };
    }

    private static async Task AppendAsync(PostgresInteractionStore store, StoreBatch[] batches)
    {
        foreach (var batch in batches) await store.AppendAsync(batch, CancellationToken.None);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        return watch.Elapsed;
    }

    private static async Task DropAsync(string connection, string[] schemas)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        foreach (var schema in schemas)
        {
            await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE");
            await drop.ExecuteNonQueryAsync();
        }
    }
}
