using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reprise.Embeddings.Transformer;

/// <summary>
/// A matrix and a bias: each row of inputs becomes a row of outputs. The weights lie in panels of <see cref="Panel"/> columns, so that what a step needs lies side by
/// side: four rows by thirty-two columns stay in registers while a panel is read once from beginning to end.
/// </summary>
internal sealed class Dense
{
    public const int Panel = 32;

    private readonly float[] _panels;
    private readonly float[] _bias;

    /// <param name="weights">One row of <paramref name="inputs"/> values for each output.</param>
    /// <param name="bias">One value for each output.</param>
    /// <param name="inputs">Any number.</param>
    public Dense(ReadOnlySpan<float> weights, float[] bias, int inputs)
    {
        (Inputs, Outputs, _bias) = (inputs, bias.Length, bias);
        if (Outputs % Panel != 0 || weights.Length != inputs * Outputs) throw new ArgumentException($"{weights.Length} weights are no matrix of {inputs} × {Outputs}.", nameof(weights));
        _panels = new float[weights.Length];
        for (var output = 0; output < Outputs; output++)
        {
            var start = output / Panel * Panel * inputs + output % Panel;
            for (var input = 0; input < inputs; input++) _panels[start + input * Panel] = weights[output * inputs + input];
        }
    }

    public int Inputs { get; }
    public int Outputs { get; }

    /// <summary>Writes <c>rows × Outputs</c> values.</summary>
    public void Apply(ReadOnlySpan<float> from, int rows, Span<float> to)
    {
        from = from[..(rows * Inputs)];
        to = to[..(rows * Outputs)];
        for (var column = 0; column < Outputs; column += Panel)
        {
            ref var panel = ref _panels[column * Inputs];
            ref var bias = ref _bias[column];
            for (var row = 0; row < rows; row += 4)
            {
                ref var x = ref MemoryMarshal.GetReference(from);
                ref var y = ref Unsafe.Add(ref MemoryMarshal.GetReference(to), column);
                // Rows that are missing at the end are the last one again: the same sum written to the same place.
                var (r0, r1, r2, r3) = (row, Math.Min(row + 1, rows - 1), Math.Min(row + 2, rows - 1), Math.Min(row + 3, rows - 1));
                ref var x0 = ref Unsafe.Add(ref x, r0 * Inputs);
                ref var x1 = ref Unsafe.Add(ref x, r1 * Inputs);
                ref var x2 = ref Unsafe.Add(ref x, r2 * Inputs);
                ref var x3 = ref Unsafe.Add(ref x, r3 * Inputs);
                ref var y0 = ref Unsafe.Add(ref y, r0 * Outputs);
                ref var y1 = ref Unsafe.Add(ref y, r1 * Outputs);
                ref var y2 = ref Unsafe.Add(ref y, r2 * Outputs);
                ref var y3 = ref Unsafe.Add(ref y, r3 * Outputs);
                if (Vector512.IsHardwareAccelerated)
                {
                    Wide(ref panel, ref bias, Inputs, ref x0, ref x1, ref x2, ref x3, ref y0, ref y1, ref y2, ref y3);
                }
                else
                {
                    Narrow(ref panel, ref bias, 0, Inputs, ref x0, ref x1, ref x2, ref x3, ref y0, ref y1, ref y2, ref y3);
                    Narrow(ref panel, ref bias, Panel / 2, Inputs, ref x0, ref x1, ref x2, ref x3, ref y0, ref y1, ref y2, ref y3);
                }
            }
        }
    }

