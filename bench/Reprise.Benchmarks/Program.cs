using System.Globalization;
using Reprise.Benchmarks.Cache;
using Reprise.Benchmarks.Capture;
using Reprise.Benchmarks.Embeddings;
using Reprise.Benchmarks.Encryption;
using Reprise.Benchmarks.Gateway;
using Reprise.Benchmarks.Playback;
using Reprise.Benchmarks.Privacy;
using Reprise.Benchmarks.Recording;
using Reprise.Benchmarks.Security;
using Reprise.Benchmarks.Storage;

// The first word names a benchmark.
var benchmarks = new SortedDictionary<string, Func<string[], TextWriter, Task>>(StringComparer.Ordinal)
{
    ["cache-answer"] = CachedAnswerBenchmark.RunAsync,
    ["cache-lookup"] = LookupBenchmark.RunAsync,
    ["cache-quality"] = QualityBenchmark.RunAsync,
    ["clickhouse-writer"] = ClickHouseWriterBenchmark.RunAsync,
    ["embedding"] = EmbeddingBenchmark.RunAsync,
    ["embedding-transformer"] = TransformerBenchmark.RunAsync,
    ["encryption"] = EncryptionBenchmark.RunAsync,
    ["enqueue"] = EnqueueBenchmark.RunAsync,
    ["gateway"] = GatewayBenchmark.RunAsync,
    ["injection"] = InjectionBenchmark.RunAsync,
    ["pii"] = PiiBenchmark.RunAsync,
    ["pipeline"] = PipelineBenchmark.RunAsync,
    ["playback"] = PlaybackBenchmark.RunAsync,
    ["postgres-writer"] = PostgresWriterBenchmark.RunAsync,
    ["proof"] = ProofBenchmark.RunAsync,
    ["record"] = RecordBenchmark.RunAsync,
    ["redaction"] = RedactionBenchmark.RunAsync,
    ["secrets"] = SecretsBenchmark.RunAsync,
    ["storage-10m"] = StorageOpsBenchmark.RunAsync,
    ["storage-retention"] = StorageRetentionBenchmark.RunAsync,
    ["storage-search"] = StorageSearchBenchmark.RunAsync,
    ["storage-size"] = StorageSizeBenchmark.RunAsync,
    ["storage-writer"] = StorageWriterBenchmark.RunAsync,
    ["vector-index"] = VectorIndexBenchmark.RunAsync,
};

switch (args)
{
    case [var name, ..] when benchmarks.TryGetValue(name, out var run):
        await run(args[1..], Console.Out);
        return 0;

    // The servers of the gateway benchmark are this program again, in processes of their own.
    case ["upstream", var port]:
        await StaticUpstream.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["forwarder", var port, var upstream]:
        await GatewayBenchmark.ForwardAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(upstream, CultureInfo.InvariantCulture));
        return 0;
    case ["serve", var port, var upstream, var folder, .. var settings]:
        await GatewayBenchmark.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(upstream, CultureInfo.InvariantCulture), folder, settings);
        return 0;
    case ["playback-server", var port, var tape]:
        await PlaybackBenchmark.ServeAsync(int.Parse(port, CultureInfo.InvariantCulture), tape);
        return 0;
    case ["load", var port, var connections, var requests]:
        var load = await new LoadClient(int.Parse(port, CultureInfo.InvariantCulture), "/openai/v1/chat/completions", Environment.TickCount & 0xFFFFFF).RunAsync(int.Parse(connections, CultureInfo.InvariantCulture), int.Parse(requests, CultureInfo.InvariantCulture), null);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Completed / load.Elapsed.TotalSeconds:F0} requests/s, p50 {load.Percentile(.5):F3} ms, p99 {load.Percentile(.99):F3} ms, failed {load.Failed}"));
        return 0;
    default:
        Console.Error.WriteLine($"usage: Reprise.Benchmarks {string.Join('|', benchmarks.Keys)}");
        return 2;
}
