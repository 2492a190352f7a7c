using System.Numerics;
using System.Runtime.InteropServices;

namespace Reprise.Cache.Judging;

/// <summary>A word as the judge sees it. Never changes.</summary>
/// <param name="text">In one way of writing.</param>
/// <param name="weight">How much it moves the vector of a text.</param>
/// <param name="vector">Its direction, 127 for 1.</param>
internal sealed class Word(string text, float weight, sbyte[] vector)
{
    private readonly sbyte[] _vector = vector;

    public string Text { get; } = text;

    /// <summary>Without its endings.</summary>
    public string Stem { get; } = EnglishWords.Stem(text);

    /// <summary>Whether it says what the text is about.</summary>
    public bool IsContent { get; } = !EnglishWords.IsFunction(text);

    public float Weight { get; } = weight;

    public bool Is(Word other) => ReferenceEquals(this, other) || Text == other.Text;

    /// <summary>Cosine with another word.</summary>
    public float Similarity(Word other)
    {
        var left = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(_vector);
        var right = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(other._vector);
        var sum = Vector<int>.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            Vector.Widen(left[i], out var leftLow, out var leftHigh);
            Vector.Widen(right[i], out var rightLow, out var rightHigh);
            // A sum of two products would not fit into 16 bits: each is widened first.
            Vector.Widen(leftLow * rightLow, out var a, out var b);
            Vector.Widen(leftHigh * rightHigh, out var c, out var d);
            sum += a + b + c + d;
        }

        return Vector.Sum(sum) / (127f * 127f);
    }
}
