using System.Diagnostics;
using System.Globalization;
using Reprise.Interactions;
using Reprise.Storage.ClickHouse;
using Reprise.Storage.ClickHouse.Http;
using Reprise.Store;

namespace Reprise.Benchmarks.Storage;

/// <summary>
/// How fast the store is beside ClickHouse itself: the very bytes the store sent are inserted into tables of the same making beside it, batch by batch,
/// with nothing asked. Arguments: the server's address (<c>node tests/chdb/server.mjs folder 8123</c> starts one), interactions (default 40000), batch (default 512).
/// </summary>
public static class ClickHouseWriterBenchmark
{
    public static async Task RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        if (args.Length == 0) throw new ArgumentException("Name the address of a ClickHouse server, such as http://127.0.0.1:8123.", nameof(args));
        var url = new Uri(args[0]);
        var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40_000;
        var batchSize = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 512;
        var traffic = new StorageTraffic(seed: 42);
        var batches = Enumerable.Range(0, count).Select(_ => traffic.Next()).Chunk(batchSize).Select(chunk => new StoreBatch { Interactions = chunk }).ToArray();
        var warm = Math.Min(5, batches.Length / 4);
        var stored = NewDatabase(url);
        var raw = NewDatabase(url);
        try
        {
            using var recorder = new InsertRecorder();
            await using var store = new ClickHouseInteractionStore(stored, TimeProvider.System, recorder);
            await using var empty = new ClickHouseInteractionStore(raw, TimeProvider.System);
            await store.OpenAsync(CancellationToken.None);
            await empty.OpenAsync(CancellationToken.None);

            // By turns, so that both meet the same machine. The first batches compile the code; they do not count.
            using var client = new ClickHouseClient(raw);
            var appended = 0;
            var (storeTime, rawTime) = (TimeSpan.Zero, TimeSpan.Zero);
            for (var i = 0; i < batches.Length; i++)
            {
                var seen = recorder.Inserts.Count;
                var watch = Stopwatch.StartNew();
                appended += (await store.AppendAsync(batches[i], CancellationToken.None)).Stored;
                if (i >= warm) storeTime += watch.Elapsed;
                watch.Restart();
                foreach (var (insert, rows) in recorder.Inserts[seen..]) await client.InsertAsync(insert, rows, NewToken(), CancellationToken.None);
                if (i >= warm) rawTime += watch.Elapsed;
            }

            var measured = batches[warm..].Sum(batch => batch.Interactions.Count);
            var bytes = recorder.Inserts.Sum(insert => (long)insert.Rows.Length) / count;
            var size = (await client.QueryAsync("SELECT toInt64(sum(bytes_on_disk)) FROM system.parts WHERE database = currentDatabase() AND active", CancellationToken.None)).Int64();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store   {measured / storeTime.TotalSeconds,10:n0} rows/s  {storeTime.TotalMilliseconds / (batches.Length - warm),7:n1} ms a batch of {batchSize}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ceiling {measured / rawTime.TotalSeconds,10:n0} rows/s  {rawTime.TotalMilliseconds / (batches.Length - warm),7:n1} ms a batch"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio   {rawTime / storeTime,10:n3} of the ceiling by time"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {appended} rows, {bytes} B/row sent, {size / count} B/row on disk"));
        }
        finally
        {
            using var http = new HttpClient();
            foreach (var options in new[] { stored, raw })
            {
                using var drop = new StringContent($"DROP DATABASE IF EXISTS {options.Database} SYNC");
                using var response = await http.PostAsync(url, drop);
            }
        }
    }

    private static ClickHouseStoreOptions NewDatabase(Uri url) => new() { Url = url, Database = $"bench_{NewToken().Replace('-', '_')}" };

    private static string NewToken() => InteractionId.New(TimeProvider.System).ToString();

    /// <summary>Keeps what the store inserts.</summary>
    private sealed class InsertRecorder() : DelegatingHandler(new SocketsHttpHandler())
    {
        private const string Format = " FORMAT RowBinary";

        public List<(string Insert, byte[] Rows)> Inserts { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = Uri.UnescapeDataString(request.RequestUri!.Query);
            if (address.IndexOf("&query=", StringComparison.Ordinal) is var at and >= 0)
                Inserts.Add((address[(at + "&query=".Length)..].Replace(Format, "", StringComparison.Ordinal), await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
