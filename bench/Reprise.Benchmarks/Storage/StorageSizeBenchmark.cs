using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.Sqlite;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// How much disk recorded sessions take, beside their raw bodies: real agent sessions sent turn by turn, each request with its whole history, as a gateway sees
/// them. Everything is read back and compared. Arguments: the folder with the test data (default ../shared/data), sessions of each set (default all).
/// </summary>
public static class StorageSizeBenchmark
{
    private const int BatchSize = 16;

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        var data = args.Length > 0 ? args[0] : Path.Combine("..", "shared", "data");
        var most = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : int.MaxValue;
        foreach (var withTools in new[] { true, false })
        {
            await MeasureAsync("taubench", withTools, StorageSessions.TauBench(data, most, withTools), output);
            await MeasureAsync("claudecode", withTools, StorageSessions.ClaudeCode(data, most, withTools), output);
        }
    }

    private static async Task MeasureAsync(string set, bool withTools, IEnumerable<IReadOnlyList<RecordedInteraction>> sessions, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            var path = Path.Combine(folder, "store.db");
            var calls = Interleave(sessions).ToArray();
            await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = path, IdleBeforeMaintenance = TimeSpan.Zero }, TimeProvider.System);
            foreach (var batch in calls.Chunk(BatchSize)) await store.AppendAsync(new StoreBatch { Interactions = batch }, CancellationToken.None);
            var before = Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length);
            await store.MaintainAsync(CancellationToken.None);
            var raw = calls.Sum(call => (long)call.Request!.Bytes.Length + call.Response!.Bytes.Length);
            var stored = Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length);
            var wrong = 0;
            foreach (var call in calls)
            {
                var found = await store.FindAsync(call.Interaction.Project, call.Interaction.Id, CancellationToken.None);
                if (!Same(found?.Request, call.Request) || !Same(found?.Response, call.Response)) wrong++;
            }

            output.WriteLine($"{set,-10} {(withTools ? "with system prompt and tools" : "messages only"),-28} {calls.Length,5} calls  raw {raw,12:n0} B  stored {stored,11:n0} B  ratio 1/{(double)raw / stored:n1}  (before maintenance {before:n0} B)  wrong {wrong}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Same(Body? one, Body? other) => one is not null && other is not null && one.Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <summary>Several sessions go on at the same time: eight, each next call from another one.</summary>
    private static IEnumerable<RecordedInteraction> Interleave(IEnumerable<IReadOnlyList<RecordedInteraction>> sessions)
    {
        var waiting = new Queue<IReadOnlyList<RecordedInteraction>>(sessions);
        var running = new List<Queue<RecordedInteraction>>();
        var second = 0;
        while (waiting.Count > 0 || running.Count > 0)
        {
            while (running.Count < 8 && waiting.Count > 0) running.Add(new Queue<RecordedInteraction>(waiting.Dequeue()));
            foreach (var session in running)
            {
                var call = session.Dequeue();
                var timestamp = StorageTraffic.Start.AddSeconds(second++);
                yield return call with { Interaction = call.Interaction with { Id = InteractionId.At(timestamp), Timestamp = timestamp } };
            }

            running.RemoveAll(session => session.Count == 0);
        }
    }
}
