using Reprise.Privacy.Detection.Text;

namespace Reprise.Privacy.Detection.Places;

/// <summary>
/// Finds postal addresses: a kernel that only an address has (a street with its number, a box, a military post, a flat, a postcode), widened over the town, the state,
/// the country and the postcode that stand with it.
/// </summary>
internal static class StreetScan
{
    public static void Find(Passage passage, List<TextFinding> into)
    {
        var tokens = passage.Tokens;
        var from = 0;
        var context = new AddressContext();
        for (var i = 0; i < tokens.Length; i++)
        {
            context.Pass(passage, i);
            var kernel = KernelAt(passage, i, from, context);
            if (kernel.Confidence == 0) continue;
            var (first, last) = AddressEnds.Widen(passage, kernel.First, kernel.Last, from);
            var start = tokens[first].Start;
            into.Add(new TextFinding(FindingTypes.Address, start, tokens[last].End - start, kernel.Confidence));
            from = last + 1;
            i = last;
        }
    }

    /// <summary>The kernel of an address that this word or number shows.</summary>
    private static Kernel KernelAt(Passage passage, int i, int from, AddressContext context)
    {
        var token = passage.Tokens[i];
        if (token.IsNumber) return NumberKernels.At(passage, i, from, context);
        if (token.Kind is TokenKind.Mixed) return Postcodes.At(passage, i, from);
        if (Boxes.At(passage, i, from) is { Confidence: > 0 } box) return box;
        if (token.Is(WordKinds.StreetStart) && StreetKernels.Beginning(passage, i, from, context) is { Confidence: > 0 } begins) return begins;
        if (token.Is(WordKinds.StreetEnd) && StreetKernels.Ending(passage, i, from, context) is { Confidence: > 0 } ends) return ends;
        return token.Length >= 5 && !token.Is(WordKinds.Common) ? StreetKernels.Compound(passage, i, from, context) : default;
    }
}

/// <summary>Tokens that are an address without doubt, or with some.</summary>
internal readonly record struct Kernel(int First, int Last, double Confidence);

/// <summary>How far back a word stood that speaks of an address.</summary>
internal struct AddressContext
{
    private const int Reach = 12;
    private int _last;

    /// <summary>Whether such a word stands shortly before.</summary>
    public readonly bool IsNear(int token) => _last > 0 && token - (_last - 1) <= Reach;

    public void Pass(Passage passage, int token)
    {
        if (passage.Tokens[token].Is(WordKinds.AddressContext)) _last = token + 1;
    }
}
