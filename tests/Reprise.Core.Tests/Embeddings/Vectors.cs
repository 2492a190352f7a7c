using Reprise.Embeddings;

namespace Reprise.Core.Tests.Embeddings;

/// <summary>Random vectors, and the slow and sure way to search them.</summary>
internal static class Vectors
{
    public static EmbedderIdentity Model(int dimensions = 256) => new("test", "1", dimensions);

    public static PartitionKey Partition(int number) => PartitionKey.Of(BitConverter.GetBytes(number));

    public static float[] Random(Random random, int dimensions = 256)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++) vector[i] = (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        return vector;
    }

    /// <summary>A vector at about that cosine to another.</summary>
    public static float[] Near(Random random, float[] vector, double cosine)
    {
        var noise = Random(random, vector.Length);
        var scale = Math.Sqrt(1 - cosine * cosine) / cosine * Length(vector) / Length(noise);
        return [.. vector.Zip(noise, (value, other) => (float)(value + other * scale))];
    }

    public static double Cosine(float[] a, float[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum / Length(a) / Length(b);
    }

    public static List<VectorMatch> Search(VectorIndex index, PartitionKey partition, float[] vector, float atLeast, int most)
    {
        var matches = new VectorMatch[most];
        return [.. matches.Take(index.Search(partition, vector, atLeast, matches))];
    }

    public static int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("REPRISE_FUZZ_SEED"), out var given) ? given : System.Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return seed;
    }

    private static double Length(float[] vector) => Math.Sqrt(vector.Sum(value => (double)value * value));
}
