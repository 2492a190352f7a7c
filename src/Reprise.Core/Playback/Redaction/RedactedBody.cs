using System.Text;

namespace Reprise.Playback.Redaction;

/// <summary>A body with placeholders in the place of what was found.</summary>
/// <param name="Bytes">What is left.</param>
/// <param name="Cuts">What was replaced, in order, with the length of what stands there now.</param>
internal readonly record struct RedactedBody(ReadOnlyMemory<byte> Bytes, IReadOnlyList<(int Start, int End, int NewLength)> Cuts)
{
    /// <param name="body">Any bytes; those that are no text stay.</param>
    /// <param name="search">What to look for.</param>
    /// <param name="pointers">Values to take whole, with their kinds.</param>
    /// <param name="nameOf">The placeholder of a value, by its kind.</param>
    public static RedactedBody Of(ReadOnlyMemory<byte> body, TextSearch search, IReadOnlyList<(string[] Pointer, string Kind)> pointers, Func<string, string, string> nameOf)
    {
        if (body.IsEmpty || BodyLeaves.Of(body.Span, [.. pointers.Select(static p => p.Pointer)]) is not { } leaves) return new RedactedBody(body, []);
        var splices = new List<(int Start, int End, string Text)>();
        foreach (var (pointer, start, end) in leaves.Named)
        {
            var value = Encoding.UTF8.GetString(body.Span[start..end]).Trim('"');
            if (value != "null" && !Placeholders.IsOne(value)) splices.Add((start, end, $"\"{nameOf(pointers[pointer].Kind, value)}\""));
        }

        foreach (var leaf in leaves.Leaves.Where(static leaf => leaf.Group is null))
            foreach (var finding in search.In(leaf.Text, leaf.Name))
            {
                var (start, end) = leaf.BytesOf(finding.Start, finding.Length);
                splices.Add((start, end, nameOf(finding.Kind, leaf.Text.Substring(finding.Start, finding.Length))));
            }

        foreach (var group in leaves.Leaves.Where(static leaf => leaf.Group is not null).GroupBy(static leaf => leaf.Group, StringComparer.Ordinal)) Join([.. group], search, nameOf, splices);
        return splices.Count == 0 ? new RedactedBody(body, []) : Apply(body.Span, splices);
    }

    /// <summary>A value that is cut across events goes where it begins; what the events behind it had of it is taken out.</summary>
    private static void Join(TextLeaf[] pieces, TextSearch search, Func<string, string, string> nameOf, List<(int Start, int End, string Text)> splices)
    {
        var text = string.Concat(pieces.Select(static piece => piece.Text));
        var (index, begin) = (0, 0);
        foreach (var finding in search.In(text, pieces.Length == 1 ? pieces[0].Name : null))
        {
            while (begin + pieces[index].Text.Length <= finding.Start) begin += pieces[index++].Text.Length;
            var replacement = nameOf(finding.Kind, text.Substring(finding.Start, finding.Length));
            var (piece, start) = (index, begin);
            while (piece < pieces.Length && start < finding.End)
            {
                var from = Math.Max(0, finding.Start - start);
                var to = Math.Min(pieces[piece].Text.Length, finding.End - start);
                if (to > from)
                {
                    var (first, last) = pieces[piece].BytesOf(from, to - from);
                    splices.Add((first, last, replacement));
                    replacement = "";
                }

                start += pieces[piece++].Text.Length;
            }
        }
    }

    private static RedactedBody Apply(ReadOnlySpan<byte> body, List<(int Start, int End, string Text)> splices)
    {
        splices.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        using var output = new MemoryStream(body.Length);
        var cuts = new List<(int Start, int End, int NewLength)>(splices.Count);
        var at = 0;
        foreach (var (start, end, text) in splices)
        {
            output.Write(body[at..start]);
            var bytes = Encoding.UTF8.GetBytes(text);
            output.Write(bytes);
            cuts.Add((start, end, bytes.Length));
            at = end;
        }

        output.Write(body[at..]);
        return new RedactedBody(output.ToArray(), cuts);
    }
}
