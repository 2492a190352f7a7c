using System.Buffers;
using Reprise.Benchmarks.Privacy;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Detection.Names;
using Reprise.Privacy.Detection.Text;

namespace Reprise.BuildNames;

/// <summary>A word that may be a name, as the model sees it.</summary>
/// <param name="Features">Places in the table of weights.</param>
internal sealed record Example(ushort[] Features, bool IsName, double Weight)
{
    /// <summary>Every word of a text that may be a name. Titles are labelled as persons in part of the material and not in the rest, so they are left out.</summary>
    public static void AddFrom(PiiRow row, double weight, List<Example> into)
    {
        var tokens = ArrayPool<Token>.Shared.Rent(row.Text.Length + 1);
        var count = Tokenizer.Read(row.Text, ref tokens);
        var passage = new Passage(row.Text, tokens.AsSpan(0, count));
        Span<ushort> features = stackalloc ushort[NameFeatures.Most];
        for (var i = 0; i < count; i++)
        {
            if (!NameFeatures.MayBeName(passage, i) || tokens[i].Is(WordKinds.Title)) continue;
            var token = tokens[i];
            var isName = row.Spans.Any(span => span.Type(row.Text) == FindingTypes.Name && span.Start <= token.Start && span.End >= token.End);
            into.Add(new Example(features[..NameFeatures.Collect(passage, i, features)].ToArray(), isName, weight));
        }

        ArrayPool<Token>.Shared.Return(tokens);
    }
}
