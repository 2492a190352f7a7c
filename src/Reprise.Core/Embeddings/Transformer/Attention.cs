using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reprise.Embeddings.Transformer;

/// <summary>Mixes the rows of a text: each takes from the others by how well its question fits their keys, head by head.</summary>
internal static class Attention
{
    private const int Step = 8, Block = 32;

    /// <param name="mixed">Questions, keys and values of each row, one behind the other: <c>3 × width</c>.</param>
    /// <param name="rows">Pieces of the text.</param>
    /// <param name="heads">Each takes its own share of the width, a multiple of 32.</param>
    /// <param name="width">Of a row that comes out.</param>
    /// <param name="shares">Room for one row's shares, <paramref name="rows"/> rounded up to eight.</param>
    /// <param name="to">Room for <c>rows × width</c>.</param>
    public static void Mix(ReadOnlySpan<float> mixed, int rows, int heads, int width, Span<float> shares, Span<float> to)
    {
        mixed = mixed[..(rows * 3 * width)];
        to = to[..(rows * width)];
        shares = shares[..((rows + Step - 1) / Step * Step)];
        var size = width / heads;
        var scale = 1 / MathF.Sqrt(size);
        for (var head = 0; head < width; head += size)
        {
            for (var row = 0; row < rows; row++)
            {
                ref var question = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixed), row * 3 * width + head);
                ref var key = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixed), width + head);
                for (var other = 0; other < rows; other++) shares[other] = Product(ref question, ref Unsafe.Add(ref key, other * 3 * width), size) * scale;
                Functions.Softmax(shares, rows);
                ref var value = ref Unsafe.Add(ref MemoryMarshal.GetReference(mixed), 2 * width + head);
                ref var target = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), row * width + head);
                for (var block = 0; block < size; block += Block) Add(ref Unsafe.Add(ref value, block), 3 * width, shares[..rows], ref Unsafe.Add(ref target, block));
            }
        }
    }

    private static float Product(ref float a, ref float b, int size)
    {
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < size; i += Step) sum = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref a, (nuint)i), Vector256.LoadUnsafe(ref b, (nuint)i), sum);
        return Vector256.Sum(sum);
    }

    /// <summary>Thirty-two columns of the values, each row by its share.</summary>
    private static void Add(ref float value, int stride, ReadOnlySpan<float> shares, ref float target)
    {
        var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        foreach (var share in shares)
        {
            var s = Vector256.Create(share);
            a = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref value), s, a);
            b = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref value, Step), s, b);
            c = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref value, 2 * Step), s, c);
            d = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref value, 3 * Step), s, d);
            value = ref Unsafe.Add(ref value, stride);
        }

        a.StoreUnsafe(ref target);
        b.StoreUnsafe(ref target, Step);
        c.StoreUnsafe(ref target, 2 * Step);
        d.StoreUnsafe(ref target, 3 * Step);
    }
}