    /// <summary>Four rows by a whole panel, in eight registers of sixteen values.</summary>
    private static void Wide(ref float panel, ref float bias, int inputs, ref float x0, ref float x1, ref float x2, ref float x3, ref float y0, ref float y1, ref float y2, ref float y3)
    {
        const int Half = Panel / 2;
        var a0 = Vector512.LoadUnsafe(ref bias);
        var b0 = Vector512.LoadUnsafe(ref bias, Half);
        var (a1, b1, a2, b2, a3, b3) = (a0, b0, a0, b0, a0, b0);
        for (nint i = 0; i < inputs; i++)
        {
            var a = Vector512.LoadUnsafe(ref panel);
            var b = Vector512.LoadUnsafe(ref panel, Half);
            panel = ref Unsafe.Add(ref panel, Panel);
            var v = Vector512.Create(Unsafe.Add(ref x0, i));
            a0 = Vector512.MultiplyAddEstimate(a, v, a0);
            b0 = Vector512.MultiplyAddEstimate(b, v, b0);
            v = Vector512.Create(Unsafe.Add(ref x1, i));
            a1 = Vector512.MultiplyAddEstimate(a, v, a1);
            b1 = Vector512.MultiplyAddEstimate(b, v, b1);
            v = Vector512.Create(Unsafe.Add(ref x2, i));
            a2 = Vector512.MultiplyAddEstimate(a, v, a2);
            b2 = Vector512.MultiplyAddEstimate(b, v, b2);
            v = Vector512.Create(Unsafe.Add(ref x3, i));
            a3 = Vector512.MultiplyAddEstimate(a, v, a3);
            b3 = Vector512.MultiplyAddEstimate(b, v, b3);
        }

        a0.StoreUnsafe(ref y0);
        b0.StoreUnsafe(ref y0, Half);
        a1.StoreUnsafe(ref y1);
        b1.StoreUnsafe(ref y1, Half);
        a2.StoreUnsafe(ref y2);
        b2.StoreUnsafe(ref y2, Half);
        a3.StoreUnsafe(ref y3);
        b3.StoreUnsafe(ref y3, Half);
    }

    /// <summary>Four rows by half a panel, in eight registers of eight values.</summary>
    private static void Narrow(ref float panel, ref float bias, int column, int inputs, ref float x0, ref float x1, ref float x2, ref float x3, ref float y0, ref float y1, ref float y2, ref float y3)
    {
        const int Half = Panel / 4;
        panel = ref Unsafe.Add(ref panel, column);
        var a0 = Vector256.LoadUnsafe(ref bias, (nuint)column);
        var b0 = Vector256.LoadUnsafe(ref bias, (nuint)column + Half);
        var (a1, b1, a2, b2, a3, b3) = (a0, b0, a0, b0, a0, b0);
        for (nint i = 0; i < inputs; i++)
        {
            var a = Vector256.LoadUnsafe(ref panel);
            var b = Vector256.LoadUnsafe(ref panel, Half);
            panel = ref Unsafe.Add(ref panel, Panel);
            var v = Vector256.Create(Unsafe.Add(ref x0, i));
            a0 = Vector256.MultiplyAddEstimate(a, v, a0);
            b0 = Vector256.MultiplyAddEstimate(b, v, b0);
            v = Vector256.Create(Unsafe.Add(ref x1, i));
            a1 = Vector256.MultiplyAddEstimate(a, v, a1);
            b1 = Vector256.MultiplyAddEstimate(b, v, b1);
            v = Vector256.Create(Unsafe.Add(ref x2, i));
            a2 = Vector256.MultiplyAddEstimate(a, v, a2);
            b2 = Vector256.MultiplyAddEstimate(b, v, b2);
            v = Vector256.Create(Unsafe.Add(ref x3, i));
            a3 = Vector256.MultiplyAddEstimate(a, v, a3);
            b3 = Vector256.MultiplyAddEstimate(b, v, b3);
        }

        var at = (nuint)column;
        a0.StoreUnsafe(ref y0, at);
        b0.StoreUnsafe(ref y0, at + Half);
        a1.StoreUnsafe(ref y1, at);
        b1.StoreUnsafe(ref y1, at + Half);
        a2.StoreUnsafe(ref y2, at);
        b2.StoreUnsafe(ref y2, at + Half);
        a3.StoreUnsafe(ref y3, at);
        b3.StoreUnsafe(ref y3, at + Half);
    }
}
