using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reprise.Benchmarks.Gateway;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Pricing;
using Reprise.Store;
using Reprise.Storage.Sqlite;

namespace Reprise.Benchmarks.Capture;

/// <summary>Where the time of recording goes behind the answer: reading a call (dialect, tokens, price, hashes, previews) and appending it to SQLite.</summary>
internal static class PipelineBenchmark
{
    private static readonly string[] s_words = "pump invoice order delivery supplier quality notes meeting contract schedule engine sample colour window garden travel ticket policy refund customer answer question harbour winter summer bridge station paper report number".Split(' ');

    public static async Task RunAsync(string[] args, TextWriter output)
    {
        var count = args.Contains("--tiny") ? 400 : 40_000;
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            await using var store = new SqliteInteractionStore(new SqliteStoreOptions { Path = Path.Combine(folder, "reprise.db") }, TimeProvider.System);
            await store.OpenAsync(CancellationToken.None);
            var pipeline = new CapturePipeline(PriceTable.BuiltIn);
            output.WriteLine("| | µs a call | bytes allocated a call |");
            output.WriteLine("|---|---|---|");
            var checksum = 0L;
            foreach (var seed in new[] { 1, 2 })
            {
                var calls = Enumerable.Range(0, count).Select(i => Call(seed * 1_000_000 + i)).ToArray();
                var derived = new RecordedInteraction[count];
                var read = await MeasureAsync(() =>
                {
                    for (var i = 0; i < count; i++) derived[i] = pipeline.Derive(calls[i]);
                    return Task.CompletedTask;
                });
                var appended = await MeasureAsync(async () =>
                {
                    foreach (var batch in derived.Chunk(200)) checksum += (await store.AppendAsync(new StoreBatch { Interactions = batch }, CancellationToken.None)).Stored;
                });
                if (seed == 1) continue;
                Write("read", read, count);
                Write("append", appended, count);
            }

            output.WriteLine($"checksum {checksum}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        void Write(string what, (TimeSpan Cpu, long Bytes) figures, int calls) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figures.Cpu.TotalMicroseconds / calls:F1} | {figures.Bytes / calls} |"));
    }

    private static async Task<(TimeSpan Cpu, long Bytes)> MeasureAsync(Func<Task> run)
    {
        var self = Process.GetCurrentProcess();
        GC.Collect();
        var (cpu, bytes) = (self.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        await run();
        self.Refresh();
        return (self.TotalProcessorTime - cpu, GC.GetTotalAllocatedBytes() - bytes);
    }

    private static CapturedCall Call(int number)
    {
        var random = new Random(number);
        var text = new StringBuilder($"Request {number}: ");
        while (text.Length < 1150) text.Append(s_words[random.Next(s_words.Length)]).Append(random.Next(12) == 0 ? random.Next(100_000) + " " : " ");
        var body = "{\"model\":\"gpt-4o\",\"temperature\":0.2,\"messages\":[{\"role\":\"system\",\"content\":\"You answer questions about orders and invoices in two sentences, and say so when you do not know.\"},{\"role\":\"user\",\"content\":\"" + text + "\"}],\"max_tokens\":200}";
        return new CapturedCall
        {
            Id = InteractionId.New(TimeProvider.System),
            Project = Projects.Default,
            Timestamp = TimeProvider.System.GetUtcNow(),
            Provider = "openai",
            Method = "POST",
            Path = "/v1/chat/completions",
            Request = new Body { Bytes = Encoding.ASCII.GetBytes(body), ContentType = "application/json" },
            Response = new Body { Bytes = StaticUpstream.Answer, ContentType = "application/json" },
            HttpStatus = 200,
            LatencyMs = 12,
            Labels = new CallLabels { SessionId = $"s{number / 8}", IpAddress = "127.0.0.1" },
        };
    }
}
