using System.Numerics;
using Reprise.Cache.Guards;
using Reprise.Cache.Judging;
using Reprise.Embeddings;

namespace Reprise.BuildJudge;

/// <summary>Two texts as a cache would compare them, and whether one's answer is right for the other.</summary>
/// <param name="Features">All of <see cref="PairFeatures.All"/>.</param>
/// <param name="IsRight">What is to be learned.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="Fold">Examples of one shelf or one question are in one fold.</param>
/// <param name="Source">For the report.</param>
internal sealed record Example(float[] Features, bool IsRight, float Weight, int Fold, string Source, string Left, string Right)
{
    /// <summary>How many pairs of its kind there are for each one here.</summary>
    public float StandsFor { get; init; } = 1;
}

/// <summary>A text with everything needed to compare it.</summary>
internal sealed record Ready(string Text, float[] Vector, PreparedText Prepared, float[]? Second)
{
    public static Ready Of(string text, SecondVectors? seconds)
    {
        var vector = new float[StaticEmbedder.Shared.Identity.Dimensions];
        StaticEmbedder.Shared.TryEmbed(text, vector);
        return new Ready(text, vector, PreparedText.Of(text), seconds?.Find(text));
    }

    public static float Dot(float[] a, float[] b)
    {
        var sum = System.Numerics.Vector<float>.Zero;
        for (var i = 0; i < a.Length; i += Vector<float>.Count) sum += new Vector<float>(a, i) * new Vector<float>(b, i);
        return System.Numerics.Vector.Sum(sum);
    }
}
