using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reprise.Embeddings.Index;

/// <summary>
/// Vectors of signed bytes, -127 to 127. A cosine does not know lengths, so each is stretched to fill that range and no scale is kept. All sums are whole numbers:
/// every machine finds the same similarity.
/// </summary>
internal static class ByteVector
{
    private const float Most = 127;

    /// <summary>False when the vector has no direction: all zeros, or not all of it numbers.</summary>
    public static bool TryMake(ReadOnlySpan<float> vector, Span<sbyte> bytes)
    {
        var largest = 0f;
        foreach (var value in vector)
        {
            if (!float.IsFinite(value)) return false;
            largest = Math.Max(largest, Math.Abs(value));
        }

        if (largest == 0) return false;
        for (var i = 0; i < vector.Length; i++) bytes[i] = (sbyte)MathF.Round(vector[i] / largest * Most);
        return true;
    }

    /// <summary>The product of two vectors of one length, and that of the second with itself.</summary>
    public static (int Product, int Square) Multiply(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var (product, square, i) = (0, 0, 0);
        if (Vector128.IsHardwareAccelerated && left.Length >= Vector256<sbyte>.Count)
        {
            ref var leftStart = ref MemoryMarshal.GetReference(left);
            ref var rightStart = ref MemoryMarshal.GetReference(right);
            var (products, squares) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (; i + Vector256<sbyte>.Count <= left.Length; i += Vector256<sbyte>.Count)
            {
                var (a, b) = Vector256.Widen(Vector256.LoadUnsafe(ref leftStart, (nuint)i));
                var (c, d) = Vector256.Widen(Vector256.LoadUnsafe(ref rightStart, (nuint)i));
                // 2 × 127 × 127 is 32,258 and fits into 16 bits.
                products += Widened(a * c + b * d);
                squares += Widened(c * c + d * d);
            }

            (product, square) = (Vector256.Sum(products), Vector256.Sum(squares));
        }

        for (; i < left.Length; i++)
        {
            product += left[i] * right[i];
            square += right[i] * right[i];
        }

        return (product, square);
    }

    /// <summary>The cosine, from a product and the squares of both.</summary>
    public static float Cosine(int product, int square, int otherSquare) => square == 0 || otherSquare == 0 ? 0 : (float)(product / Math.Sqrt((double)square * otherSquare));

    private static Vector256<int> Widened(Vector256<short> values)
    {
        var (low, high) = Vector256.Widen(values);
        return low + high;
    }
}
