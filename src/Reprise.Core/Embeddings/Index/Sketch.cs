using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reprise.Embeddings.Index;

/// <summary>One bit for each value of a vector: whether it is above zero. Vectors that point nearly the same way differ in few bits.</summary>
internal static class Sketch
{
    private const int WordBits = 64;

    /// <summary>Words for so many dimensions.</summary>
    public static int Words(int dimensions) => (dimensions + WordBits - 1) / WordBits;

    public static void Make(ReadOnlySpan<sbyte> vector, Span<ulong> sketch)
    {
        sketch.Clear();
        ref var start = ref MemoryMarshal.GetReference(vector);
        var i = 0;
        for (; i + Vector256<sbyte>.Count <= vector.Length; i += Vector256<sbyte>.Count)
        {
            var above = Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)i), Vector256<sbyte>.Zero).ExtractMostSignificantBits();
            sketch[i / WordBits] |= (ulong)above << (i % WordBits);
        }

        for (; i < vector.Length; i++) sketch[i / WordBits] |= (vector[i] > 0 ? 1UL : 0) << (i % WordBits);
    }

    /// <summary>Goes over sketches that lie one behind the other and offers those that differ little.</summary>
    /// <param name="sketches">The sketches, and the slots of the entries they are of.</param>
    /// <param name="words">Words in each.</param>
    /// <param name="query">The one they are compared with.</param>
    /// <param name="block">Number of the block, for the candidates.</param>
    /// <param name="candidates">Takes what is near enough.</param>
    public static void Scan(SketchBlock sketches, int words, ReadOnlySpan<ulong> query, int block, ref Candidates candidates)
    {
        var slots = sketches.Slots;
        ref var start = ref MemoryMarshal.GetArrayDataReference(sketches.Sketches);
        var cutoff = candidates.Cutoff;
        // From the end: of entries that are equally near the latest are kept.
        if (words == 4)
        {
            var (a, b, c, d) = (query[0], query[1], query[2], query[3]);
            for (var i = sketches.Count - 1; i >= 0; i--)
            {
                ref var at = ref Unsafe.Add(ref start, i * 4);
                var distance = BitOperations.PopCount(at ^ a) + BitOperations.PopCount(Unsafe.Add(ref at, 1) ^ b)
                    + BitOperations.PopCount(Unsafe.Add(ref at, 2) ^ c) + BitOperations.PopCount(Unsafe.Add(ref at, 3) ^ d);
                if (distance < cutoff && slots[i] >= 0) cutoff = candidates.Offer(distance, block, i);
            }

            return;
        }

        for (var i = sketches.Count - 1; i >= 0; i--)
        {
            ref var at = ref Unsafe.Add(ref start, i * words);
            var distance = 0;
            for (var word = 0; word < words; word++) distance += BitOperations.PopCount(Unsafe.Add(ref at, word) ^ query[word]);
            if (distance < cutoff && slots[i] >= 0) cutoff = candidates.Offer(distance, block, i);
        }
    }
}
