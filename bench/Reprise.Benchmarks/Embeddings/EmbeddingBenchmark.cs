using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reprise.Embeddings;
using Reprise.Embeddings.Static;

namespace Reprise.Benchmarks.Embeddings;

/// <summary>
/// What a vector of the built-in model costs, beside the least it could: adding up as many rows as the text has, which are known beforehand. Expected: 25 rows of
/// 256 values, mostly not in the nearest cache, are 2 to 5 µs, finding the words about as much again.
/// </summary>
internal static class EmbeddingBenchmark
{
    private static readonly string[] s_words = "how can I change the address of my last order before it leaves your warehouse in the morning when support is closed please tell what to do with invoices from suppliers who never answer réservation unbelievability kubernetes 4711".Split(' ');

    public static Task RunAsync(string[] args, TextWriter output)
    {
        var count = args.Contains("--tiny") ? 300 : 100_000;
        var (memory, clock) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.GetTimestamp());
        var embedder = new StaticEmbedder(StaticModel.LoadBuiltIn());
        var loading = Stopwatch.GetElapsedTime(clock);
        var loaded = GC.GetTotalMemory(forceFullCollection: true) - memory;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load {loading.TotalMilliseconds:F1} ms, {loaded / 1048576.0:F1} MB kept"));
        output.WriteLine("| text | µs | bytes allocated | rows alone, µs |");
        output.WriteLine("|---|---|---|---|");
        var checksum = 0.0;
        foreach (var words in new[] { 5, 20, 200, 5000 })
        {
            var random = new Random(words);
            var texts = Enumerable.Range(0, Math.Max(20, Math.Min(2000, count / words))).Select(_ => Text(random, words)).ToArray();
            var rounds = Math.Max(1, count / words / texts.Length * 4);
            Measure(1);
            var (micros, bytes) = Measure(rounds);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {words} words | {micros:F2} | {bytes:F0} | {Rows(texts, rounds, ref checksum):F2} |"));

            (double Micros, double Bytes) Measure(int times)
            {
                var vector = new float[embedder.Identity.Dimensions];
                var before = GC.GetAllocatedBytesForCurrentThread();
                var started = Stopwatch.GetTimestamp();
                for (var i = 0; i < times; i++)
                {
                    foreach (var text in texts)
                    {
                        embedder.TryEmbed(text, vector);
                        checksum += vector[0];
                    }
                }

                var elapsed = Stopwatch.GetElapsedTime(started);
                return (elapsed.TotalMicroseconds / times / texts.Length, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / times / texts.Length);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum:F3}"));
        GC.KeepAlive(embedder);
        return Task.CompletedTask;
    }

    /// <summary>The floor: the same rows, found beforehand.</summary>
    private static double Rows(string[] texts, int rounds, ref double checksum)
    {
        var model = StaticModel.LoadBuiltIn();
        var buffer = new int[RowReader.LeastRows];
        var scratch = new byte[RowReader.ScratchSize];
        var rows = texts.Select(text =>
        {
            var reader = new RowReader(model, text, scratch);
            var all = new List<int>();
            while (reader.Read(buffer) is > 0 and var read) all.AddRange(buffer.AsSpan(0, read));
            return all.ToArray();
        }).ToArray();
        var vector = new float[model.Dimensions];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < rounds; i++)
        {
            foreach (var text in rows)
            {
                foreach (var row in text) model.AddRow(row, vector);
            }

            checksum += vector[1] > 0 ? 1 : 0;
        }

        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / rounds / texts.Length;
    }

    private static string Text(Random random, int words)
    {
        var text = new StringBuilder();
        for (var i = 0; i < words; i++) text.Append(i == 0 ? "" : " ").Append(s_words[random.Next(s_words.Length)]);
        return text.Append('?').ToString();
    }
}
