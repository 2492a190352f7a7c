using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Reprise.Embeddings;

namespace Reprise.Benchmarks.Embeddings;

/// <summary>
/// What finding the most similar entry costs, beside comparing the floats of all entries one after the other, on one thread. Nine of ten entries are in one
/// partition, the others in partitions of 1 to 16. The vectors are those of made-up questions; a query is such a question in slightly other words. Expected: 32 bytes of
/// each entry pass by, a nanosecond each, and some hundred entries are compared exactly, a tenth of a microsecond each.
/// </summary>
internal static class VectorIndexBenchmark
{
    private static readonly PartitionKey s_large = PartitionKey.Of("large"u8);

    public static Task RunAsync(string[] args, TextWriter output)
    {
        var sizes = args.Contains("--tiny") ? [2_000] : args.Contains("--quick") ? [10_000, 100_000] : new[] { 10_000, 100_000, 1_000_000 };
        output.WriteLine("| entries | add µs | large p50 µs | p99 µs | small p50 µs | p99 µs | floats p50 µs | found | bytes an entry: vectors | sketches | other |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        var checksum = 0L;
        var files = new List<string>();
        foreach (var size in sizes) checksum += Measure(size, queries: size < 10_000 ? 50 : 1000, output, files);
        output.WriteLine();
        foreach (var line in files) output.WriteLine(line);
        output.WriteLine($"checksum {checksum}");
        return Task.CompletedTask;
    }

    private static long Measure(int size, int queries, TextWriter output, List<string> files)
    {
        var folder = Directory.CreateTempSubdirectory("reprise-bench-").FullName;
        try
        {
            var dimensions = StaticEmbedder.Shared.Identity.Dimensions;
            var floats = new float[(long)size * dimensions];
            for (var i = 0; i < size; i++) StaticEmbedder.Shared.TryEmbed(Questions.Text(i), floats.AsSpan(i * dimensions, dimensions));
            var index = new VectorIndex(StaticEmbedder.Shared.Identity);
            var path = Path.Combine(folder, "bench.vectors");
            using var file = VectorIndexFile.Open(path, index, out _);
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < size; i++) file.Add(i, PartitionOf(i), floats.AsSpan(i * dimensions, dimensions));
            var adding = Stopwatch.GetElapsedTime(started);
            files.Add(Files(path, file, size, floats.AsSpan(0, dimensions)));

            var (large, small, brute) = (new double[queries], new double[queries], new double[Math.Min(queries, 100)]);
            var (wanted, found, checksum) = (0, 0, 0L);
            var matches = new VectorMatch[1];
            // The first round warms up.
            foreach (var round in new[] { 0, 1 })
            {
                var random = new Random(size + round);
                for (var i = 0; i < queries; i++)
                {
                    var asked = random.Next(size / 10) * 10 + random.Next(9);
                    var elsewhere = PartitionOf(random.Next(size / 10) * 10 + 9);
                    var query = new float[dimensions];
                    StaticEmbedder.Shared.TryEmbed(Questions.Reworded(asked), query);
                    large[i] = Time(() => index.Search(s_large, query, 0, matches));
                    var best = matches[0];
                    small[i] = Time(() => index.Search(elsewhere, query, 0, matches));
                    if (round == 0 || i >= brute.Length) continue;
                    var (nearest, similarity) = (0, 0f);
                    brute[i] = Time(() => (nearest, similarity) = Nearest(floats, query));
                    checksum += best.Id;
                    if (similarity < .8f) continue;
                    wanted++;
                    // Texts with the same words in another order have the same vector, and bytes round a little.
                    if (best.Id == nearest || best.Similarity > similarity - .004f) found++;
                }
            }

            var memory = index.Measure();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {size:N0} | {adding.TotalMicroseconds / size:F2} | {At(large, .5):F1} | {At(large, .99):F1} | {At(small, .5):F1} | {At(small, .99):F1} | {At(brute, .5):F0} | {found} of {wanted} | {Each(memory.Vectors):F0} | {Each(memory.Sketches):F1} | {Each(memory.Other):F1} |"));
            return checksum + found;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        double Each(long bytes) => (double)bytes / size;
    }

    /// <summary>Writes the whole file and one more entry, closes it, and reads it again.</summary>
    private static string Files(string path, VectorIndexFile file, int size, ReadOnlySpan<float> vector)
    {
        var started = Stopwatch.GetTimestamp();
        file.Flush(toDisk: true);
        var whole = Stopwatch.GetElapsedTime(started);
        var length = file.Length;
        started = Stopwatch.GetTimestamp();
        file.Add(size, PartitionOf(0), vector);
        file.Flush(toDisk: false);
        var one = Stopwatch.GetElapsedTime(started);
        file.Remove(size);
        file.Flush(toDisk: false);
        file.Dispose();
        started = Stopwatch.GetTimestamp();
        using var again = VectorIndexFile.Open(path, new VectorIndex(file.Index.Model), out var load);
        var opening = Stopwatch.GetElapsedTime(started);
        return string.Create(CultureInfo.InvariantCulture, $"file of {load.Entries:N0}: {length / 1048576.0:F1} MB written in {whole.TotalMilliseconds:F0} ms, one more entry in {one.TotalMicroseconds:F0} µs, opened in {opening.TotalMilliseconds:F0} ms");
    }

    private static PartitionKey PartitionOf(int entry)
    {
        if (entry % 10 != 9) return s_large;
        // Of every 136 small entries one stands alone, two are together, and so on to sixteen.
        var number = entry / 10 % 136;
        var length = 1;
        while (number >= length) number -= length++;
        return PartitionKey.Of(MemoryMarshal.AsBytes((Span<int>)[entry / 1360, length]));
    }

    /// <summary>The baseline. It sees all entries of the large partition, and those of the small ones are passed over.</summary>
    private static (int Entry, float Similarity) Nearest(float[] floats, float[] query)
    {
        var (nearest, similarity) = (-1, -1f);
        for (var entry = 0; entry < floats.Length / query.Length; entry++)
        {
            if (entry % 10 == 9) continue;
            var vector = floats.AsSpan(entry * query.Length, query.Length);
            var sum = Vector<float>.Zero;
            for (var i = 0; i < query.Length; i += Vector<float>.Count) sum += new Vector<float>(vector[i..]) * new Vector<float>(query, i);
            var product = Vector.Sum(sum);
            if (product > similarity) (nearest, similarity) = (entry, product);
        }

        return (nearest, similarity);
    }

    private static double Time(Action run)
    {
        var started = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static double At(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));
}
