using System.Diagnostics;
using System.Globalization;
using Reprise.Embeddings;
using Reprise.Embeddings.Transformer;

namespace Reprise.Benchmarks.Embeddings;

/// <summary>
/// What a vector of all-MiniLM-L6-v2 costs, beside the least it could: its matrix products alone. Expected: 10.6 million weights are used once for each word piece;
/// 23 pieces of a sentence are 0.5 billion operations, which a core of 50 to 150 a nanosecond does in 3 to 10 ms.
/// </summary>
/// <remarks><c>REPRISE_MINILM</c> names the folder of the model; without it random numbers of the same shape are multiplied, and only those.</remarks>
internal static class TransformerBenchmark
{
    private const int Width = 384, Inner = 1536, Layers = 6;

    private static readonly string[] s_words = "how can I change the address of my last order before it leaves your house in the morning when support is closed please tell what to do with papers from people who never answer".Split(' ');

    public static Task RunAsync(string[] args, TextWriter output)
    {
        var rounds = args.Contains("--tiny") ? 1 : 60;
        var checksum = 0.0;
        var embedder = Load(output);
        var products = new Products();
        output.WriteLine("| text | ms, best | ms, median | bytes allocated | products alone, ms, best |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var words in new[] { 5, 20, 60, 200 })
        {
            var random = new Random(words);
            var texts = Enumerable.Range(0, rounds).Select(_ => string.Join(' ', Enumerable.Range(0, words).Select(_ => s_words[random.Next(s_words.Length)]))).ToArray();
            var vector = new float[embedder?.Identity.Dimensions ?? 1];
            // Every word is one piece of its own; one more stands on each side.
            var (floor, _, _) = Measure(rounds, _ => products.Run(words + 2));
            if (embedder is null)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {words} words | – | – | – | {floor:F2} |"));
                continue;
            }

            var (best, median, bytes) = Measure(rounds, i =>
            {
                embedder.Embed(texts[i], vector);
                return vector[0];
            });
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {words} words | {best:F2} | {median:F2} | {bytes:F0} | {floor:F2} |"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"checksum {checksum:F3}"));
        return Task.CompletedTask;

        (double Best, double Median, double Bytes) Measure(int times, Func<int, float> run)
        {
            for (var i = 0; i < Math.Min(times, 10); i++) checksum += run(i);
            var took = new double[times];
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < times; i++)
            {
                var started = Stopwatch.GetTimestamp();
                checksum += run(i);
                took[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }

            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Array.Sort(took);
            return (took[0], took[times / 2], (double)bytes / times);
        }
    }

    private static TransformerEmbedder? Load(TextWriter output)
    {
        if (Environment.GetEnvironmentVariable("REPRISE_MINILM") is not { Length: > 0 } folder) return null;
        var (memory, clock) = (GC.GetTotalMemory(forceFullCollection: true), Stopwatch.GetTimestamp());
        var embedder = TransformerEmbedder.Load(folder);
        var loading = Stopwatch.GetElapsedTime(clock);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load {loading.TotalMilliseconds:F0} ms, {(GC.GetTotalMemory(forceFullCollection: true) - memory) / 1048576.0:F0} MB kept"));
        return embedder;
    }

    /// <summary>The floor: the four products of each layer, on numbers that mean nothing.</summary>
    private sealed class Products
    {
        private readonly Dense[] _all = [.. Enumerable.Range(0, Layers).SelectMany(layer => (Dense[])[Random(layer, Width, 3 * Width), Random(layer, Width, Width), Random(layer, Width, Inner), Random(layer, Inner, Width)])];
        private readonly float[] _from = Values(new Random(1), 256 * Inner);
        private readonly float[] _to = new float[256 * Inner];

        public float Run(int pieces)
        {
            foreach (var product in _all) product.Apply(_from, pieces, _to);
            return _to[0];
        }

        private static Dense Random(int seed, int inputs, int outputs) => new(Values(new Random(seed), inputs * outputs), new float[outputs], inputs);

        private static float[] Values(Random random, int count)
        {
            var values = new float[count];
            for (var i = 0; i < count; i++) values[i] = random.NextSingle() - .5f;
            return values;
        }
    }
}
