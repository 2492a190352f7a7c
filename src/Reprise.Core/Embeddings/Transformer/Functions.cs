using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reprise.Embeddings.Transformer;

/// <summary>What an encoder does between its products. All spans are multiples of <see cref="Dense.Panel"/> long.</summary>
internal static class Functions
{
    private const int Step = 8;

    /// <summary>Adds <paramref name="other"/> to each row and brings the row to mean 0 and variance 1, then scales and shifts it.</summary>
    public static void AddAndNormalize(Span<float> rows, ReadOnlySpan<float> other, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon)
    {
        var width = scale.Length;
        for (var at = 0; at < rows.Length; at += width)
        {
            var row = rows.Slice(at, width);
            ref var x = ref MemoryMarshal.GetReference(row);
            ref var y = ref MemoryMarshal.GetReference(other.Slice(at, width));
            var sum = Vector256<float>.Zero;
            for (var i = 0; i < width; i += Step)
            {
                var value = Vector256.LoadUnsafe(ref x, (nuint)i) + Vector256.LoadUnsafe(ref y, (nuint)i);
                value.StoreUnsafe(ref x, (nuint)i);
                sum += value;
            }

            Normalize(row, Vector256.Sum(sum) / width, scale, shift, epsilon);
        }
    }

    /// <summary>Gaussian error linear units: <c>x · Φ(x)</c>.</summary>
    /// <remarks>Φ by formula 7.1.26 of Abramowitz and Stegun, whose error is at most 1.5e-7: that of single precision.</remarks>
    public static void Gelu(Span<float> values)
    {
        var (p, half, one) = (Vector256.Create(.3275911f), Vector256.Create(.5f), Vector256<float>.One);
        var (a1, a2, a3, a4, a5) = (Vector256.Create(.254829592f), Vector256.Create(-.284496736f), Vector256.Create(1.421413741f), Vector256.Create(-1.453152027f), Vector256.Create(1.061405429f));
        var root = Vector256.Create(.70710678f);
        ref var x = ref MemoryMarshal.GetReference(values);
        for (var i = 0; i < values.Length; i += Step)
        {
            var value = Vector256.LoadUnsafe(ref x, (nuint)i);
            var z = Vector256.Abs(value) * root;
            var t = one / (one + p * z);
            // Half of what is missing to 1 on this side of the curve.
            var rest = half * t * (a1 + t * (a2 + t * (a3 + t * (a4 + t * a5)))) * Vector256.Exp(-z * z);
            (value * Vector256.ConditionalSelect(Vector256.LessThan(value, Vector256<float>.Zero), rest, one - rest)).StoreUnsafe(ref x, (nuint)i);
        }
    }

    /// <summary>Makes shares of 1 out of any values, as many as <paramref name="count"/>; what follows them up to the next step of eight becomes 0.</summary>
    public static void Softmax(Span<float> values, int count)
    {
        var padded = (count + Step - 1) / Step * Step;
        values[count..padded].Fill(float.NegativeInfinity);
        ref var x = ref MemoryMarshal.GetReference(values);
        var most = Vector256.LoadUnsafe(ref x);
        for (var i = Step; i < padded; i += Step) most = Vector256.Max(most, Vector256.LoadUnsafe(ref x, (nuint)i));
        var highest = float.NegativeInfinity;
        for (var i = 0; i < Step; i++) highest = MathF.Max(highest, most[i]);
        var top = Vector256.Create(highest);
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < padded; i += Step)
        {
            var value = Vector256.Exp(Vector256.LoadUnsafe(ref x, (nuint)i) - top);
            value.StoreUnsafe(ref x, (nuint)i);
            sum += value;
        }

        var share = Vector256.Create(1 / Vector256.Sum(sum));
        for (var i = 0; i < padded; i += Step) (Vector256.LoadUnsafe(ref x, (nuint)i) * share).StoreUnsafe(ref x, (nuint)i);
    }

    private static void Normalize(Span<float> row, float mean, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, float epsilon)
    {
        ref var x = ref MemoryMarshal.GetReference(row);
        ref var scales = ref MemoryMarshal.GetReference(scale);
        ref var shifts = ref MemoryMarshal.GetReference(shift);
        var means = Vector256.Create(mean);
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < row.Length; i += Step)
        {
            var away = Vector256.LoadUnsafe(ref x, (nuint)i) - means;
            sum += away * away;
        }

        var factor = Vector256.Create(1 / MathF.Sqrt(Vector256.Sum(sum) / row.Length + epsilon));
        for (var i = 0; i < row.Length; i += Step)
        {
            var value = (Vector256.LoadUnsafe(ref x, (nuint)i) - means) * factor;
            (value * Vector256.LoadUnsafe(ref scales, (nuint)i) + Vector256.LoadUnsafe(ref shifts, (nuint)i)).StoreUnsafe(ref x, (nuint)i);
        }
    }
}
